"""Tickets that hang together: one typed arrow, read from either end."""

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import Invalid, NotAllowed
from people.models import Person
from tickets.actions._writing import invalid, locked
from tickets.models import Link, Ticket
from tickets.policies import may_work
from tickets.wording import in_both

DEEPEST = 50


class CannotLink(Invalid):
    """The two can't hang together like that."""

    code = "cannot-link"


@transaction.atomic
def link(
    ticket: Ticket, other: Ticket, *, type: str, by: Person, now: datetime, channel: str = "web"
) -> Link:
    """Draws an arrow from the ticket to another one; drawing it again changes nothing.

    The person works on the ticket and may read the other. A ticket has one parent and is never its own
    ancestor. Both histories tell of it. Raises `NotAllowed`, `CannotLink`, `Invalid`.
    """
    held = locked(ticket)
    if not may_work(by, held) or not Ticket.objects.visible_to(by).filter(pk=other.pk).exists():
        raise NotAllowed(_("You can link tickets you work on to tickets you may read."))
    if type not in Link.Type.values:
        raise invalid("type", _("There is no such kind of link."))
    if held.pk == other.pk:
        raise CannotLink(_("A ticket can't be linked to itself."))
    if type == Link.Type.PARENT:
        _refuse_family(held, other)
    drawn, fresh = Link.objects.get_or_create(
        type=type, source=held, target=other, defaults={"created_by": by}
    )
    if fresh:
        _tell("ticket.linked", drawn, by=by, now=now, channel=channel)
    return drawn


@transaction.atomic
def unlink(drawn: Link, *, by: Person, now: datetime, channel: str = "web") -> None:
    """Removes an arrow; whoever works on one of its ends may. Removing it twice changes nothing."""
    held = Link.objects.select_related("source", "target").select_for_update().filter(pk=drawn.pk).first()
    if held is None:
        return
    if not (may_work(by, held.source) or may_work(by, held.target)):
        raise NotAllowed(_("Only people who work on one of the two tickets can remove the link."))
    _tell("ticket.unlinked", held, by=by, now=now, channel=channel)
    held.delete()


def _refuse_family(parent: Ticket, child: Ticket) -> None:
    """Raises if the child has another parent or the parent descends from the child."""
    known = Link.objects.filter(type=Link.Type.PARENT, target=child).select_related("source").first()
    if known is not None and known.source_id != parent.pk:
        sentence = _("{child} already has a parent: {parent}.")
        raise CannotLink(format_lazy(sentence, child=child.reference, parent=known.source.reference))
    above: int | None = parent.pk
    steps = 0
    while above is not None and steps < DEEPEST:
        if above == child.pk:
            sentence = _("{parent} already lies below {child}.")
            raise CannotLink(format_lazy(sentence, parent=parent.reference, child=child.reference))
        links = Link.objects.filter(type=Link.Type.PARENT, target=above)
        above, steps = links.values_list("source", flat=True).first(), steps + 1


def _tell(verb: str, drawn: Link, *, by: Person, now: datetime, channel: str) -> None:
    """One event at each end; the one at the far end names the first as its cause."""
    cause = None
    for here, other in ((drawn.source, drawn.target), (drawn.target, drawn.source)):
        data = {
            "type": drawn.type,
            "relation": in_both(drawn.read_from(here)),
            "other": other.reference,
            "other_id": other.pk,
        }
        cause = record(verb, here, by=by, now=now, channel=channel, data=data, cause=cause)
