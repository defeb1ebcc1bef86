from django.urls import path

from journal import views

app_name = "journal"

urlpatterns = [
    path("desk/deliveries/", views.deliveries, name="deliveries"),
    path("desk/deliveries/mend/", views.mend, name="mend"),
    path("live/since/", views.live_since, name="live-since"),
]
