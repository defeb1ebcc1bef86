"""Every read of services that is worth a name."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When

from people.models import Department, Person, Team
from people.reach import Reach

if TYPE_CHECKING:
    from catalog.models import Service

NEWS_FOR = timedelta(days=30)
STAFF = ("agent", "publisher", "publication-approver")


class ServiceQuerySet(models.QuerySet):
    def live(self) -> "ServiceQuerySet":
        """What is published, and not taken back with its page."""
        return self.filter(is_live=True, page__isnull=False, current__isnull=False)

    def visible_to(self, person: Person) -> "ServiceQuerySet":
        """Published services meant for the person, and those whose department they work or publish for."""
        if not _may_look(person):
            return self.none()
        reach = person.reach(*STAFF)
        if reach.everywhere:
            return self.live()
        # the rules of a few services are decided here, all else in the statement itself
        staff = _staff(person, reach)
        found = self.live().filter(_invited(person) | staff)
        return found.exclude(pk__in=_ruled_out(found.exclude(staff), person))

    def meant_for(self, person: Person) -> "ServiceQuerySet":
        """Published services whose audience the person belongs to: what they may have."""
        if not _may_look(person):
            return self.none()
        found = self.live().filter(_invited(person))
        return found.exclude(pk__in=_ruled_out(found, person))

    def of_department(self, department: Department) -> "ServiceQuerySet":
        """Services of the department and everything below it."""
        return self.filter(department__path__startswith=department.path)

    def registers_for(self, person: Person) -> "ServiceQuerySet":
        """Services that keep a register, for those who work on their department's tickets or audit them."""
        if not _may_look(person):
            return self.none()
        kept = self.filter(has_register=True)
        reach = person.reach("agent", "auditor")
        return kept if reach.everywhere else kept.filter(_staff(person, reach))

    def about(self, topic: str) -> "ServiceQuerySet":
        return self.filter(topics__slug=topic)

    def popular_with(self, department_id: int | None) -> "ServiceQuerySet":
        """Most ordered first: by the department's people, then by everybody."""
        from catalog.models import Popularity

        theirs = Popularity.objects.filter(service=OuterRef("pk"), department=department_id).values("orders")
        return self.annotate(theirs=Subquery(theirs)).order_by(
            F("theirs").desc(nulls_last=True), "-orders", "name"
        )

    def for_lists(self) -> "ServiceQuerySet":
        """With what a tile shows."""
        return self.select_related("department")

    def marked(self, now: datetime) -> "ServiceQuerySet":
        """With `.mark`: "new" for a first version of these 30 days, "changed" for a later one with notes."""
        recent = Q(current__published_at__gt=now - NEWS_FOR)
        told = ~Q(current__notes="", current__notes_zh="")
        mark = Case(
            When(recent & Q(current__number=1), then=Value("new")),
            When(recent & told, then=Value("changed")),
            default=Value(""),
        )
        return self.annotate(mark=mark)


class AnnouncementQuerySet(models.QuerySet):
    def visible_to(self, person: Person, *, now: datetime) -> "AnnouncementQuerySet":
        """What the person is told now, the gravest first: one about a service only to who may see that."""
        from catalog.models import Service

        if not _may_look(person):
            return self.none()
        meant = Q(for_department=None)
        if person.department_id:
            meant |= Q(for_department__path__in=_paths_around(person))
        about = Q(service=None) | Q(service__in=Service.objects.visible_to(person).values("pk"))
        standing = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
        gravity = Case(When(kind="outage", then=0), When(kind="maintenance", then=1), default=2)
        return self.filter(meant, about, standing).order_by(gravity, "-starts_at")

    def kept_by(self, person: Person) -> "AnnouncementQuerySet":
        """Those of the departments the person announces for."""
        from catalog.policies import announces_for

        return self.filter(announces_for(person).over("department"))


