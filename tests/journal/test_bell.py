"""The bell: one message per transaction at most, never a wait, never an error."""

import logging
import threading
import time

import pytest
from django.db import transaction

from journal import bell, reactions
from journal.actions import later
from journal.models import Delivery
from tests.cast import NOW


@pytest.fixture
def rings(monkeypatch) -> list:
    """How often it rang."""
    heard: list = []
    monkeypatch.setattr(bell._ringer, "ring", lambda: heard.append(1))
    return heard


@pytest.fixture
def _post(_own_registries):
    reactions.effect("test.post")(lambda payload, key: None)


def promise(key: str) -> None:
    later("test.post", subject="street:1", key=key, payload={}, now=NOW)


@pytest.mark.usefixtures("_post")
@pytest.mark.django_db(transaction=True)
def test_it_rings_once_after_the_commit(rings):
    with transaction.atomic():
        promise("a")
        with transaction.atomic():
            promise("b")
        promise("c")
        assert rings == []
    assert rings == [1]


@pytest.mark.usefixtures("_post")
@pytest.mark.django_db(transaction=True)
def test_it_does_not_ring_for_what_was_undone(rings):
    with transaction.atomic():
        promise("a")
        transaction.set_rollback(True)
    assert rings == []


@pytest.mark.usefixtures("_post")
@pytest.mark.django_db(transaction=True)
def test_it_rings_for_what_remains_when_a_part_was_undone(rings):
    with transaction.atomic():
        with transaction.atomic():
            promise("a")
            transaction.set_rollback(True)
        promise("b")
    assert rings == [1]
    assert Delivery.objects.get().key == "test.post:b"


@pytest.mark.usefixtures("_post")
@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_harms_no_deed(monkeypatch):
    tried = threading.Event()

    def refuse():
        tried.set()
        raise ConnectionError("no broker")

    monkeypatch.setattr(bell, "_ringer", bell.Ringer(refuse))
    with transaction.atomic():
        promise("a")
    assert tried.wait(5)
    assert Delivery.objects.get().state == "pending", "for the sweep to find"


def test_a_slow_broker_holds_up_nobody_and_many_rings_are_one_message():
    sent = []
    release = threading.Event()

    def slow():
        sent.append(1)
        release.wait(5)
        done.set()

    done = threading.Event()
    ringer = bell.Ringer(slow)
    for _ in range(200):
        ringer.ring()
    assert not done.is_set(), "the broker is still busy with the first, and nobody waited for it"
    release.set()
    assert done.wait(5)
    time.sleep(0.05)
    assert 1 <= len(sent) <= 3


def test_a_silent_broker_is_mentioned_once_and_its_return_too(caplog):
    down = [True]

    def send():
        if down[0]:
            raise ConnectionError("no broker")

    ringer = bell.Ringer(send)
    with caplog.at_level(logging.INFO, "journal.bell"):
        for _ in range(3):
            ringer.send()
        down[0] = False
        ringer.send()
        ringer.send()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
