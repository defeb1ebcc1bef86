from processes.tracking.urls import urlpatterns as tracking

app_name = "processes"
urlpatterns = [*tracking]
