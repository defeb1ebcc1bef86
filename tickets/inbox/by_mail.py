"""Links in mails by which an approver decides without signing in: signed, for 14 days, once, for one part.

A link names the part, its person and since when it has been theirs. It stops when the part is decided, moved to
somebody else or no longer needed, and when it has been used: a decision taken back needs a new notice or the inbox.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journal.models import Event
from people.models import Person
from tickets.models import Assignment, Task
from tickets.phases import ENDED
from tickets.task_links import offer

GOOD_FOR = timedelta(days=14)
CHANNEL = Event.Channel.MAIL_LINK.value
OUTCOMES = ("approve", "reject")
State = Assignment.State
_signer = TimestampSigner(salt="tickets.decision")

GONE = {
    "expired": (
        "timer-off",
        _("This link is too old"),
        _("Links in mails work for 14 days. It still waits for you in your inbox."),
    ),
    "used": (
        "check-check",
        _("This link was used already"),
        _("You have decided with it. What became of it stands in your inbox."),
    ),
    "decided": ("check-check", _("This is decided already"), _("Nothing is left to do for you here.")),
    "moved": (
        "arrow-right-left",
        _("Somebody else decides this now"),
        _("It was handed over, or somebody stands in. The link of the former mail no longer decides."),
    ),
    "waits": (
        "circle-pause",
        _("It is not your turn"),
        _(
            "It was sent back for an answer, or somebody else comes first. You hear when it is your turn again."
        ),
    ),
    "over": ("circle-x", _("This is no longer needed"), _("It was withdrawn, or the request is closed.")),
}


@dataclass(frozen=True)
class Invited:
    """What a link leads to: whose part in what, and `gone` (a key of `GONE`) where it decides nothing any more."""

    part: Assignment
    gone: str = ""

    @property
    def task(self) -> Task:
        return self.part.task


@offer
def decision_links(part: Assignment, person: Person) -> list[dict[str, str]]:
    """What the mail about an approval offers: approve, reject; nothing for parts that decide nothing."""
    if part.role != Assignment.Role.SIGNER or part.state != State.WAITING or part.person_id != person.pk:
        return []
    address = reverse("tickets:decide-by-mail", args=[_token(part)])
    return [
        {"label": str(_("Approve")), "url": f"{address}?say=approve"},
        {"label": str(_("Reject")), "url": f"{address}?say=reject"},
    ]


def _token(part: Assignment) -> str:
    return _signer.sign(f"{part.pk}.{part.person_id}.{int(part.since.timestamp())}")


def invited(token: str) -> Invited | None:
    """What the link leads to; None for one that nobody of ours has signed, or whose person has left."""
    gone = ""
    try:
        said = _signer.unsign(token, max_age=GOOD_FOR)
    except SignatureExpired:
        gone, said = "expired", _signer.unsign(token)
    except BadSignature:
        return None
    part_pk, person_pk, since = (int(one) for one in said.split("."))
    related = ("task__ticket__requester", "person", "on_behalf_of")
    part = Assignment.objects.select_related(*related).filter(pk=part_pk).first()
    if part is None or not Person.objects.active().filter(pk=person_pk).exists():
        return None
    return Invited(part, gone or _gone(part, person_pk, since))


def _gone(part: Assignment, person: int, since: int) -> str:
    """Why the link decides nothing; "" where it does."""
    task: Any = part.task
    if part.state == State.MOVED or part.person_id != person:
        return "moved"
    if _used(part, since):
        return "used"
    if (
        part.state in (State.APPROVED, State.REJECTED, State.RETURNED, State.DONE)
        or task.state == Task.State.DONE
    ):
        return "decided"
    if task.state == Task.State.CANCELLED or task.ticket.phase in ENDED:
        return "over"
    if part.state in (State.LAPSED, State.REMOVED):
        return "over"
    if task.state == Task.State.PAUSED or part.state != State.WAITING:
        return "waits"
    return ""


def _used(part: Assignment, since: int) -> bool:
    """Whether somebody decided about this part by a link since it was given."""
    given = datetime.fromtimestamp(since, tz=part.since.tzinfo)
    told = Event.objects.about(part.task.ticket).filter(verb="task.decided", channel=CHANNEL, at__gte=given)
    return any(part.pk in event.data.get("parts", ()) for event in told)
