"""What the desk does by itself when time has passed: settle, sweep, warn; each as often as you like."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from journal.models import Event
from tickets import tasks
from tickets.actions import close_settled, comment, move, publish_lifecycle
from tickets.actions import watching_clocks as by_the_clock
from tickets.lifecycles import shipped
from tickets.models import Attachment, Clock, Ticket
from tickets.phases import Phase

FIVE_DAYS = timedelta(days=5)


@pytest.fixture
def resolved(incident, tom, now):
    def make(at=now, **more):
        return move(incident(**more), "resolve", by=tom, now=at, resolution="Cleaned")

    return make


def status_of(ticket):
    return Ticket.objects.values_list("status", flat=True).get(pk=ticket.pk)


def test_silence_closes_what_is_resolved(resolved, machine, now):
    ticket = resolved()
    assert close_settled(now=now + FIVE_DAYS - timedelta(minutes=1)) == 0
    assert close_settled(now=now + FIVE_DAYS) == 1
    ticket.refresh_from_db()
    assert (ticket.status, ticket.phase) == ("closed", Phase.CLOSED)
    event = Event.objects.about(ticket).order_by("-id").first()
    assert (event.actor, event.channel, event.data["transition"]) == (machine, "system", "close")
    assert close_settled(now=now + FIVE_DAYS) == 0


def test_a_word_begins_the_waiting_anew(resolved, erin, now):
    ticket = resolved()
    comment(ticket, "Let me see on Friday", by=erin, now=now + timedelta(days=4))
    assert close_settled(now=now + FIVE_DAYS) == 0
    assert close_settled(now=now + timedelta(days=9)) == 1


def test_a_lifecycle_that_waits_for_nobody_leaves_things_resolved(incident, tom, now):
    change = move(incident(kind="change", lifecycle="change-standard"), "implement", by=tom, now=now)
    change = move(change, "complete", by=tom, now=now, outcome="as-planned", resolution="Done")
    assert close_settled(now=now + timedelta(days=999)) == 0
    assert status_of(change) == "done"


def test_every_lifecycle_waits_as_long_as_it_says(resolved, ada, now):
    soon = resolved()
    spec = shipped()["incident"].model_copy(update={"settles_after_days": 30})
    publish_lifecycle("incident", spec, by=ada, now=now)
    patient = resolved()
    assert close_settled(now=now + FIVE_DAYS) == 1
    assert (status_of(soon), status_of(patient)) == ("closed", "resolved")
    assert close_settled(now=now + timedelta(days=30)) == 1


def test_settling_goes_in_batches(resolved, now):
    for _number in range(3):
        resolved()
    assert [close_settled(now=now + FIVE_DAYS, at_most=2) for _round in range(3)] == [2, 1, 0]


def test_somebody_was_quicker_than_the_clock(resolved, erin, now):
    """Between finding a ticket and locking it, its requester reopened it, or said something."""
    reopened, discussed = resolved(), resolved()
    found = [reopened.pk, discussed.pk]
    move(reopened, "reopen", by=erin, now=now, reason="It jams")
    comment(discussed, "One moment", by=erin, now=now + FIVE_DAYS)
    with patch.object(by_the_clock, "_silent", return_value=found):
        assert close_settled(now=now + FIVE_DAYS) == 0


def test_a_clock_that_changed_between_finding_and_locking_is_left_alone(incident, tom, now):
    ticket = incident()
    clock = ticket.clocks.get(kind="response")
    late = now + timedelta(hours=5)
    move(ticket, "start", by=tom, now=now)
    assert by_the_clock._breach(clock.pk, now=late) is False
    assert by_the_clock._warn(clock.pk, now=late) is False
    gone = clock.pk
    Clock.objects.filter(pk=gone).delete()
    assert by_the_clock._breach(gone, now=late) is False
    assert by_the_clock._warn(gone, now=late) is False


def test_a_clock_deleted_while_its_ticket_is_locked_is_left_alone(incident, now):
    ticket = incident()
    clock = ticket.clocks.get(kind="response")

    def lock_and_lose(held):
        clock.delete()
        return held

    with patch.object(by_the_clock, "locked", side_effect=lock_and_lose):
        assert by_the_clock._held(clock.pk) is None


def test_the_timetable_goes_on_until_nothing_is_left(incident, resolved, erin, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    late, settled = incident(), resolved()
    Attachment.objects.create(
        uploader=erin, file="x", name="x", content_type="x", size=1, created_at=now - timedelta(days=2)
    )
    with patch("tickets.tasks.timezone.now", return_value=now + FIVE_DAYS):
        tasks.watch_clocks()
        tasks.close_settled()
        tasks.sweep_uploads()
    verbs = set(Event.objects.about(late).values_list("verb", flat=True))
    assert "ticket.breached" in verbs
    assert status_of(settled) == "closed"
    assert not Attachment.objects.exists()


def test_the_timetable_warns_before_it_is_too_late(incident, now):
    ticket = incident()
    with patch("tickets.tasks.timezone.now", return_value=now + timedelta(hours=3, minutes=30)):
        tasks.watch_clocks()
        tasks.watch_clocks()
    verbs = list(Event.objects.about(ticket).order_by("id").values_list("verb", flat=True))
    assert verbs == ["ticket.opened", "ticket.due-soon"]


def test_the_timetable_knows_them():
    from django.conf import settings

    known = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {task.name for task in (tasks.watch_clocks, tasks.close_settled, tasks.sweep_uploads)} <= known
