"""Every read of processes and runs that is worth a name."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Min, Q

from processes.bpmn.drawing import GATEWAYS, NESTED

if TYPE_CHECKING:
    from people.models import Person


class DefinitionQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "DefinitionQuerySet":
        """For those who draw processes: the company's that are published, and their own departments'.
        Administrators see all; nobody else has business with them."""
        reach = person.reach("publisher")
        if not reach:
            return self.none()
        if person.is_admin:
            return self.all()
        return self.filter(
            (Q(department__isnull=False) & reach.over("department"))
            | Q(department=None, current__isnull=False)
        )

    def published(self) -> "DefinitionQuerySet":
        """With a version that runs."""
        return self.filter(current__isnull=False)

    def usable_in(self, department: "models.Model | None") -> "DefinitionQuerySet":
        """Those a department's services may choose: the company's, its own, and those of what it belongs to."""
        if department is None:
            return self.published().filter(department=None)
        above = department.get_ancestors().values("pk")
        own = Q(department=department.pk) | Q(department__in=above)
        return self.published().filter(own | Q(department=None))


class RunQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "RunQuerySet":
        """The runs of the tickets the person may read."""
        from tickets.models import Ticket

        return self.filter(ticket__in=Ticket.objects.visible_to(person).values("pk"))

    def counted_by(self, person: "Person") -> "RunQuerySet":
        """Those whose number the person may know, whether or not they may read the tickets: all of the processes they
        publish (as owners do), and of others those for tickets of departments they publish for, lead or audit."""
        own = person.reach("publisher").over("version__definition__department")
        figures = person.reach("publisher", "lead", "auditor").over("ticket__department")
        return self.filter(own | figures)

    def under_way(self) -> "RunQuerySet":
        return self.filter(condition="running")


class StepQuerySet(models.QuerySet):
    def waiting(self) -> "StepQuerySet":
        """Where runs stand now, what failed included."""
        return self.filter(state__in=("waiting", "failed"), run__condition="running")

    def standing(self) -> "StepQuerySet":
        """For each element of each version how many runs are `here` now, how many `failed` there, and the `oldest`
        moment since when: rows as dictionaries, one statement. What only holds other steps, or ticks beside one, is
        no place where a run stands."""
        holds = Q(state="waiting", kind__in=(*NESTED, *GATEWAYS, "callActivity", "boundaryEvent"))
        return (
            self.waiting()
            .exclude(holds)
            .order_by()
            .values("run__version", "element")
            .annotate(
                here=Count("pk", filter=Q(state="waiting")),
                failed=Count("pk", filter=Q(state="failed")),
                oldest=Min("entered_at"),
            )
        )
