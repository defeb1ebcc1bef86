"""Processes under way on tickets, to look at."""

import pytest

from tests.processes.conftest import Desk
from tests.tickets.conftest import hr_case, incident, standard
from tests.tickets_pages.conftest import at, htmx

__all__ = ["at", "hr_case", "htmx", "incident", "standard"]


@pytest.fixture
def desk(company, now) -> Desk:
    """Publishes diagrams and lets them run."""
    return Desk(company, now)
