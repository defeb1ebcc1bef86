from django.urls import path

from servicedesk.demo import views

app_name = "demo"

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<str:key>/", views.mail, name="mail"),
]
