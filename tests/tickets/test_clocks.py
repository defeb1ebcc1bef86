"""What was promised: clocks start, stand, end and are due, whatever happens in whichever order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal.models import Event
from people.calendars import add_working, working_minutes
from people.models import WorkingCalendar
from tickets import clocks
from tickets.actions import (
    change_priority,
    move,
    tell_of_breaches,
    warn_of_breaches,
)
from tickets.models import Clock, ServiceLevel, Ticket
from tickets.phases import Phase
from tickets.promises import duration, explain

HOURS = {str(day): [["09:00", "17:00"]] for day in range(1, 6)}  # Berlin; 8:00 to 16:00 UTC in winter


def at(hour, minute=0, day=2):
    """A moment of the first week of March 2026, UTC; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def clock_of(ticket, kind) -> Clock:
    return ticket.clocks.get(kind=kind)


# ── a day in the life of a promise ────────────────────────────────────────────────────────────────


def test_a_new_ticket_promises_a_response_and_a_resolution(incident, now):
    ticket = incident()  # Monday 9:00 UTC, priority low: four hours and sixteen hours
    response, resolution = clock_of(ticket, "response"), clock_of(ticket, "resolution")
    assert (response.due_at, resolution.due_at) == (at(13), at(9, day=4))
    assert (ticket.due_at, ticket.promised_at) == (at(13), at(9, day=4))


def test_without_a_service_level_nothing_is_promised(incident, tom, now):
    ticket = move(incident(service_level=None), "start", by=tom, now=now)
    assert (ticket.due_at, ticket.promised_at, ticket.clocks.count()) == (None, None, 0)


def test_beginning_work_is_a_response(incident, tom):
    ticket = move(incident(), "start", by=tom, now=at(10))
    response = clock_of(ticket, "response")
    assert (response.stopped_at, response.spent, response.breached_at) == (at(10), 60, None)
    assert ticket.due_at == at(9, day=4)


def test_time_stands_while_the_requester_is_waited_for(incident, tom):
    ticket = move(incident(), "start", by=tom, now=at(10))
    ticket = move(ticket, "wait_for_supplier", by=tom, now=at(12), reason="Toner is ordered")
    resolution = clock_of(ticket, "resolution")
    assert (resolution.spent, resolution.due_at, ticket.due_at) == (180, None, None)
    assert ticket.promised_at == at(9, day=4)  # until it goes on, the last word stands
    ticket = move(ticket, "resume", by=tom, now=at(12, day=4))
    assert ticket.due_at == ticket.promised_at == at(9, day=6)


def test_a_solved_ticket_stops_and_a_reopened_one_goes_on_with_what_is_left(incident, tom, erin):
    ticket = move(incident(), "resolve", by=tom, now=at(11), resolution="Done")
    assert (ticket.due_at, clock_of(ticket, "resolution").stopped_at) == (None, at(11))
    ticket = move(ticket, "reopen", by=erin, now=at(14), reason="It jams again")
    resolution = clock_of(ticket, "resolution")
    assert (resolution.stopped_at, resolution.spent, resolution.due_at) == (None, 120, at(12, day=4))


def test_waiting_for_an_approval_is_no_response_but_time_stands(hr_case, hugo, standard):
    ticket = move(hr_case(service_level=standard), "seek_approval", by=hugo, now=at(10), reason="Needs a yes")
    response = clock_of(ticket, "response")
    assert (response.stopped_at, response.due_at, response.spent) == (None, None, 60)


def test_another_priority_is_another_promise_and_loses_no_time(incident, tom):
    ticket = move(incident(), "start", by=tom, now=at(10))
    deed = {"by": tom, "now": at(11), "reason": "The whole floor stands still"}
    ticket = change_priority(ticket, impact=1, urgency=1, **deed)
    resolution = clock_of(ticket, "resolution")
    assert (resolution.target, resolution.spent) == (120, 120)
    assert resolution.due_at == at(11)  # used up to the minute
    ticket = change_priority(ticket, impact=3, urgency=3, **deed | {"now": at(12)})
    resolution = clock_of(ticket, "resolution")
    assert (resolution.target, resolution.spent, ticket.due_at) == (960, 180, at(9, day=4))
    assert resolution.breached_at is None  # it is judged by what is promised now


