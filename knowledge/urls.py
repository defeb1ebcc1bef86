from django.urls import path

from knowledge import views

app_name = "knowledge"

urlpatterns = [
    path("answers/", views.answers, name="answers"),
    path("answers/suggest/", views.suggest, name="suggest"),
    path("answers/suggested/", views.suggested, name="suggested"),
    path("answers/of-service/<slug:service>/", views.manual, name="manual"),
    path("answers/pictures/<int:pk>/", views.picture, name="picture"),
    path("answers/<str:slug>/", views.article, name="article"),
    path("answers/<str:slug>/panel/", views.panel, name="panel"),
    path("answers/<str:slug>/feedback/", views.feedback, name="feedback"),
    path("answers/<str:slug>/solved/", views.solved, name="solved"),
]
