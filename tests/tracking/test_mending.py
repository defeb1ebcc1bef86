"""One run in the hands of who mends it: each deed with its why, in the ticket's history; nobody else finds the page."""

import pytest

from journal.models import Event
from processes.models import Run, Step
from tests.budgets import budget
from tests.tracking.test_watching import olga, paul

__all__ = ["olga", "paul"]

LOAN = """
    start s
    person approve "Approve" by=person:tom
    exclusive x default=small
    operation work "Work it out" operation=assign input.person=nobody
    person hand "Hand it over" by=person:tina
    end e "Stays"
    s > work > approve > x
    x > hand : outcome == "done"
    small = x > e
    hand > e
"""


@pytest.fixture
def run(desk) -> Run:
    """A run of IT whose second step failed."""
    return desk.run(LOAN)


def step(run: Run, element: str) -> Step:
    return Step.objects.waiting().get(run=run, element=element)


def home(run: Run) -> str:
    return f"/desk/processes/-/runs/{run.pk}/"


def deeds(run: Run) -> list[str]:
    here = step(run, "work").pk
    return [
        f"{home(run)}steps/{here}/retry/",
        f"{home(run)}steps/{here}/skip/",
        f"{home(run)}jump/",
        f"{home(run)}cancel/",
    ]


def last(run: Run) -> Event:
    return Event.objects.about(run.ticket).filter(verb__startswith="run.").last()


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["erin", "mara", "tom", "lea", "hugo", "hanna", "fiona"])
def test_to_everybody_else_there_is_no_such_run(at, company, run, who):
    browser, before = at(getattr(company, who)), Event.objects.count()
    for address in (home(run), f"{home(run)}diagram/", *deeds(run)):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"reason": "Because", "element": "hand"}).status_code in (404, 405)
    assert (Event.objects.count(), step(run, "work").state) == (before, "failed")


def test_who_only_publishes_the_process_mends_nothing(at, run, paul):
    assert [at(paul).get(address).status_code for address in (home(run), *deeds(run))] == [404] * 5


def test_an_owner_who_may_not_read_the_ticket_mends_it_without_reading_it(at, run, olga):
    text = at(olga).get(home(run)).content.decode()
    assert run.ticket.reference in text
    assert "Work it out" in text
    for foreign in (run.ticket.subject, "Erin", "Tom Technician"):
        assert foreign not in text
    assert at(olga).post(deeds(run)[1], {"reason": "Worked out by hand."}).status_code == 302
    page = at(olga).get(home(run)).content.decode()
    assert "Tom Technician" not in page
    assert "Tom" not in at(olga).get(f"{home(run)}diagram/").content.decode()


def test_an_administrator_sees_the_ticket_and_who_has_it(at, company, run):
    at(company.ada).post(deeds(run)[1], {"reason": "Worked out by hand."})
    text = at(company.ada).get(home(run)).content.decode()
    assert run.ticket.subject in text
    assert "Tom Technician" in text


# ── what is wrong ────────────────────────────────────────────────────────────────────────────────


def test_the_fault_stands_in_words_and_on_the_diagram(at, company, run):
    answer = at(company.ada).get(home(run))
    assert step(run, "work").fault in answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    assert [(one["label"], one["failed"]) for one in answer.context["steps"]] == [("Work it out", True)]
    assert at(company.ada).get(f"{home(run)}diagram/").json()["marks"]["elements"]["work"] == "failed"


def test_nothing_comes_when_nothing_changed(at, company, run):
    assert at(company.ada).get(home(run), {"since": run.revision}).status_code == 204
    part = at(company.ada).get(home(run), {"since": 0}).content.decode()
    assert part.lstrip().startswith('<div id="run"')


# ── the deeds ────────────────────────────────────────────────────────────────────────────────────


def test_each_deed_is_asked_for_first(htmx, company, run):
    for address in deeds(run):
        answer = htmx(company.ada).get(address)
        assert answer.status_code == 200
        assert b"Do it" in answer.content
    assert step(run, "work").state == "failed"


@pytest.mark.parametrize("deed", [1, 2, 3])
def test_without_a_reason_nothing_is_done(htmx, company, run, deed):
    given = {"reason": "  ", "element": "hand", "step": step(run, "work").pk}
    assert htmx(company.ada).post(deeds(run)[deed], given).status_code == 422
    assert step(run, "work").state == "failed"


