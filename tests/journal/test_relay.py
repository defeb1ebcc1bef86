"""The outbox: what was promised happens, in order, at least once, whoever dies in between."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from journal import reactions, relay
from journal.actions import later, record
from journal.models import Delivery, Event
from journal.tasks import prune
from tests.cast import NOW


def promise(*keys: str, subject: str = "street:1", effect: str = "test.post") -> None:
    with transaction.atomic():
        for key in keys:
            later(effect, subject=subject, key=key, payload=key, now=NOW)


@pytest.fixture
def posted(_own_registries) -> list:
    """What the effect `test.post` was called with."""
    calls: list = []
    reactions.effect("test.post")(lambda payload, key: calls.append(payload))
    return calls


pytestmark = pytest.mark.django_db


def test_what_was_promised_happens_once_and_in_order(posted, clock, states):
    promise("a", "b", "c")
    assert relay.drain(clock) == 3
    assert posted == ["a", "b", "c"]
    assert states() == ["done"] * 3
    assert relay.drain(clock) == 0


def test_a_later_reaction_gets_the_event_and_names_it_as_cause(company, clock):
    heard = []

    @reactions.on("lamp.lit", later=True)
    def answer(event):
        heard.append((event.subject, event.actor))
        with transaction.atomic():
            record("lamp.noted", event.subject, by=event.actor, now=clock())

    with transaction.atomic():
        event = record("lamp.lit", company.berlin, by=company.tom, now=NOW)
    Delivery.objects.exclude(event=event).delete()
    relay.drain(clock)
    assert heard == [(company.berlin, company.tom)]
    assert Event.objects.get(verb="lamp.noted").cause == event


def test_an_effect_knows_its_key_to_pass_on(clock):
    keys = []
    reactions.effect("test.post")(lambda payload, key: keys.append(key))
    promise("card-7")
    relay.drain(clock)
    assert keys == ["test.post:card-7"]


def test_a_failure_is_tried_again_later_and_later(clock):
    tries = []

    @reactions.effect("test.post")
    def fail_twice(payload, key):
        tries.append(clock.now)
        if len(tries) < 3:
            raise ConnectionError("no answer")

    promise("a")
    relay.drain(clock)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    assert delivery.error == "ConnectionError: no answer"
    assert relay.drain(clock) == 0, "it is not due yet"
    clock.forward(seconds=7)
    relay.drain(clock)
    clock.forward(seconds=7)
    assert relay.drain(clock) == 0, "the second wait is longer"
    clock.forward(seconds=12)
    relay.drain(clock)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.error) == ("done", 3, "")


def test_the_waits_grow_to_hours_and_differ_a_little():
    waits = [relay.delay(attempt, chance=lambda: 0.5).total_seconds() for attempt in range(1, 12)]
    assert waits[:4] == [5, 15, 45, 135]
    assert waits == sorted(waits)
    assert waits[-1] == 7200
    assert timedelta(hours=8) < timedelta(seconds=sum(waits)) < timedelta(hours=11)
    assert relay.delay(1, chance=lambda: 0.0) < relay.delay(1, chance=lambda: 0.99)


def test_a_failing_one_holds_up_its_own_line_only(clock, posted):
    @reactions.effect("test.broken")
    def broken(payload, key):
        if payload == "bad":
            raise ValueError("bad")
        posted.append(payload)

    promise("bad", "behind", effect="test.broken")
    promise("elsewhere", subject="street:2", effect="test.broken")
    promise("another effect")
    relay.drain(clock)
    assert sorted(posted) == ["another effect", "elsewhere"]


def test_a_poisoned_one_is_parked_for_a_person_and_the_line_moves_on(clock, posted, states):
    @reactions.effect("test.broken")
    def broken(payload, key):
        if payload == "bad":
            raise ValueError("bad")
        posted.append(payload)

    promise("bad", "behind", effect="test.broken")
    for _attempt in range(relay.ATTEMPTS):
        relay.drain(clock)
        clock.forward(hours=3)
    assert posted == ["behind"]
    assert states() == ["failed", "done"]
    parked = Delivery.objects.failed().get()
    assert (parked.attempts, parked.error) == (relay.ATTEMPTS, "ValueError: bad")


def test_one_that_says_so_is_given_up_at_once(clock, states):
    @reactions.effect("test.post")
    def hopeless(payload, key):
        raise reactions.GiveUp("the address does not exist")

    promise("a")
    relay.drain(clock)
    assert states() == ["failed"]


def test_a_reaction_whose_app_is_gone_waits_and_is_named(clock, posted):
    promise("a")
    reactions._effects.pop("test.post")
    relay.drain(clock)
    assert Delivery.objects.get().error == "LookupError: No app declares the effect test.post."


def test_what_a_killed_worker_held_is_done_when_its_lease_ends(clock, posted, states):
    promise("a")
    assert len(relay.claim(clock())) == 1  # and the worker dies here
    assert relay.drain(clock) == 0
    clock.forward(seconds=61)
    assert relay.drain(clock) == 1
    assert posted == ["a"]
    assert states() == ["done"]


def test_a_crash_between_the_effect_and_its_mark_runs_it_again_with_the_same_key(clock, monkeypatch, states):
    calls = []
    reactions.effect("test.post")(lambda payload, key: calls.append(key))
    promise("a")

    def crash(delivery, now):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(relay, "_done", crash)
        with pytest.raises(SystemExit):
            relay.drain(clock)
    clock.forward(seconds=61)
    relay.drain(clock)
    assert calls == ["test.post:a"] * 2
    assert states() == ["done"]


def test_an_effect_that_always_kills_its_worker_is_given_up_too(clock, posted, states):
    promise("a")
    for _attempt in range(relay.ATTEMPTS):
        assert relay.claim(clock())
        clock.forward(seconds=61)
    relay.drain(clock)
    assert posted == []
    assert states() == ["failed"]
    assert "worker" in Delivery.objects.get().error


def test_a_worker_told_to_stop_gives_back_what_it_has_not_begun(clock, states):
    done = []

    @reactions.effect("test.post")
    def stop_at_the_second(payload, key):
        if payload == "b":
            raise SystemExit
        done.append(payload)

    for number, key in enumerate("abc"):
        promise(key, subject=f"street:{number}")
    with pytest.raises(SystemExit):
        relay.drain(clock)
    assert done == ["a"]
    last = Delivery.objects.get(payload="c")
    assert (last.claim, last.claimed_until, last.attempts) == ("", None, 0)


def test_a_long_batch_keeps_its_lease(clock, states):
    def slowly(payload, key):
        clock.forward(seconds=25)
        assert relay.claim(clock()) == [], "another worker may not take what this one still holds"

    reactions.effect("test.post")(slowly)
    for number in range(6):
        promise(f"card-{number}", subject=f"street:{number}")
    relay.drain(clock)
    assert states() == ["done"] * 6


def test_one_whose_lease_was_lost_is_left_to_the_other_worker(clock, posted):
    promise("a")
    (mine,) = relay.claim(clock())
    clock.forward(seconds=61)
    (theirs,) = relay.claim(clock())
    relay._run_batch([mine], clock)
    assert posted == [], "the first worker comes too late"
    relay._run_batch([theirs], clock)
    assert posted == ["a"]


def test_old_deliveries_are_forgotten_the_failed_and_the_events_are_kept(clock, posted, company):
    promise("old")
    relay.drain(clock)
    promise("waiting")
    Delivery.objects.filter(payload="waiting").update(state="failed")
    Delivery.objects.create(reaction="x", subject="y", key="z", state="dismissed", due_at=NOW, created_at=NOW)
    Delivery.objects.filter(key="z").update(done_at=NOW)
    events = Event.objects.count()
    assert prune(now=NOW + timedelta(days=29)) == 0
    assert prune(now=NOW + timedelta(days=31)) == 2
    assert [delivery.payload for delivery in Delivery.objects.all()] == ["waiting"]
    assert Event.objects.count() == events


# ── with real commits and several workers ────────────────────────────────────────────────────────


def in_threads(count: int, work) -> None:
    errors = []

    def run():
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_never_do_one_delivery_twice():
    lock = threading.Lock()
    running: set = set()
    calls: list = []

    @reactions.effect("test.post")
    def post(payload, key):
        with lock:
            assert key not in running
            running.add(key)
            calls.append(payload)
        threading.Event().wait(0.002)
        with lock:
            running.discard(key)

    for number in range(60):
        promise(f"card-{number:02}", subject=f"street:{number % 7}")
    in_threads(3, relay.drain)
    relay.drain()
    assert sorted(calls) == [f"card-{number:02}" for number in range(60)]
    for street in range(7):
        mine = [card for card in calls if int(card[-2:]) % 7 == street]
        assert mine == sorted(mine), "one after the other, as they were asked for"


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_not_delivered(posted):
    with transaction.atomic():
        promise("a")
        if connection.vendor != "sqlite":  # which would make the other wait for our commit
            in_threads(1, relay.drain)
        transaction.set_rollback(True)
    relay.drain()
    assert posted == []
