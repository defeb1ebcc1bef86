"""What every deed on a ticket shares: lock, compare with what was seen, count up, save what changed."""

from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.models import Event
from journal.refusals import Invalid, Refused, Stale
from people.models import Person
from tickets.models import Ticket

LONG_TEXT = 20_000
# These add to a ticket; what somebody saw of the rest is as true as before.
ADDING = {
    "ticket.commented",
    "ticket.noted",
    "ticket.attached",
    "ticket.attached-internally",
    "ticket.watched",
    "ticket.unwatched",
    "ticket.inspected",
    "ticket.edit-tried",
    "ticket.look-tried",
    "ticket.rated",
    "ticket.due-soon",
    "ticket.breached",
}


class Ended(Refused):
    """The ticket is closed or cancelled; nothing is added to it any more."""

    code = "ended"


def locked(ticket: Ticket) -> Ticket:
    """The ticket as it is now, held until the deed is done: of two deeds at once one waits for the other."""
    return Ticket.objects.select_for_update().get(pk=ticket.pk)


def refuse_stale(ticket: Ticket, seen: int | str | None) -> None:
    """Raises `Stale`, naming who did what, if the person saw another revision (or status) than this one."""
    if seen is None or seen == (ticket.revision if isinstance(seen, int) else ticket.status):
        return
    raise Stale(stale_sentence(ticket), revision=ticket.revision, status_now=ticket.status)


def stale_sentence(ticket: Ticket) -> Any:
    """What somebody else did last, and what to do now."""
    last = last_change(ticket)
    if last is None or (last.data.get("changes") and ticket.terms_id):  # not everybody may read of answers
        return _("Somebody changed it in the meantime. Look again, then decide.")
    return format_lazy(_("Meanwhile: {deed}. Look again, then decide."), deed=last.sentence)


def last_change(ticket: Ticket) -> Event | None:
    events = Event.objects.about(ticket).filter(verb__startswith="ticket.").exclude(verb__in=ADDING)
    events = events.select_related("actor")
    return events.order_by("-id").first()


def bump(ticket: Ticket, *fields: str, now: datetime) -> None:
    """Saves these fields and counts the revision up."""
    ticket.revision += 1
    ticket.updated_at = now
    ticket.save(update_fields=[*fields, "revision", "updated_at"])


def clean_text(name: str, text: Any, *, limit: int = LONG_TEXT, required: bool = True) -> str:
    """The text without blanks at its ends; raises `Invalid` beside its field if missing or too long."""
    cleaned = str(text or "").replace("\x00", "").strip()
    if required and not cleaned:
        raise invalid(name, _("Please write something here."))
    if len(cleaned) > limit:
        raise invalid(name, too_long(len(cleaned), limit))
    return cleaned


def too_long(length: int, limit: int) -> Any:
    return format_lazy(
        _("This is too long: {length} characters, {limit} at most."), length=length, limit=limit
    )


def invalid(name: str, sentence: Any) -> Invalid:
    return Invalid(sentence, errors={name: [sentence]})


def named(person: Person | None) -> dict[str, Any] | None:
    """A person as the journal keeps one: found by id, read by name."""
    return {"id": person.pk, "name": person.label} if person else None
