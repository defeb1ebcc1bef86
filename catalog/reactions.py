"""What the catalog does when something happened elsewhere."""

from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog import editors
from catalog.actions import end_drafts, happened
from catalog.models import Draft, Occasion, Order, Service
from journal.actions import later
from journal.models import Event
from journal.reactions import effect, on
from journal.refusals import Refused
from people.models.grant import Role
from tickets.actions import withdraw
from tickets.models import Link, Ticket
from tickets.phases import Phase
from tickets.policies import asked_for

ORDER = "catalog.order_for_event"


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


@on("ticket.moved")
def withdraw_parts(event: Event) -> None:
    """Whoever withdraws the whole of a bundle withdraws the parts that can still be withdrawn; others go on."""
    whole = event.subject
    if event.data["to_phase"] != Phase.CANCELLED or whole is None or not asked_for(event.actor, whole):
        return
    order = Order.objects.filter(ticket=whole).select_related("version").first()
    if order is None or not order.version.service_spec.parts:
        return
    said = {row["name"]: row["text"] for row in event.data["answers"]}
    below = Link.objects.filter(source=whole, type=Link.Type.PARENT).values("target")
    for part in (
        Ticket.objects.visible_to(event.actor).filter(pk__in=below, order__isnull=False).order_by("pk")
    ):
        with suppress(Refused), transaction.atomic():
            withdraw(part, by=event.actor, now=event.at, reason=said.get("reason", ""), channel=event.channel)


@on("service.published", later=True, called=_("The register of a service that was published"))
def begin_register(event: Event) -> None:
    """A service that keeps a register from now on has those orders in it that it had before, too."""
    from catalog.tasks import fill_register

    service = Service.objects.get(pk=event.subject_id)
    before = service.versions.filter(number=event.data["number"] - 1).first()
    if service.has_register and before is not None and not before.service_spec.has_register:
        fill_register.delay(service.pk)


@on(*Occasion.Happening.values)
def order_upon(event: Event) -> None:
    """What is to be ordered when this happens to somebody is ordered after it, once for each event."""
    for occasion in Occasion.objects.upon(event.verb).order_by("pk"):
        key, payload = f"{occasion.pk}:{event.pk}", {"occasion": occasion.pk, "event": event.pk}
        later(ORDER, subject=occasion, key=key, payload=payload, now=event.at)


@effect(ORDER, called=_("Ordering what somebody's coming or leaving asks for"))
def order_for_event(payload: dict[str, int], key: str) -> None:
    occasion = Occasion.objects.filter(pk=payload["occasion"]).first()
    if occasion is not None:
        event = Event.objects.get(pk=payload["event"])
        happened(occasion, event.subject, key=str(event.pk), now=event.at)


@on("department.moved")
def seat_everybody(event: Event) -> None:
    for person in editors.candidates():
        editors.seat(person)
    if event.subject is not None and event.verb.startswith("grant."):
        editors.seat(event.subject)
    editors.name_who_approves()
