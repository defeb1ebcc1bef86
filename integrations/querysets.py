"""Every read of connections that is worth a name."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from people.models import Person


class ConnectionQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> "ConnectionQuerySet":
        """Administrators see all; who draws a department's processes, those it may call."""
        if person.is_admin:
            return self.all()
        reach = person.reach("publisher")
        return self.filter(reach.over("departments")).distinct() if reach else self.none()

    def usable_in(self, department: int | None) -> "ConnectionQuerySet":
        """Those that processes of a department (its id; None: the company's) may call."""
        found = self.filter(is_on=True)
        return found if department is None else found.filter(departments=department)
