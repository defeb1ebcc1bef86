"""Who watches processes and who mends their runs; what one may not see is not there.

A process is watched by those who may see it: publishers (owners are publishers, too) and administrators. How many runs
they count is decided by `RunQuerySet.counted_by`; which runs these are is told only of tickets the person may read.

A run is mended by administrators and by owners of its process's department, whether or not they may read its ticket.
Who may not reads no more of the ticket than its number and what stopped: neither subject nor names. A fault is told in
full, for it is what they mend by; it may name a value that an operation could not use.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from processes.models import Run
from processes.policies import may_repair
from processes.tracking import Reader
from tickets.models import Ticket


@dataclass(frozen=True)
class Mended:
    """A run in the hands of somebody who mends it; `reads` its ticket or doesn't."""

    run: Run
    reads: bool
    reader: Reader


def mended_run(request: HttpRequest, pk: int) -> Mended:
    """The run, for somebody who may mend it."""
    person = request.user
    runs = Run.objects.select_related(
        "version__definition__department", "ticket__requester", "ticket__service_level__calendar"
    )
    run = runs.defer("state", "undo", "version__xml").filter(pk=pk).first()
    if run is None or not may_repair(person, run):
        raise Http404
    reads = Ticket.objects.visible_to(person).filter(pk=run.ticket_id).exists()
    # Faults and reasons are what somebody mends by; names of people belong to the ticket.
    return Mended(run, reads, Reader(person, works=True, sees_people=reads))