def test_another_try_is_on_record(htmx, company, run):
    answer = htmx(company.ada).post(deeds(run)[0])
    assert answer.status_code == 204
    assert "live:change" in answer["HX-Trigger"]
    assert Event.objects.about(run.ticket).filter(verb="run.retried", actor=company.ada).exists()
    assert step(run, "work").state == "failed"  # it is as broken as before


def test_a_skipped_step_says_by_whom_and_why(htmx, company, run):
    htmx(company.ada).post(deeds(run)[1], {"reason": "Worked out by hand."})
    skipped = run.steps.get(element="work")
    assert (skipped.state, skipped.reason, skipped.left_by) == ("skipped", "Worked out by hand.", company.ada)
    assert last(run).data["reason"] == "Worked out by hand."
    assert step(run, "approve").state == "waiting"


def test_a_run_is_taken_to_the_step_that_was_chosen(htmx, company, run):
    form = htmx(company.ada).get(deeds(run)[2], {"to": "hand"}).content.decode()
    assert '<option value="hand" selected>' in form
    given = {"reason": "Already approved.", "element": "hand", "step": step(run, "work").pk}
    assert htmx(company.ada).post(deeds(run)[2], given).status_code == 204
    assert step(run, "hand").state == "waiting"
    assert last(run).verb == "run.jumped"


@pytest.mark.parametrize("wrong", [{"element": "nowhere"}, {"step": 0}, {"element": ""}])
def test_a_step_that_is_not_there_is_refused_beside_the_field(htmx, company, run, wrong):
    given = {"reason": "Why not.", "element": "hand", "step": step(run, "work").pk, **wrong}
    assert htmx(company.ada).post(deeds(run)[2], given).status_code == 422
    assert step(run, "work").state == "failed"


def test_a_run_is_ended_and_the_ticket_stays(htmx, company, run):
    htmx(company.ada).post(deeds(run)[3], {"reason": "Drawn wrongly."})
    run.refresh_from_db()
    assert run.condition == "cancelled"
    assert last(run).verb == "run.cancelled"
    assert "Nothing is left to mend" in htmx(company.ada).get(home(run)).content.decode()
    assert htmx(company.ada).get(f"{home(run)}cancel/").status_code == 404
    assert htmx(company.ada).get(f"{home(run)}jump/").status_code == 404


def test_what_waits_no_more_is_not_there_to_be_mended(htmx, company, run):
    here = step(run, "work").pk
    htmx(company.ada).post(deeds(run)[1], {"reason": "Worked out by hand."})
    for deed in ("retry", "skip"):
        answer = htmx(company.ada).post(f"{home(run)}steps/{here}/{deed}/", {"reason": "Again."})
        assert answer.status_code == 404


def test_a_step_of_another_run_is_not_reached_through_this_one(htmx, company, run, desk):
    other = desk.run(LOAN)
    address = f"{home(run)}steps/{step(other, 'work').pk}/skip/"
    assert htmx(company.ada).post(address, {"reason": "Because."}).status_code == 404


def test_the_deeds_stand_in_the_tickets_history_for_those_who_work_on_it(at, htmx, company, run):
    htmx(company.ada).post(deeds(run)[1], {"reason": "Worked out by hand."})
    assert "Worked out by hand." in at(company.tom).get(run.ticket.desk_url).content.decode()
    assert "Worked out by hand." not in at(company.erin).get(run.ticket.get_absolute_url()).content.decode()


def test_a_gateway_that_failed_is_left_by_the_way_that_is_chosen(htmx, company, desk):
    run = desk.run(
        """
        start s; exclusive g; person a "A" by=person:tom; person b "B" by=person:tom; end e
        s > g
        g > a : amount > 5
        g > b : amount > 9
        a > e; b > e
        """
    )
    address = f"{home(run)}steps/{step(run, 'g').pk}/skip/"
    form = htmx(company.ada).get(address).content.decode()
    assert "→ B" in form
    assert htmx(company.ada).post(address, {"reason": "B it is."}).status_code == 422
    assert htmx(company.ada).post(address, {"reason": "B it is.", "way": "g_b"}).status_code == 204
    assert step(run, "b").state == "waiting"


def test_it_stays_within_its_budget(at, company, run):
    browser = at(company.ada)
    browser.get(home(run))
    with budget("processes:run"):
        browser.get(home(run))
