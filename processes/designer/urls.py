"""The addresses of processes as they are drawn."""

from django.urls import path

from processes.designer.views import building, drawing, reading, trying

ONE = "desk/processes/<slug:slug>/"
DRAFT = f"{ONE}draft/"

urlpatterns = [
    path("desk/processes/", reading.index, name="index"),
    path("desk/processes/-/new/", drawing.new, name="new"),
    path("desk/processes/-/people/", building.people, name="people"),
    path(ONE, reading.process, name="process"),
    path(f"{ONE}versions/<int:number>/", reading.process, name="version"),
    path(f"{ONE}versions/<int:number>/file/", reading.version_file, name="version_file"),
    path(f"{ONE}compare/", reading.compare, name="compare"),
    path(f"{ONE}start/", drawing.start, name="start"),
    path(DRAFT, drawing.draft, name="draft"),
    path(f"{DRAFT}save/", drawing.save, name="save"),
    path(f"{DRAFT}file/", drawing.draft_file, name="draft_file"),
    path(f"{DRAFT}import/", drawing.bring, name="import"),
    path(f"{DRAFT}conditions/", building.conditions, name="conditions"),
    path(f"{DRAFT}table/", building.table, name="table"),
    path(f"{DRAFT}tables/", building.tables, name="tables"),
    path(f"{DRAFT}try/", trying.try_it, name="try"),
    path(f"{DRAFT}publish/", drawing.publish, name="publish"),
    path(f"{DRAFT}discard/", drawing.discard, name="discard"),
]
