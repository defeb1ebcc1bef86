"""The clock and runs: what is due goes on, in working time where asked, a thousand at once and each once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Model

from people.actions import add_calendar
from people.calendars import NoWorkingTime, add_working_days, working_day
from people.models import WorkingCalendar
from processes.actions import fire_due, running
from processes.models import Run, Step, Timer
from tests.cast import NOW
from tests.processes.diagrams import xml
from tickets.actions import finish_task
from tickets.models import ServiceLevel, Ticket

WAIT = "start s; catch c timer={}; end e; s > c > e"


def due(run: Run) -> datetime:
    return Timer.objects.get(run=run).due_at


def test_a_timer_lets_the_run_go_on_when_it_is_due_and_not_before(desk, trace):
    run = desk.run(WAIT.format("PT4H"))
    assert due(run) == NOW + timedelta(hours=4)
    assert fire_due(now=NOW + timedelta(hours=3, minutes=59)) == []
    assert trace(run) == ["s", "c:waiting"]
    assert fire_due(now=NOW + timedelta(hours=4)) == [run.pk]
    assert trace(run) == ["s", "c", "e"]
    assert not Timer.objects.exists()


def test_a_timer_may_wait_until_an_answer(desk):
    run = desk.run(WAIT.format("start"), {"start": "2026-05-04"})
    assert due(run).date().isoformat() in ("2026-05-03", "2026-05-04")


def test_a_time_nobody_can_read_stops_the_branch(desk, trace):
    run = desk.run(WAIT.format("start"), {"start": "soon"})
    assert trace(run) == ["s", "c:failed"]
    assert "start" in Step.objects.get(run=run, element="c").fault


def test_working_days_are_those_of_the_tickets_calendar(desk, company):
    """NOW is Monday, 10:00 in Berlin; the second next working day of a week with a holiday is Thursday."""
    company.office_hours.exceptions = {"2026-03-04": []}
    company.office_hours.save()
    level = ServiceLevel.objects.create(
        slug="level", name="Level", calendar=company.office_hours, targets={"default": {}}
    )
    definition = "<timerEventDefinition"
    working = xml(WAIT.format("P2D")).replace(definition, f'{definition} desk:calendar="working"')
    version = desk.publish(working)
    ticket = desk.ticket(version, service_level=level)
    assert due(Run.objects.get(ticket=ticket)) == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


class TestWorkingDays:
    @pytest.fixture
    def short_friday(self, company):
        hours = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(1, 5)} | {
            "5": [["09:00", "13:00"]]
        }
        return add_calendar(
            slug="short", name="Short", hours=hours, by=company.machine, now=NOW, time_zone="UTC"
        )

    @pytest.mark.parametrize(
        ("start", "days", "end"),
        [
            ("2026-03-02T10:00", 1, "2026-03-03T10:00"),
            ("2026-03-05T16:00", 1, "2026-03-06T13:00"),  # a short Friday ends earlier
            ("2026-03-05T16:00", 2, "2026-03-09T16:00"),
            ("2026-03-06T20:00", 1, "2026-03-10T09:00"),  # counting begins on Monday
            ("2026-03-07T11:00", 0, "2026-03-09T09:00"),
            ("2026-12-31T10:00", 1, "2027-01-01T10:00"),
            ("2026-03-02T10:00", 5, "2026-03-09T10:00"),
        ],
    )
    def test_the_same_time_so_many_days_on(self, short_friday, start, days, end):
        moments = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (start, end)]
        assert add_working_days(short_friday, moments[0], days) == moments[1]

    def test_an_ordinary_day_is_as_long_as_most_are(self, short_friday):
        assert working_day(short_friday) == 8 * 60

    def test_who_never_works_never_gets_there(self, company):
        never = WorkingCalendar(slug="never", name="Never", hours={})
        with pytest.raises(NoWorkingTime):
            add_working_days(never, NOW, 1)


def test_a_reminder_beside_goes_off_again_and_again(desk, trace, at, tom):
    run = desk.run(
        """
        start s; person do by=person:tom; border each on=do timer=R/PT1H beside
        operation tell operation=note "input.text=Still open"; end f; end e; s > do > e; each > tell > f
        """
    )
    now = NOW
    for number in range(3):
        now += timedelta(hours=1)
        assert due(run) == now
        fire_due(now=now)
        assert Step.objects.filter(run=run, element="tell", state="done").count() == number + 1
    finish_task(at(run, "do"), by=tom, now=now)
    assert not Timer.objects.exists()
    run.refresh_from_db()
    assert run.condition == "ended"


def test_a_cycle_that_is_over_stays_quiet(desk):
    run = desk.run(
        """
        start s; person do by=person:tom; border each on=do timer=R2/PT1H beside
        operation tell operation=note "input.text=Still open"; end f; end e; s > do > e; each > tell > f
        """
    )
    for hour in range(1, 6):
        fire_due(now=NOW + timedelta(hours=hour))
    assert Step.objects.filter(run=run, element="tell").count() == 2


def test_a_timer_beside_goes_off_once(desk):
    run = desk.run(
        """
        start s; person do by=person:tom; border late on=do timer=PT1H beside
        operation tell operation=note "input.text=Late"; end f; end e; s > do > e; late > tell > f
        """
    )
    for hour in range(1, 4):
        fire_due(now=NOW + timedelta(hours=hour))
    assert Step.objects.filter(run=run, element="tell").count() == 1


def test_a_time_limit_takes_the_task_back(desk, trace, at):
    run = desk.run(
        """
        start s; person do by=person:tom; border late on=do timer=PT1H; person other by=person:tina; end e; end f
        s > do > e; late > other > f
        """
    )
    task = at(run, "do")
    fire_due(now=NOW + timedelta(hours=1))
    task.refresh_from_db()
    assert task.state == "cancelled"
    assert trace(run) == ["s", "do:cancelled", "late", "other:waiting"]


def test_the_first_of_several_wins(desk, trace):
    run = desk.run(
        """
        start s; race r; catch a timer=PT1H; catch b timer=PT2H; end e; end f
        s > r > a > e; r > b > f
        """
    )
    fire_due(now=NOW + timedelta(hours=3))
    assert trace(run) == ["s", "r", "a", "b:cancelled", "e"]


def copies(run: Run, number: int) -> None:
    """So many more runs that stand where this one does, each for a ticket of its own."""
    tickets = Ticket.objects.bulk_create(_copy(run.ticket) for _number in range(number))
    runs = Run.objects.bulk_create(_copy(run, ticket=ticket) for ticket in tickets)
    for model in (Step, Timer):
        for row in model.objects.filter(run=run):
            model.objects.bulk_create(_copy(row, run=one) for one in runs)


def _copy(row: Model, **changes: object) -> Model:
    fields = {
        one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key
    }
    generated = {one.attname for one in row._meta.concrete_fields if one.generated}
    kept = {name: value for name, value in fields.items() if name not in generated}
    for name, value in changes.items():
        kept.pop(f"{name}_id", None)
        kept[name] = value
    return type(row)(**kept)


@pytest.mark.slow
def test_a_thousand_timers_due_at_once_fire_once_each(desk):
    copies(desk.run(WAIT.format("PT1H")), 999)
    now = NOW + timedelta(hours=1)
    fired: list[int] = []
    while batch := fire_due(now=now, but=fired):
        fired += batch
    assert len(fired) == len(set(fired)) == 1000
    assert not Timer.objects.exists()
    assert Run.objects.filter(condition="ended").count() == 1000
    assert Step.objects.filter(element="c", state="done").count() == 1000
    assert Step.objects.filter(element="e").count() == 1000


def test_a_run_that_breaks_down_does_not_keep_the_others_from_going_on(desk, monkeypatch, trace):
    bad, good = desk.run(WAIT.format("PT1H")), desk.run(WAIT.format("PT2H"))
    real = running.go_on

    def broken(row, deed, **more):
        if row.pk == bad.pk:
            raise RuntimeError("broken")
        return real(row, deed, **more)

    monkeypatch.setattr(running, "go_on", broken)
    now = NOW + timedelta(hours=2)
    assert set(fire_due(now=now)) == {bad.pk, good.pk}
    assert trace(good) == ["s", "c", "e"]
    assert due(bad) > now
    monkeypatch.undo()
    fire_due(now=due(bad))
    assert trace(bad) == ["s", "c", "e"]


def test_a_run_twenty_days_old_goes_on_as_on_its_first_day(desk, trace, at, tom):
    run = desk.run(
        """
        start s; exclusive m; person do by=person:tom asks=enough:yesno; exclusive x default=again; end e "Fulfil"
        border daily on=do timer=R/P1D beside; operation tell operation=note "input.text=Still open"; end f
        daily > tell > f
        s > m > do > x; x > e : enough
        again = x > m
        """
    )
    sizes = []
    for day in range(1, 21):
        now = NOW + timedelta(days=day)
        fire_due(now=now)
        finish_task(at(run, "do"), by=tom, now=now, answers={"enough": "no"})
        run.refresh_from_db()
        sizes.append(len(str(run.state)))
    assert max(sizes[5:]) - min(sizes[5:]) < 200
    finish_task(at(run, "do"), by=tom, now=NOW + timedelta(days=20, hours=1), answers={"enough": "yes"})
    run.refresh_from_db()
    assert (run.condition, run.outcome) == ("ended", "fulfil")
    assert Step.objects.filter(run=run, element="do", state="done").count() == 21


@pytest.mark.slow
def test_a_run_of_five_hundred_steps(desk, at, tom):
    lines = [f"person p{number} by=person:tom" for number in range(500)]
    chain = " > ".join(["s", *(f"p{number}" for number in range(500)), "e"])
    run = desk.run("\n".join(["start s", 'end e "Fulfil"', *lines, chain]))
    for number in range(500):
        finish_task(at(run, f"p{number}"), by=tom, now=NOW)
    run.refresh_from_db()
    assert (run.condition, run.outcome) == ("ended", "fulfil")
    assert Step.objects.filter(run=run, state="done").count() == 502
