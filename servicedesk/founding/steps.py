"""Which of the four pages are done, by what there is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from catalog.models import Service
from people.models import Department, Membership, Team
from servicedesk.founding.deeds import first_site
from tickets.models import ServiceLevel

NAMES = {
    "company": _("Company"),
    "departments": _("Departments"),
    "services": _("Services"),
    "ready": _("Ready"),
}


@dataclass(frozen=True)
class Step:
    name: str
    label: Any
    is_done: bool
    is_open: bool  # whether one can go there: everything before it is done
    is_now: bool


def done(*, offers: bool = False) -> dict[str, bool]:
    """Of each page, whether its part is there; the pages but the last are only met while nothing is offered."""
    company = first_site() is not None and ServiceLevel.objects.exists()
    departments = company and Team.objects.exists()
    return {"company": company, "departments": departments, "services": offers, "ready": offers}


def is_published() -> bool:
    """Whether anything is offered at all."""
    return Service.objects.live().exists()


def steps(now: str) -> list[Step]:
    """The strip over a page; each done page and the next one can be gone to, until everything is."""
    found, is_open = [], now != "ready"
    for name, is_done in done(offers=now == "ready").items():
        found.append(Step(name, NAMES[name], is_done, is_open, name == now))
        is_open = is_open and is_done
    return found


def departments_that_can() -> list[Department]:
    """The departments with a team, in the order they were made, each with its teams and who leads them."""
    leads = Prefetch(
        "memberships", Membership.objects.filter(is_lead=True).select_related("person"), to_attr="leads"
    )
    found = Department.objects.filter(teams__isnull=False).distinct().order_by("pk")
    return list(
        found.prefetch_related(Prefetch("teams", Team.objects.prefetch_related(leads).order_by("pk")))
    )
