import pytest
from django.contrib.auth.models import Group

import search
from search.engines import postgresql


@pytest.fixture(autouse=True)
def _fresh_frequencies():
    postgresql.forget_frequencies()


@pytest.fixture
def keep(db):
    """Puts something searchable there; which model it is does not matter to the index."""

    def keep(name: str, title: str, body: str = "") -> Group:
        thing = Group.objects.create(name=name)
        search.index(thing, title=title, body=body)
        return thing

    return keep


@pytest.fixture
def found(db):
    """The names of what a search finds, best first."""

    def found(text: str, queryset=None, **how) -> list[str]:
        things = Group.objects.all() if queryset is None else queryset
        return [thing.name for thing in search.matching(things, text, **how)]

    return found
