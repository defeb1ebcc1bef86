"""What the catalog does when something happened elsewhere."""

from catalog import editors
from catalog.actions import end_drafts
from catalog.models import Draft
from journal.models import Event
from journal.reactions import on
from people.models.grant import Role


@on("grant.given", "grant.taken")
def seat_publisher(event: Event) -> None:
    """Roles decide who may write and publish; the editor's own groups follow."""
    if event.data.get("role") == Role.APPROVER:
        seat_everybody(event)  # whether publishers publish by themselves depends on there being an approver
    elif event.subject is not None:
        editors.seat(event.subject)


@on("article.solved")
def end_solved_draft(event: Event) -> None:
    """Who found the answer in an article needs the form no more: its latest draft ends, and is counted."""
    drafts = Draft.objects.aside().filter(person=event.actor_id, service__slug=event.data.get("service", ""))
    latest = drafts.order_by("-saved_at").values_list("pk", flat=True).first()
    if latest:
        end_drafts(Draft.objects.filter(pk=latest), Draft.Outcome.SOLVED, now=event.at)


@on("department.moved")
def seat_everybody(event: Event) -> None:
    for person in editors.candidates():
        editors.seat(person)
    if event.subject is not None and event.verb.startswith("grant."):
        editors.seat(event.subject)
