from collections.abc import Iterable

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from people.models import Department, Person

WATCHERS = ("agent", "lead", "item-manager", "auditor", "owner")


class ItemTypeQuerySet(models.QuerySet):
    def with_refinements(self, slugs: Iterable[str]) -> set[int]:
        """The ids of these types and of all that refine them."""
        found = set(self.filter(slug__in=slugs).values_list("pk", flat=True))
        frontier = found
        while frontier:
            frontier = set(self.filter(parent__in=frontier).values_list("pk", flat=True)) - found
            found = found | frontier
        return found


class ItemQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> "ItemQuerySet":
        """What the person may know of.

        Everybody: what they or the people they manage use, and items of public types. Those who work
        tickets or keep the records: every item too, so that an impact list has no holes. In both cases
        what a confidential department answers for stays with it: with its people (public types), with
        those who have a role there, and with the team that supports the item.
        """
        if person is None or not person.is_authenticated:
            return self.none()
        reach = person.reach(*WATCHERS)
        if reach.everywhere:
            return self.all()
        if not person.is_active:
            return self.none()
        own = Q(owner=person) | Q(owner__manager=person) | Q(team__in=person.team_ids)
        entrusted = Q(department__in=reach.departments)
        hidden = Department.objects.filter(confidential=True).exclude(pk__in=reach.departments)
        open_to_all = Q(department=None) | ~Q(department__in=hidden.values("pk"))
        if person.is_agent or reach.departments:
            return self.filter(own | entrusted | open_to_all)
        at_home = Q(department=person.department_id) if person.department_id else Q(pk__in=[])
        return self.filter(own | entrusted | Q(type__is_public=True) & (open_to_all | at_home))

    def devices_of(self, person: Person) -> "ItemQuerySet":
        """The person's own devices that are still in service."""
        return self.in_service().filter(owner=person, type__is_device=True)

    def in_service(self) -> "ItemQuerySet":
        return self.exclude(state="retired")

    def concerned(self, person: Person, near: Person | None = None) -> "ItemQuerySet":
        """What a person may say a ticket concerns: in service and visible, their own devices first.

        `near` puts somebody else's devices first instead: whoever the ticket is for.
        """
        nearest = near or person
        mine = Case(When(owner=nearest, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.visible_to(person).in_service().annotate(nearness=mine).order_by("nearness", "name", "id")
