"""What people say to each other on a ticket: public replies, internal notes, mentions."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.refusals import NotAllowed
from people.models import Person
from tickets.actions._writing import Ended, locked
from tickets.actions.move import pass_through
from tickets.actions.saying import say
from tickets.models import Attachment, Comment, Participant, Ticket
from tickets.phases import ENDED
from tickets.policies import may_comment, may_work
from tickets.terms import lifecycle_of


@transaction.atomic
def comment(
    ticket: Ticket,
    text: str,
    *,
    by: Person,
    now: datetime,
    internal: bool = False,
    attachments: Iterable[Attachment] = (),
    channel: str = "web",
) -> Comment:
    """Adds a public reply or an internal note, written in Markdown.

    The requester's reply takes a ticket that waits for it back to work, where the lifecycle says so. A
    worker's first public reply keeps the promise of a response. Raises `NotAllowed`, `Ended`, `MayNotSee`.
    """
    held = locked(ticket)
    _refuse_comment(held, by, internal=internal)
    said = say(held, text, by=by, now=now, internal=internal, attachments=attachments, channel=channel)
    if not internal and by.pk in (held.requester_id, held.opened_by_id) and not may_work(by, held):
        _go_on(held, by=by, now=now, channel=channel)
    return said


def _refuse_comment(ticket: Ticket, by: Person, *, internal: bool) -> None:
    works = may_work(by, ticket)
    if internal and not works:
        raise NotAllowed(_("Only people who work on this ticket write internal notes."))
    takes_part = not works and ticket.participants.filter(person=by, role__in=Participant.SPEAKING).exists()
    if not may_comment(by, ticket, takes_part=takes_part):
        raise NotAllowed(
            _("Only the requester, people added to the conversation and those who work on it can reply.")
        )
    if ticket.phase in ENDED and not internal:
        raise Ended(_("It is closed. Open a new request and name this one in it."))


def _go_on(ticket: Ticket, *, by: Person, now: datetime, channel: str) -> None:
    """The step the lifecycle takes when the requester has replied."""
    step = lifecycle_of(ticket).automatic(ticket.status, "requester-reply")
    if step is not None:
        roles = frozenset({"requester", "system"})
        pass_through(ticket, step, roles=roles, by=by, now=now, channel=channel, answers={})
