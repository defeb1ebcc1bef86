from django.urls import path

from processes.hooks import views

app_name = "processes_hooks"
urlpatterns = [path("hooks/<str:token>/", views.heard, name="heard")]
