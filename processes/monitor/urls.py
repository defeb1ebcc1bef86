"""Processes under way, beside the pages on which they are drawn."""

from django.urls import path

from processes.monitor.views import mending, watching

PROCESS = "desk/processes/<slug:slug>/runs/"
RUN = "desk/processes/-/runs/<int:pk>/"

urlpatterns = [
    path(RUN, mending.run, name="run"),
    path(f"{RUN}diagram/", mending.diagram, name="run_diagram"),
    path(f"{RUN}steps/<int:step>/retry/", mending.retry, name="run_retry"),
    path(f"{RUN}steps/<int:step>/skip/", mending.skip, name="run_skip"),
    path(f"{RUN}jump/", mending.jump, name="run_jump"),
    path(f"{RUN}cancel/", mending.cancel, name="run_cancel"),
    path(PROCESS, watching.runs, name="runs"),
    path(f"{PROCESS}<int:number>/diagram/", watching.diagram, name="runs_diagram"),
]
