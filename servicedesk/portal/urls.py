from django.urls import path

from servicedesk.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("requests/", views.requests, name="requests"),
]
