"""The addresses of processes: drawn, watched, and followed while they run."""

from processes.designer.urls import urlpatterns as designer
from processes.monitor.urls import urlpatterns as monitor
from processes.outlining.urls import urlpatterns as outlining
from processes.tracking.urls import urlpatterns as tracking

app_name = "processes"
urlpatterns = [*designer, *outlining, *tracking, *monitor]
