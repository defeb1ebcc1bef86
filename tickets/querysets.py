"""Every read of tickets that is worth a name. What a person may see is decided here and nowhere else."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import connections, models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.lookups import In

from tickets.phases import Phase

if TYPE_CHECKING:
    from people.models import Department, Person


class TicketQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "TicketQuerySet":
        """What the person may read: the own requests, those taken part in, what the person's teams have to do
        something on, and what the roles reach."""
        reads = person.reach("agent", "auditor")
        if reads.everywhere:
            return self.all()
        if not person.is_active:
            return self.none()
        if not (reads.departments or person.team_ids):
            return self.filter(_own(person) | Q(assignee=person))  # few rows, each by its own index
        return self.filter(_own(person) | _asked_of_teams(person) | self._work(person, reads.departments))

    def workable_by(self, person: "Person") -> "TicketQuerySet":
        """What the person works on, internal notes included: as agent or lead of the department, as a
        member of the team, or as the assignee."""
        reach = person.reach("agent")
        if reach.everywhere:
            return self.all()
        if not person.is_active:
            return self.none()
        return self.filter(self._work(person, reach.departments))

    def for_requester(self, person: "Person") -> "TicketQuerySet":
        """The person's own requests: asked for, ordered for somebody else, or taken part in. What others asked for
        and the person only has a task on is not among them."""
        joined = _part_in(person).exclude(role="tasked")
        return self.filter(Q(requester=person) | Q(opened_by=person) | Q(pk__in=joined))

    def open(self) -> "TicketQuerySet":
        """Not resolved, closed or cancelled."""
        return self.filter(is_open=True)

    def ended(self) -> "TicketQuerySet":
        return self.filter(is_open=False)

    def assigned_to(self, person: "Person") -> "TicketQuerySet":
        return self.filter(assignee=person)

    def unassigned(self) -> "TicketQuerySet":
        return self.filter(assignee=None)

    def watched_by(self, person: "Person") -> "TicketQuerySet":
        return self.filter(pk__in=_part_in(person))

    def of_teams(self, ids: Collection[int]) -> "TicketQuerySet":
        """What these teams have; read along whatever else is asked, for lists that are cut off."""
        return self.filter(self._among("team", ids)) if ids else self.none()

    def opened_since(self, moment: datetime) -> "TicketQuerySet":
        """Open or ended; saying so lets the database walk the index of each along its dates."""
        return self.filter(is_open__in=(True, False), opened_at__gte=moment)

    def resolved_since(self, moment: datetime) -> "TicketQuerySet":
        """What was resolved since then and was not opened again."""
        return self.filter(phase__in=(Phase.RESOLVED, Phase.CLOSED), resolved_at__gte=moment)

    def breaching_before(self, moment: datetime) -> "TicketQuerySet":
        """With a promise that runs out before then, or ran out already."""
        return self.filter(due_at__lt=moment)

    def referred_to(self, reference: str) -> "TicketQuerySet":
        """The ticket people call that: `INC-42`, `inc-42` or plain `42`; none, if it is no number."""
        number = reference.rpartition("-")[2].strip()
        return self.filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else self.none()

    def _work(self, person: "Person", departments: frozenset[int]) -> Q:
        work = {"assignee": {person.pk}, "department": departments, "team": person.team_ids}
        return reduce(or_, (self._among(name, ids) for name, ids in work.items() if ids))

    def _among(self, name: str, ids: Collection[int]) -> Q:
        """That the field is one of the ids, for lists that are read along their order.

        SQLite would look up each side of an *or* in an index of its own and sort what it finds, however
        much that is. A unary plus keeps it from that (https://sqlite.org/optoverview.html#uplus); other
        databases know by their statistics.
        """
        if connections[self.db].vendor != "sqlite":
            return Q(**{f"{name}__in": ids})
        plain = Func(F(name), template="+%(expressions)s", output_field=models.BigIntegerField())
        return Q(In(plain, sorted(ids)))

    def outermost(self) -> "TicketQuerySet":
        """Without those that are part of another one of these."""
        from tickets.models import Link

        wholes = Link.objects.filter(
            type=Link.Type.PARENT, target=OuterRef("pk"), source__in=self.values("pk")
        )
        return self.exclude(Exists(wholes))

    def with_people(self) -> "TicketQuerySet":
        """With everybody and everything a list names, so that its rows ask nothing more."""
        return self.select_related("requester", "assignee", "team", "department")


def _own(person: "Person") -> Q:
    return Q(requester=person) | Q(opened_by=person) | Q(pk__in=_part_in(person))


def _asked_of_teams(person: "Person") -> Q:
    """With something open that somebody of the person's teams has to do."""
    from tickets.models import Task

    if not person.team_ids:
        return Q()
    return Q(pk__in=Task.objects.open().filter(team__in=person.team_ids).values("ticket"))


def _part_in(person: "Person") -> Any:
    from tickets.models import Participant

    return Participant.objects.filter(person=person).values("ticket")


class CommentQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "CommentQuerySet":
        """Public replies of tickets the person may read; internal notes only of those worked on."""
        return self.filter(_readable(person))

    def public(self) -> "CommentQuerySet":
        return self.filter(is_internal=False)

    def internal(self) -> "CommentQuerySet":
        return self.filter(is_internal=True)

    def notes_for(self, person: "Person") -> "CommentQuerySet":
        """The internal notes of the tickets the person works on."""
        from tickets.models import Ticket

        worked = Ticket.objects.workable_by(person)
        return self.internal().filter(ticket__in=worked.values("pk"))


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "AttachmentQuerySet":
        """Files of tickets the person may read (internal ones: works on), and uploads not yet sent."""
        return self.filter(_readable(person) | Q(ticket=None, uploader=person))

    def waiting(self) -> "AttachmentQuerySet":
        """Uploaded for an order that was not sent yet."""
        return self.filter(ticket=None)


class LifecycleQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "LifecycleQuerySet":
        """For those who draw lifecycles: the company's that are published, and their own departments'.
        Administrators see all; nobody else has business with them."""
        reach = person.reach("publisher")
        if not reach:
            return self.none()
        if person.is_admin:
            return self.all()
        own = Q(department__isnull=False) & reach.over("department")
        return self.filter(own | Q(_published(), department=None))

    def published(self) -> "LifecycleQuerySet":
        """With a version that tickets can run on."""
        return self.filter(_published())

    def met_by(self, person: "Person") -> "LifecycleQuerySet":
        """Those whose tickets the person may come across: the company's, and those of where they work."""
        from people.models import Team

        teams = Team.objects.filter(pk__in=person.team_ids).values("department")
        own = person.reach("agent", "auditor").over("department") | Q(department__in=teams)
        return self.filter(own | Q(department=None))

    def usable_in(self, department: "Department | None") -> "LifecycleQuerySet":
        """Those a department's services may choose: the company's, its own, and those of what it belongs to."""
        if department is None:
            return self.published().filter(department=None)
        above = department.get_ancestors().values("pk")
        own = Q(department=department.pk) | Q(department__in=above)
        return self.published().filter(own | Q(department=None))


def _published() -> Exists:
    from tickets.models import LifecycleVersion

    return Exists(LifecycleVersion.objects.filter(lifecycle=OuterRef("pk")))


def _readable(person: "Person") -> Q:
    from tickets.models import Ticket

    seen, worked = Ticket.objects.visible_to(person), Ticket.objects.workable_by(person)
    return Q(is_internal=False, ticket__in=seen.values("pk")) | Q(
        is_internal=True, ticket__in=worked.values("pk")
    )


class TaskQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "TaskQuerySet":
        """Tasks of the tickets the person may read."""
        from tickets.models import Ticket

        return self.filter(ticket__in=Ticket.objects.visible_to(person).values("pk"))

    def open(self) -> "TaskQuerySet":
        """Not done and not cancelled; what was returned and waits for an answer counts."""
        return self.filter(state__in=("open", "paused"))

    def unclaimed(self) -> "TaskQuerySet":
        """Open for a team, and nobody has taken it."""
        from tickets.models import Assignment

        held = Assignment.objects.filter(task=OuterRef("pk"), state__in=("waiting", "queued")).exclude(
            role="copied"
        )
        return self.filter(state="open", team__isnull=False).exclude(Exists(held))


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "AssignmentQuerySet":
        """Parts in tasks of the tickets the person may read."""
        from tickets.models import Ticket

        return self.filter(task__ticket__in=Ticket.objects.visible_to(person).values("pk"))

    def waiting_for(self, person: "Person") -> "AssignmentQuerySet":
        """What this person has to act on now."""
        return self.filter(person=person, state="waiting", task__state="open").exclude(role="copied")
