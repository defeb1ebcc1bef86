"""Where a ticket's process is, under the ticket's own addresses."""

from django.urls import path

from processes.tracking import views

REQUEST = "requests/<ref:ref>/steps/"

urlpatterns = [
    path(REQUEST, views.of_request, name="steps_of_request"),
    path(f"{REQUEST}diagram/", views.diagram, name="diagram_of_request"),
    path("desk/tickets/<ref:ref>/steps/", views.of_ticket, name="steps_of_ticket"),
]
