"""Where a run is: its steps as people read them, the marks of its diagram, where its time went.

`track_of` computes from what was read; `track` reads a ticket's newest run for a person. Who may see what:
somebody who only may see the ticket reads the names of steps and of who has them; faults and reasons are for those
who work on it. Instructions, comments and answers are no part of a track at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from people.models import Person, WorkingCalendar
from processes.bpmn import Drawing
from processes.models import Run, Step
from processes.tracking.marks import Marks, marks_of, waiting
from processes.tracking.measuring import measured_by
from processes.tracking.shares import Share, shares_of
from processes.tracking.stops import Reader, Stop, stops_of
from processes.tracking.ways import Ahead, Ways

__all__ = ["Ahead", "Marks", "Reader", "Stop", "Track", "Ways", "marks_of", "track_of", "waiting"]

SHOWN = 3  # finished steps that are not folded away


@dataclass(frozen=True)
class Track:
    """A run as one reader may know it. `working` says that lengths of time are working time."""

    run: Run
    stops: list[Stop]
    marks: Marks
    shares: list[Share] = field(default_factory=list)
    working: bool = False
    standing: int = 0  # at how many steps it waits

    @property
    def done(self) -> list[Stop]:
        return [one for one in self.stops if one.state in ("done", "skipped", "cancelled")]

    @property
    def early(self) -> list[Stop]:
        """What is folded away: all that is done but the last few."""
        return self.done[:-SHOWN] if len(self.done) > SHOWN + 1 else []

    @property
    def late(self) -> list[Stop]:
        return self.done[len(self.early) :]

    @property
    def now(self) -> list[Stop]:
        return [one for one in self.stops if one.is_here]

    @property
    def next(self) -> list[Stop]:
        return [one for one in self.stops if one.state in ("next", "possible")]

    @property
    def is_stuck(self) -> bool:
        """Whether it is under way and yet waits for nobody and nothing: branches meet there that never come."""
        return self.run.condition == Run.State.RUNNING and not self.standing


def track_of(
    run: Run,
    drawing: Drawing,
    steps: Sequence[Step],
    *,
    reader: Reader,
    requester: Person,
    timers: Mapping[str, datetime] | None = None,
    now: datetime,
    calendar: WorkingCalendar | None = None,
) -> Track:
    """The track of a run from its steps, in the order they were entered, with their tasks, parts and people."""
    ways = Ways(drawing)
    here = waiting(ways, steps) if run.condition == Run.State.RUNNING else []
    ahead = ways.ahead(one.element for one in here)
    measure = measured_by(calendar)
    return Track(
        run,
        stops_of(
            ways,
            steps,
            ahead,
            reader=reader,
            requester=requester,
            timers=timers or {},
            measure=measure,
        ),
        marks_of(ways, steps, ahead),
        shares_of(
            steps,
            now=run.ended_at or now,
            measure=measure,
            is_requester=requester.pk == reader.person.pk,
        ),
        calendar is not None,
        len(here),
    )
