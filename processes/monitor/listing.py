"""Which runs of a process are under way, what failed first: those of tickets one may read and, for who mends them,
the others by their number alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from people.models import Person
from processes.models import Definition, Run, Step
from processes.querysets import RunQuerySet
from processes.tracking.marks import UNDER_WAY as UNDER_WAY_STEPS
from processes.tracking.stops import label_of
from tickets.holding import Held, held
from tickets.models import Ticket
from tickets.words import holding

PAGE = 30
MOST_PAGES = 200
UNDER_WAY, FAILED, OVER = "running", "failed", "over"
SHOWN = (UNDER_WAY, FAILED, OVER)


@dataclass(frozen=True)
class Row:
    """A run with where it stands, who has it, and whether something `failed` (or it waits for nothing at all).

    Who may not read the ticket (`reads`) is told neither its subject nor who has it.
    """

    run: Run
    reads: bool
    steps: tuple[str, ...]
    since: datetime | None
    failed: bool
    held: Held | None


def found_runs(
    definition: Definition, person: Person, *, show: str = UNDER_WAY, words: str = "", element: str = ""
) -> RunQuerySet:
    """The runs the person may know of: under way, only those with a failed step, or over; whose ticket (one they may
    read) holds these words, and that stand at this element."""
    known = Run.objects if mends(person, definition) else Run.objects.visible_to(person)
    runs = known.filter(version__definition=definition)
    steps = Step.objects.filter(run=OuterRef("pk"))
    broken = Exists(steps.filter(state=Step.State.FAILED)) | ~Exists(steps.filter(state__in=UNDER_WAY_STEPS))
    runs = runs.exclude(condition=Run.State.RUNNING) if show == OVER else runs.under_way()
    runs = runs.annotate(broken=broken)
    if show == FAILED:
        runs = runs.filter(broken=True)
    if element:
        runs = runs.filter(pk__in=Step.objects.waiting().filter(element=element).values("run"))
    if words:
        seen = Ticket.objects.visible_to(person)
        runs = runs.filter(ticket__in=holding(seen, words, person).values("pk"))
    return runs.order_by("-pk") if show == OVER else runs.order_by("-broken", "pk")


def mends(person: Person, definition: Definition) -> bool:
    """Whether the person mends the runs of this process, see `processes.policies.may_repair`."""
    return person.is_admin or person.can("owner", definition.department_id)


def rows_of(runs: RunQuerySet, person: Person, page: int) -> tuple[list[Row], bool]:
    """The rows of a page (from 1), and whether there are more: four statements."""
    start = (min(max(page, 1), MOST_PAGES) - 1) * PAGE
    chosen = runs.select_related("ticket__requester", "version").defer("state", "undo", "version__xml")
    found = list(chosen[start : start + PAGE + 1])
    shown = found[:PAGE]
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.waiting().filter(run__in=[one.pk for one in shown]).order_by("pk"):
        steps.setdefault(step.run_id, []).append(step)
    tickets = Ticket.objects.visible_to(person).filter(pk__in=[one.ticket_id for one in shown])
    read = set(tickets.values_list("pk", flat=True))
    whose = held(read)
    rows = [
        _row(one, one.ticket_id in read, steps.get(one.pk, ()), whose.get(one.ticket_id)) for one in shown
    ]
    return rows, len(found) > PAGE


def _row(run: Run, reads: bool, steps: Iterable[Step], who: Held | None) -> Row:
    here = [one for one in steps if one.task_id or one.state == Step.State.FAILED] or list(steps)
    labels = dict.fromkeys(label_of(one.name, one.kind) for one in here)
    return Row(
        run,
        reads,
        tuple(labels),
        min((one.entered_at for one in here), default=run.ended_at),
        run.condition == Run.State.RUNNING
        and (not here or any(one.state == Step.State.FAILED for one in here)),
        who if run.condition == Run.State.RUNNING else None,
    )
