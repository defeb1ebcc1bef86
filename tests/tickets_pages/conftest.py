"""A working day at the service desk, seen through its pages."""

import pytest

from tests.cast import sign_in
from tests.tickets.conftest import hr_case, incident, standard

__all__ = ["hr_case", "incident", "standard"]


@pytest.fixture
def at(client):
    """`at(tom).get(...)`: the browser belongs to this person."""
    return lambda person: sign_in(client, person)


@pytest.fixture
def htmx(client):
    """`htmx(tom).post(...)`: the same browser asking for a part, as htmx does."""

    def browser(person, target: str = ""):
        client.defaults |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": target}
        return sign_in(client, person)

    return browser
