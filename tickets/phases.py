"""The phase machine: what every lifecycle, whoever drew it, must obey. One screen, with django-fsm."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, TransitionNotAllowed, transition

from tickets.fields import Flag
from tickets.safe_fsm import SafeFSMMixin


class Phase(models.TextChoices):
    NEW = "new", _("New")
    ACTIVE = "active", _("Active")
    WAITING = "waiting", _("Waiting")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = [Phase.NEW, Phase.ACTIVE, Phase.WAITING]
ENDED = [Phase.CLOSED, Phase.CANCELLED]


class PhaseMachine(SafeFSMMixin, models.Model):
    """The phase of a ticket and the only moves between phases. Called by the gate alone.

    `is_open` is the database's own reading of the phase: lists of open work lean on its indexes.
    """

    phase = FSMField(_("phase"), default=Phase.NEW, choices=Phase.choices, max_length=12, protected=True)
    is_open = models.GeneratedField(
        expression=models.Case(models.When(phase__in=OPEN, then=1), default=0, output_field=Flag()),
        output_field=Flag(),
        db_persist=True,
        verbose_name=_("open"),
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        abstract = True

    @transition("phase", source=[Phase.NEW, Phase.WAITING], target=Phase.ACTIVE)
    def activate(self, *, now: datetime) -> None:
        """Somebody works on it."""

    @transition("phase", source=[Phase.NEW, Phase.ACTIVE], target=Phase.WAITING)
    def wait(self, *, now: datetime) -> None:
        """It stands until somebody else has done something."""

    @transition("phase", source=OPEN, target=Phase.RESOLVED)
    def resolve(self, *, now: datetime) -> None:
        """The work is done; the requester may still disagree."""
        self.resolved_at = now

    @transition("phase", source=Phase.RESOLVED, target=Phase.ACTIVE)
    def reopen(self, *, now: datetime) -> None:
        """It was not done after all."""
        self.resolved_at = None

    @transition("phase", source=Phase.RESOLVED, target=Phase.CLOSED)
    def close(self, *, now: datetime) -> None:
        """Settled for good."""
        self.closed_at = now

    @transition("phase", source=OPEN, target=Phase.CANCELLED)
    def cancel(self, *, now: datetime) -> None:
        """It is no longer wanted, or was refused."""
        self.closed_at = now


@cache
def phase_moves() -> dict[tuple[str, str], Callable[..., None]]:
    """Every legal move between two phases and the method that makes it, as django-fsm was told above."""
    moves = {}
    for method in vars(PhaseMachine).values():
        for step in getattr(getattr(method, "_django_fsm", None), "transitions", {}).values():
            moves[str(step.source), str(step.target)] = method
    return moves


def may_follow(source: str, target: str) -> bool:
    """Whether a ticket may go from one phase to the other; staying is allowed until it has ended."""
    if source == target:
        return source not in ENDED
    return (source, target) in phase_moves()


def enter(ticket: PhaseMachine, phase: str, *, now: datetime) -> None:
    """Take the ticket into the phase, or raise django-fsm's `TransitionNotAllowed`."""
    if not may_follow(ticket.phase, phase):
        raise TransitionNotAllowed(f"{ticket.phase} → {phase}", object=ticket)
    if ticket.phase != phase:
        phase_moves()[ticket.phase, phase](ticket, now=now)
        ticket.is_open = ticket.phase in OPEN  # as the database will read it
