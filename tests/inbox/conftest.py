"""What waits for whom, seen through the pages of the inbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.catalog.conftest import offer
from tests.tickets.conftest import incident, standard
from tests.tickets.tasks.conftest import approval, request_of_erin, ticket, work
from tests.tickets_pages.conftest import at, htmx
from tickets.actions import open_task

__all__ = ["approval", "at", "htmx", "incident", "offer", "request_of_erin", "standard", "ticket", "work"]


@pytest.fixture
def now():
    """Pages look at the clock themselves: what happens in these tests happened a little while ago."""
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def pool(request_of_erin, company, now):
    """Gives a team something to do on a request of Erin's, that one of them takes; IT's network team unless
    another is named."""

    def give(team=None, **more):
        return open_task(
            more.pop("ticket", None) or request_of_erin(),
            kind="work",
            title={"en": "Prepare the laptop", "zh": "准备笔记本电脑"},
            performers=[],
            team=team or company.it_network,
            by=company.machine,
            now=now,
            **more,
        )

    return give
