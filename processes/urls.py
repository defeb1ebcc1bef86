"""The addresses of processes: drawn, and followed while they run."""

from processes.designer.urls import urlpatterns as designer
from processes.tracking.urls import urlpatterns as tracking

app_name = "processes"
urlpatterns = [*designer, *tracking]
