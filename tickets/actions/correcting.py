"""What was asked for is put right by who asked for it, as long as nobody has taken it up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cmdb.models import Item
from journal.actions import record
from journal.refusals import NotAllowed, Refused
from people.models import Person
from tickets import words
from tickets.actions._writing import bump, locked, refuse_stale
from tickets.actions.attaching import claim, name_files
from tickets.actions.opening import check_words
from tickets.masks import named, question_of, sight_of
from tickets.models import Attachment, Ticket, TicketItem
from tickets.policies import may_correct

NOT_YOURS = _("This answer isn't yours to change at this point. Nothing was saved.")
TAKEN_UP = _("It was taken up meanwhile, so its answers stay. Reply instead; they will see it.")


class NotYours(NotAllowed):
    """One of the answers may not be edited by this person as the ticket stands; the attempt is on record."""

    code = "masked-answer"


class TakenUp(Refused):
    """Somebody works on it already, so what it says stays."""

    code = "taken-up"


@dataclass(frozen=True)
class Rewritten:
    """The answers as they shall be, with what comes along; `no_longer` are the ids of items the earlier ones named."""

    answers: dict[str, Any]
    sheet: list[dict[str, Any]]
    items: Iterable[Item] = ()
    no_longer: Iterable[int] = ()
    attachments: Iterable[Attachment] = ()


@transaction.atomic
def correct(
    ticket: Ticket,
    new: Rewritten,
    *,
    by: Person,
    now: datetime,
    subject: str,
    seen: int | None = None,
    channel: str = "portal",
) -> Ticket:
    """Writes other answers in place of those given; which questions changed is recorded, with both readings.

    Raises `TakenUp`, `Stale`, `Invalid`.
    """
    held = locked(ticket)
    if not may_correct(by, held):
        raise TakenUp(TAKEN_UP)
    refuse_stale(held, seen)
    subject, _description = check_words(subject=subject, description=held.description)
    changes = _changes(held.sheet, new.sheet)
    if not changes and subject == held.subject and new.answers == held.answers:
        return held
    held.subject = subject
    return _write("ticket.corrected", held, new, changes, by=by, now=now, channel=channel)


@transaction.atomic
def change_answers(
    ticket: Ticket,
    new: Rewritten,
    *,
    by: Person,
    now: datetime,
    seen: int | None = None,
    channel: str = "web",
) -> Ticket:
    """Writes other answers where the service's masks let the person edit; the history keeps both readings, for
    those who may see them. The subject stays.

    Raises `NotYours` where an answer changed that this person may not edit now (see `refuse_edit`), `Stale`.
    """
    held = locked(ticket)
    refuse_stale(held, seen)
    changes = _changes(held.sheet, new.sheet)
    sight, was = sight_of(by, held), held.answers
    names = {name for name in {*was, *new.answers} if was.get(name) != new.answers.get(name)}
    names |= {one["name"] for one in changes}
    by_process = by.is_machine and channel == "process"  # whoever published it has said that it may
    if not by_process and any(not sight.edits(name) for name in names):
        raise NotYours(NOT_YOURS)
    if not names:
        return held
    return _write("ticket.answered-anew", held, new, changes, by=by, now=now, channel=channel)


def refuse_edit(
    ticket: Ticket, names: Iterable[str], *, by: Person, now: datetime, channel: str = "web"
) -> None:
    """Writes down that the person tried to change answers closed to them, and raises `NotYours`."""
    names = sorted(set(names))
    if not names:
        return
    fields = named(ticket.sheet, names)
    with transaction.atomic():
        record(
            "ticket.edit-tried",
            ticket,
            by=by,
            now=now,
            channel=channel,
            data={"fields": fields, "names": names},
        )
    raise NotYours(NOT_YOURS, errors={name: [NOT_YOURS] for name in names})


def tell_of_look(file: Attachment, *, by: Person, now: datetime, channel: str = "web") -> None:
    """Writes down that the person asked for a file of an answer hidden from them."""
    names = [question_of(file, file.ticket)]
    data = {"fields": named(file.ticket.sheet, names), "names": names, "attachment": file.pk}
    with transaction.atomic():
        record("ticket.look-tried", file.ticket, by=by, now=now, channel=channel, data=data)


def _write(
    verb: str,
    held: Ticket,
    new: Rewritten,
    changes: list[dict[str, Any]],
    *,
    by: Person,
    now: datetime,
    channel: str,
) -> Ticket:
    """The answers, and the items and files that come and go with them; recorded as this verb."""
    held.answers, held.sheet = new.answers, new.sheet
    bump(held, "subject", "answers", "sheet", now=now)
    TicketItem.objects.filter(ticket=held, item__in=list(new.no_longer)).delete()
    for item in dict.fromkeys(new.items):
        TicketItem.objects.get_or_create(ticket=held, item=item)
    claim([one for one in new.attachments if one.ticket_id is None], held, by=by)
    name_files(held)
    words.index_ticket(held)
    data = {"fields": [one["label"] for one in changes], "changes": changes, "revision": held.revision}
    record(verb, held, by=by, now=now, channel=channel, data=data)
    return held


def _changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines that read differently: `{"name", "label", "from", "to"}`."""
    was, now = ({line["name"]: line for line in sheet} for sheet in (before, after))
    return [
        {
            "name": name,
            "label": (now.get(name) or was[name])["label"],
            "from": was.get(name, {}).get("text", ""),
            "to": now.get(name, {}).get("text", ""),
        }
        for name in [*now, *(name for name in was if name not in now)]
        if _reading(was.get(name)) != _reading(now.get(name))
    ]


def _reading(line: dict[str, Any] | None) -> Any:
    return (line.get("text"), line.get("rows")) if line else None
