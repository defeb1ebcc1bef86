"""Verbs and reactions of an app that exists in these tests only."""

from datetime import timedelta

import pytest

from journal import reactions, verbs
from journal.models import Delivery
from tests.cast import NOW


@pytest.fixture(autouse=True)
def _own_registries(monkeypatch):
    """What a test declares is gone after it."""
    monkeypatch.setattr(verbs, "_declared", dict(verbs._declared))
    monkeypatch.setattr(reactions, "_reactions", dict(reactions._reactions))
    monkeypatch.setattr(reactions, "_effects", dict(reactions._effects))
    verbs.declare("lamp.lit", "{actor} lit {subject} {how}")
    verbs.declare("lamp.noted", "{actor} noted something about {subject}", internal=True)
    reactions.heard_by.cache_clear()
    yield
    reactions.heard_by.cache_clear()


class Clock:
    """A clock one can turn; call it for the time."""

    def __init__(self, now=NOW) -> None:
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **by) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def states():
    """The states of all deliveries, in the order they were asked for."""
    return lambda: list(Delivery.objects.order_by("id").values_list("state", flat=True))
