from django.urls import path

from servicedesk.founding import views

app_name = "founding"

urlpatterns = [
    path("first/<str:token>/", views.first_administrator, name="first"),
    path("setup/", views.start, name="start"),
    path("setup/company/", views.company, name="company"),
    path("setup/departments/", views.departments, name="departments"),
    path("setup/services/", views.services, name="services"),
    path("setup/ready/", views.ready, name="ready"),
]
