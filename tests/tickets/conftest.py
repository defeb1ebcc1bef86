"""Tickets as they come up in a day at the company."""

from functools import partial

import pytest

from tests.cast import Company
from tickets.actions import open_ticket
from tickets.models import ServiceLevel


@pytest.fixture
def standard(company) -> ServiceLevel:
    """Office hours; four working hours to a response, sixteen to a resolution; less for the urgent."""
    return ServiceLevel.objects.create(
        slug="standard",
        name="Standard",
        name_zh="标准",
        calendar=company.office_hours,
        targets={
            "1": {"response": 15, "resolution": 120},
            "2": {"response": 60, "resolution": 480},
            "default": {"response": 240, "resolution": 960},
        },
    )


@pytest.fixture
def incident(company: Company, now, standard):
    """Opens an incident of Erin's at IT's service desk; any argument may be another."""
    return partial(
        open_ticket,
        kind="incident",
        lifecycle="incident",
        subject="The printer on the second floor jams",
        description="It pulls in two sheets at once.",
        requester=company.erin,
        by=company.erin,
        now=now,
        department=company.it,
        team=company.it_service_desk,
        service_level=standard,
    )


@pytest.fixture
def hr_case(company: Company, now):
    """Opens a request of Erin's at HR, a confidential department."""
    return partial(
        open_ticket,
        kind="request",
        lifecycle="request",
        subject="Parental leave from September",
        requester=company.erin,
        by=company.erin,
        now=now,
        department=company.hr,
        team=company.hr_services,
    )
