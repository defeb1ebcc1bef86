"""The addresses of a draft's outline."""

from django.urls import path

from processes.outlining import views

OUTLINE = "desk/processes/<slug:slug>/draft/outline/"

urlpatterns = [
    path("desk/processes/<slug:slug>/versions/<int:number>/outline/", views.of_version, name="outline_of"),
    path(OUTLINE, views.outline, name="outline"),
    path(f"{OUTLINE}add/", views.add, name="outline_add"),
    path(f"{OUTLINE}move/<str:where>/", views.move, name="outline_move"),
    path(f"{OUTLINE}remove/", views.remove, name="outline_remove"),
    path(f"{OUTLINE}undo/", views.undo, name="outline_undo"),
    path(f"{OUTLINE}way/", views.add_way, name="outline_way"),
    path(f"{OUTLINE}border/", views.add_border, name="outline_border"),
    path(f"{OUTLINE}back/<str:flow>/", views.lead_back, name="outline_back"),
    path(f"{OUTLINE}steps/<str:element>/", views.step, name="outline_step"),
    path(f"{OUTLINE}ways/<str:flow>/", views.way, name="outline_flow"),
]