def test_what_has_ended_is_not_judged_again(incident, tom):
    ticket = move(incident(), "start", by=tom, now=at(10))
    ticket = change_priority(ticket, impact=1, urgency=1, by=tom, now=at(11), reason="Everything stands")
    response = clock_of(ticket, "response")
    assert (response.target, response.breached_at) == (240, None)


def test_a_priority_for_which_nothing_is_promised_has_no_deadline(incident, standard, tom):
    standard.targets = {"4": {"response": 60}}
    standard.save()
    ticket = incident()
    assert (ticket.due_at, ticket.promised_at) == (at(10), None)
    ticket = change_priority(ticket, impact=1, urgency=1, by=tom, now=at(9, 30), reason="Everything stands")
    assert ticket.due_at is None
    response = clock_of(ticket, "response")
    assert (response.target, response.spent, response.running_since) == (None, 30, None)


# ── by the clock ──────────────────────────────────────────────────────────────────────────────────


def test_a_missed_promise_is_told_once(incident):
    ticket = incident()
    assert tell_of_breaches(now=at(12, 59)) == 0
    assert tell_of_breaches(now=at(13, 5)) == 1
    assert tell_of_breaches(now=at(13, 6)) == 0
    response = clock_of(ticket, "response")
    assert response.breached_at == at(13)
    event = Event.objects.about(ticket).get(verb="ticket.breached")
    assert event.is_internal
    assert event.data["clock"] == {"en": "First response", "zh": event.data["clock"]["zh"]}


def test_a_late_answer_is_a_missed_promise_even_if_nobody_looked(incident, tom):
    ticket = move(incident(), "start", by=tom, now=at(14))
    assert clock_of(ticket, "response").breached_at == at(13)
    breached = Event.objects.about(ticket).get(verb="ticket.breached")
    assert breached.cause.verb == "ticket.moved"
    assert tell_of_breaches(now=at(15)) == 0


def test_people_are_warned_once_while_they_can_still_do_something(incident):
    ticket = incident()  # four fifths of four hours from nine
    assert warn_of_breaches(now=at(12, 11)) == 0
    assert warn_of_breaches(now=at(12, 13)) == 1
    assert warn_of_breaches(now=at(12, 14)) == 0
    assert Event.objects.about(ticket).filter(verb="ticket.due-soon").count() == 1


def test_nobody_is_warned_of_what_is_over(incident):
    ticket = incident()
    assert warn_of_breaches(now=at(14)) == 0
    assert not Event.objects.about(ticket).filter(verb="ticket.due-soon").exists()


def test_a_warned_clock_that_stood_does_not_warn_again(incident, tom):
    ticket = move(incident(), "start", by=tom, now=at(10))
    late = at(15, day=3)
    assert warn_of_breaches(now=late) == 1
    ticket = move(ticket, "wait_for_supplier", by=tom, now=late, reason="Toner")
    move(ticket, "resume", by=tom, now=at(9, day=4))
    assert clock_of(ticket, "resolution").warn_at is None


def test_breaches_are_found_in_batches(incident):
    tickets = [incident() for _number in range(3)]
    assert tell_of_breaches(now=at(14), at_most=2) == 2
    assert tell_of_breaches(now=at(14), at_most=2) == 1
    assert Clock.objects.filter(ticket__in=tickets, breached_at=None, kind="response").count() == 0


# ── why ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_due_date_explains_itself(incident, tom):
    ticket = move(incident(), "start", by=tom, now=at(10))
    assert explain(ticket, now=at(11)) == [
        "The service level is “Standard”, the priority Low.",
        "Time counts by the calendar “Office hours”.",
        "Resolution: promised within 16 h of working time, of which 2 h are used up.",
        "Due 4 Mar 2026, 10:00",
        "First response: promised within 4 h of working time, of which 1 h are used up.",
        "Ended 2 Mar 2026, 11:00: kept",
    ]


def test_durations_read_like_a_watch():
    assert [duration(minutes) for minutes in (0, 59.6, 60, 95)] == ["0 min", "1 h", "1 h", "1 h 35 min"]


# ── in any order ──────────────────────────────────────────────────────────────────────────────────


