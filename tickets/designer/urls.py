"""The addresses of lifecycles, under those of tickets."""

from django.urls import path

from tickets.designer.views import drawing, reading

ONE = "desk/lifecycles/<slug:slug>/"
DRAFT = f"{ONE}draft/"

urlpatterns = [
    path("desk/lifecycles/", reading.index, name="lifecycles"),
    path("desk/lifecycles/-/new/", drawing.new, name="lifecycle_new"),
    path(ONE, reading.lifecycle, name="lifecycle"),
    path(f"{ONE}versions/<int:number>/", reading.lifecycle, name="lifecycle_version"),
    path(f"{ONE}compare/", reading.compare, name="lifecycle_compare"),
    path(f"{ONE}start/", drawing.start, name="lifecycle_start"),
    path(DRAFT, drawing.draft, name="lifecycle_draft"),
    path(f"{DRAFT}about/", drawing.about, name="lifecycle_about"),
    path(f"{DRAFT}statuses/", drawing.status, name="lifecycle_status_new"),
    path(f"{DRAFT}statuses/<slug:name>/", drawing.status, name="lifecycle_status"),
    path(
        f"{DRAFT}statuses/<slug:name>/remove/",
        drawing.remove,
        {"kind": "status"},
        name="lifecycle_status_remove",
    ),
    path(f"{DRAFT}transitions/", drawing.transition, name="lifecycle_transition_new"),
    path(f"{DRAFT}transitions/<slug:name>/", drawing.transition, name="lifecycle_transition"),
    path(
        f"{DRAFT}transitions/<slug:name>/remove/",
        drawing.remove,
        {"kind": "transition"},
        name="lifecycle_transition_remove",
    ),
    path(f"{DRAFT}place/", drawing.place, name="lifecycle_place"),
    path(f"{DRAFT}publish/", drawing.publish, name="lifecycle_publish"),
    path(f"{DRAFT}discard/", drawing.discard, name="lifecycle_discard"),
]