class OccasionQuerySet(models.QuerySet):
    def due(self, now: datetime) -> "OccasionQuerySet":
        """Whose time has come, of services that are offered."""
        return self.filter(is_on=True, next_at__lte=now, service__is_live=True)

    def upon(self, happening: str) -> "OccasionQuerySet":
        """Those that wait for this to happen, of services that are offered."""
        return self.filter(is_on=True, kind="event", happening=happening, service__is_live=True)

    def kept_by(self, person: Person) -> "OccasionQuerySet":
        """Those of the services the person writes or publishes."""
        from catalog.policies import edits

        return self.filter(edits(person).over("service__department"))


class SignOffQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> "SignOffQuerySet":
        """What lies or lay before compliance in the departments the person answers for."""
        return (
            self.filter(person.reach("compliance").over("department")) if _may_look(person) else self.none()
        )

    def waiting(self) -> "SignOffQuerySet":
        return self.filter(decision="")

    def signed(self) -> "SignOffQuerySet":
        return self.filter(decision="signed").select_related("decided_by").defer("spec")


class DraftQuerySet(models.QuerySet):
    def open(self) -> "DraftQuerySet":
        """What was begun and neither sent nor given up."""
        return self.filter(outcome="")

    def visible_to(self, person: Person) -> "DraftQuerySet":
        """One's own, and nobody else's."""
        return self.filter(person=person) if _may_look(person) else self.none()

    def in_basket(self) -> "DraftQuerySet":
        """What waits to be ordered together with others, in the order it was put there."""
        return self.open().filter(in_basket_since__isnull=False).order_by("in_basket_since", "pk")

    def aside(self) -> "DraftQuerySet":
        """What was begun and is not in the basket."""
        return self.open().filter(in_basket_since=None)

    def of_form(self, service: "Service", ordered_for: Person) -> "DraftQuerySet":
        """Drafts of this service's form for that person, the latest first."""
        return self.filter(service=service, ordered_for=ordered_for).order_by("-saved_at", "-pk")

    def to_continue(self, person: Person, offered: "Iterable[Service]") -> "DraftQuerySet":
        """The person's open drafts of these services, the latest first."""
        drafts = self.visible_to(person).aside().filter(service__in=[service.pk for service in offered])
        return drafts.select_related("service", "ordered_for").defer("values").order_by("-saved_at", "-pk")


def _may_look(person: Person | None) -> bool:
    return bool(person is not None and person.is_authenticated and (person.is_active or person.is_machine))


def _staff(person: Person, reach: Reach) -> Q:
    """Services of departments the person works or publishes for."""
    theirs = reach.over("department")
    if person.team_ids:
        theirs |= Q(department__in=Team.objects.filter(pk__in=person.team_ids).values("department"))
    return theirs


def _invited(person: Person) -> Q:
    """Services for everybody, or for a department, site or role of the person."""
    from catalog.models import Invitation

    meant = Q(department__path__in=_paths_around(person)) if person.department_id else Q(pk__in=[])
    if person.site_id:
        meant |= Q(site=person.site_id)
    meant |= Q(role__in=roles_of(person))
    meant |= Q(role="manager") & Exists(Person.objects.filter(manager=person.pk, is_active=True))
    return Q(for_everybody=True) | Exists(Invitation.objects.filter(meant, service=OuterRef("pk")))


def _paths_around(person: Person) -> list[str]:
    """The places of the person's department and of all above it in the tree."""
    path, step = person.department.path, Department.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


def roles_of(person: Person) -> set[str]:
    """The roles the person has anywhere; who works tickets in a team is an agent."""
    standing = person.standing
    found = standing.everywhere | standing.departments.keys()
    return found | {"agent"} if person.is_agent else set(found)


def _ruled_out(services: "models.QuerySet[Service]", person: Person) -> Iterable[int]:
    """The few services with a rule about people that doesn't hold for this one."""
    from catalog.conditions import holds_for

    ruled = services.exclude(audience_rule="").values_list("pk", "audience_rule")
    return [pk for pk, rule in ruled if not holds_for(rule, person)]