class Desk:
    """One ticket and one clock, and beside it the plain reckoning of what must come out."""

    def __init__(self, level: ServiceLevel) -> None:
        self.level, self.now = level, at(7)
        self.ticket = Ticket(priority=4, phase=Phase.ACTIVE, service_level=level)
        self.clock = Clock(ticket=self.ticket, kind=Clock.Kind.RESOLUTION, target=960)
        self.counted = 0.0
        self._tick()

    def _tick(self) -> None:
        target = clocks.target_of(self.level, self.ticket.priority, self.clock.kind)
        clocks.retarget(self.clock, target, self.level.calendar, now=self.now)
        clocks.tick(self.clock, self.ticket, self.level, now=self.now)

    def pass_time(self, minutes: int) -> None:
        then = self.now + timedelta(minutes=minutes)
        if self.ticket.phase == Phase.ACTIVE:
            self.counted += working_minutes(self.level.calendar, self.now, then)
        self.now = then

    def go(self, phase: str) -> None:
        self.ticket.__dict__["phase"] = phase
        self._tick()

    def prioritise(self, priority: int) -> None:
        self.ticket.priority = priority
        self._tick()


events = st.one_of(
    st.integers(0, 3 * 24 * 60).map(lambda minutes: ("pass_time", minutes)),
    st.sampled_from([Phase.ACTIVE, Phase.WAITING, Phase.RESOLVED]).map(lambda phase: ("go", phase)),
    st.sampled_from([1, 2, 3, 4]).map(lambda priority: ("prioritise", priority)),
)
LEVEL = ServiceLevel(
    name="Standard",
    calendar=WorkingCalendar(slug="berlin", name="Berlin", hours=HOURS, holidays="DE-BE"),
    targets={"1": {"resolution": 120}, "2": {"resolution": 480}, "default": {"resolution": 960}},
)


@settings(max_examples=150, deadline=None)
@given(st.lists(events, max_size=14))
def test_no_order_of_events_confuses_a_clock(happened):
    desk = Desk(LEVEL)
    spent_before = 0.0
    for name, what in happened:
        getattr(desk, name)(what)
        clock, calendar = desk.clock, LEVEL.calendar
        spent = clocks.spent_until(clock, calendar, now=desk.now)
        assert spent >= spent_before - 1e-6  # time is never given back
        assert spent == pytest.approx(desk.counted, abs=1e-3)  # nor lost, nor counted twice
        assert (clock.due_at is None) == (clock.running_since is None) == (desk.ticket.phase != Phase.ACTIVE)
        if clock.due_at and clock.spent < clock.target:
            assert clock.due_at == add_working(calendar, clock.running_since, clock.target - clock.spent)
        if clock.stopped_at and spent > clock.target + 1e-3:
            assert clock.breached_at is not None
        if clock.breached_at:
            assert clock.breached_at <= desk.now
        spent_before = spent


def test_a_promise_that_was_shortened_while_it_stood_is_missed_when_it_ends(incident, tom):
    ticket = move(incident(), "start", by=tom, now=at(9))
    ticket = move(ticket, "wait_for_supplier", by=tom, now=at(13), reason="Toner")
    ticket = change_priority(ticket, impact=1, urgency=1, by=tom, now=at(14), reason="Everything stands")
    assert clock_of(ticket, "resolution").breached_at is None
    ticket = move(ticket, "resolve", by=tom, now=at(15), resolution="Borrowed one")
    assert clock_of(ticket, "resolution").breached_at == at(15)


def test_the_explanation_knows_what_stands_what_is_missed_and_what_nobody_promised(incident, standard, tom):
    standard.targets = {"4": {"response": 60}}
    standard.save()
    ticket = incident()
    assert explain(ticket, now=at(9, 30))[2:] == [
        "Resolution: nothing is promised for this priority.",
        "First response: promised within 1 h of working time, of which 30 min are used up.",
        "Due 2 Mar 2026, 11:00",
    ]
    assert explain(ticket, now=at(11))[4] == "Was due 2 Mar 2026, 11:00: missed"
    ticket = move(ticket, "start", by=tom, now=at(11))
    assert explain(ticket, now=at(12))[4] == "Ended 2 Mar 2026, 12:00: missed"


def test_the_explanation_says_why_time_stands(incident, tom):
    ticket = move(incident(), "start", by=tom, now=at(10))
    ticket = move(ticket, "wait_for_supplier", by=tom, now=at(11), reason="Toner")
    assert "It stands while the ticket is in the phase “Waiting”." in explain(ticket, now=at(15))


def test_where_nothing_is_promised_the_explanation_says_so(incident):
    assert explain(incident(service_level=None), now=at(10)) == [
        "No service level applies to this, so nothing is promised."
    ]
