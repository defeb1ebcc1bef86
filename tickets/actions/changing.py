"""What it is about and how much it matters: facts are corrected, the priority is judged anew."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.models import Event
from journal.refusals import NotAllowed, Stale
from people.models import Person
from tickets import clocks, words
from tickets.actions._writing import Ended, bump, clean_text, invalid, locked, refuse_stale
from tickets.actions.opening import check_level, check_words
from tickets.models import Priority, Ticket
from tickets.phases import ENDED, Phase
from tickets.policies import is_requester, may_work
from tickets.priorities import priority_of
from tickets.wording import in_both
from ui.bilingual import pick


@transaction.atomic
def change_facts(
    ticket: Ticket,
    *,
    by: Person,
    now: datetime,
    seen: int | None = None,
    subject: str | None = None,
    description: str | None = None,
    channel: str = "web",
) -> Ticket:
    """Corrects subject and description; the requester may until somebody has taken the ticket up.

    Two people who change different fields at once both succeed; of two who change the same one the later
    is told, by `Stale`. Raises `NotAllowed`, `Ended`, `Invalid`.
    """
    held = locked(ticket)
    if not may_work(by, held) and not (is_requester(by, held) and held.phase == Phase.NEW):
        raise NotAllowed(_("It is being worked on, so it can't be rewritten any more. Reply instead."))
    if held.phase in ENDED:
        raise Ended(_("It is closed, so what it says stays as it is."))
    wanted = {
        "subject": held.subject if subject is None else subject,
        "description": held.description if description is None else description,
    }
    wanted = dict(zip(wanted, check_words(**wanted), strict=True))
    changes = {
        name: [getattr(held, name), text] for name, text in wanted.items() if getattr(held, name) != text
    }
    _refuse_conflict(held, changes, seen)
    if not changes:
        return held
    for name, text in wanted.items():
        setattr(held, name, text)
    bump(held, *changes, now=now)
    words.index_ticket(held)
    data = {"fields": [_label(name) for name in changes], "changes": changes, "revision": held.revision}
    record("ticket.changed", held, by=by, now=now, channel=channel, data=data)
    return held


def _label(name: str) -> dict[str, str]:
    return in_both(Ticket._meta.get_field(name).verbose_name)


def _refuse_conflict(ticket: Ticket, changes: dict[str, Any], seen: int | None) -> None:
    """Raises `Stale` if one of the fields was changed by somebody else since the person saw them."""
    if seen is None or seen == ticket.revision:
        return
    since = Event.objects.about(ticket).filter(verb="ticket.changed").select_related("actor").order_by("-id")
    for event in since:
        if event.data["revision"] <= seen:
            return
        both = changes.keys() & event.data["changes"].keys()
        if both:
            sentence = _("{person} has changed {fields} meanwhile. Look again, then decide.")
            fields = ", ".join(pick(_label(name)) for name in sorted(both))
            said = format_lazy(sentence, person=event.actor.label, fields=fields)
            raise Stale(said, errors={name: [said] for name in both}, revision=ticket.revision)


@transaction.atomic
def change_priority(
    ticket: Ticket,
    *,
    by: Person,
    now: datetime,
    impact: int | None = None,
    urgency: int | None = None,
    priority: int | None = None,
    reason: str,
    seen: int | None = None,
    channel: str = "web",
) -> Ticket:
    """Judges impact and urgency anew, from which the priority follows, or sets another one by hand.

    What was promised follows the priority without losing the time already used. Raises `NotAllowed`,
    `Ended`, `Stale`, `Invalid` (a reason is always needed).
    """
    held = locked(ticket)
    if not may_work(by, held):
        raise NotAllowed(_("Only people who work on it set its priority."))
    refuse_stale(held, seen)
    if held.phase in ENDED:
        raise Ended(_("It is closed; its priority no longer matters."))
    reason = clean_text("reason", reason, limit=1000)
    was = {"impact": held.impact, "urgency": held.urgency, "priority": held.priority}
    held.impact = check_level("impact", held.impact if impact is None else impact)
    held.urgency = check_level("urgency", held.urgency if urgency is None else urgency)
    held.priority = _priority(held, priority)
    now_is = {"impact": held.impact, "urgency": held.urgency, "priority": held.priority}
    if now_is == was:
        return held
    missed = clocks.follow(held, now=now)
    bump(held, *now_is, "due_at", "promised_at", now=now)
    data = {
        "from": in_both(Priority(was["priority"]).label),
        "to": in_both(Priority(held.priority).label),
        "reason": reason,
        "was": was,
        "is": now_is,
        "revision": held.revision,
    }
    event = record("ticket.prioritised", held, by=by, now=now, channel=channel, data=data)
    clocks.tell_missed(held, missed, now=now, cause=event)
    return held


def _priority(ticket: Ticket, chosen: int | None) -> int:
    if chosen is None:
        return priority_of(ticket.impact, ticket.urgency)
    if chosen not in Priority.values:
        raise invalid("priority", _("There is no such priority."))
    return chosen
