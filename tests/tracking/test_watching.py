"""Processes under way: how many stand where, which runs those are, and who may know either."""

from datetime import timedelta

import pytest

from people import actions as people
from processes.models import Run, Step
from tests.budgets import budget
from tests.tracking.runs import Walk, published

LOAN = "start s; person approve 'Approve'; operation book 'Book it'; end e; s > approve > book > e"


@pytest.fixture
def version(company, now):
    return published(LOAN, by=company.machine, now=now, department=company.it)


@pytest.fixture
def walks(company, incident, version, now):
    """Three runs of IT: two at the manager's, one whose booking failed."""
    made = []
    for number, word in enumerate(("zero", "one", "two")):
        ticket = incident(subject=f"Loan number {word}")
        does = {"approve": {"people": [company.mara], "kind": "approval"}}
        made.append(Walk(ticket, version, now + timedelta(hours=number), **does))
    made[2].do("approve", by=company.mara, outcome="approved").fail("book", "The books are closed.")
    return made


@pytest.fixture
def olga(company, now):
    """She owns IT's processes and works none of its tickets."""
    deed = {"by": company.machine, "now": now}
    olga = people.add_person("olga", name="Olga Owner", department=company.it, **deed)
    people.give_role(olga, "owner", company.it, **deed)
    return olga


@pytest.fixture
def paul(company, now):
    """He publishes IT's processes and works none of its tickets."""
    deed = {"by": company.machine, "now": now}
    paul = people.add_person("paul", name="Paul Publisher", department=company.it, **deed)
    people.give_role(paul, "publisher", company.it, **deed)
    return paul


def address(slug="loan", **more) -> str:
    return f"/desk/processes/{slug}/runs/"


def rows(answer):
    return [one.run.ticket.subject for one in answer.context["rows"]]


# ── counting ─────────────────────────────────────────────────────────────────────────────────────


def test_one_statement_counts_all_runs_by_step_with_the_oldest(
    walks, version, django_assert_num_queries, now
):
    with django_assert_num_queries(1):
        found = {row["element"]: row for row in Step.objects.standing()}
    assert set(found) == {"approve", "book"}
    assert (found["approve"]["here"], found["approve"]["failed"]) == (2, 0)
    assert found["approve"]["oldest"] == now
    assert (found["book"]["here"], found["book"]["failed"]) == (0, 1)


def test_what_is_over_is_not_counted(walks, company):
    walks[0].do("approve", by=company.mara, outcome="approved").do("book")
    assert {row["element"]: row["here"] for row in Step.objects.standing()} == {"approve": 1, "book": 0}


def test_the_page_shows_failed_ones_first_with_their_age(at, walks, paul):
    standing = at(paul).get(address()).context["standing"]
    assert [(one.label, one.here, one.failed) for one in standing] == [("Book it", 0, 1), ("Approve", 2, 0)]


def test_each_version_is_counted_by_itself(at, walks, company, incident, now, paul):
    second = published(LOAN, by=company.machine, now=now, department=company.it)
    Walk(incident(), second, now)
    newest = at(paul).get(address())
    assert [(one.number, many) for one, many in newest.context["versions"]] == [(2, 1), (1, 3)]
    assert newest.context["version"] == second
    assert [one.here for one in newest.context["standing"]] == [1]
    assert sum(one.here for one in at(paul).get(address(), {"version": 1}).context["standing"]) == 2
    assert at(paul).get(address(), {"version": 7}).status_code == 404
    assert at(paul).get(address(), {"version": "x"}).status_code == 404


def test_the_diagrams_answer_holds_the_same_numbers(at, walks, paul):
    told = at(paul).get(f"{address()}1/diagram/").json()
    assert [(one["element"], one["here"], one["failed"]) for one in told["counts"]] == [
        ("book", 0, 1),
        ("approve", 2, 0),
    ]
    assert at(paul).get(f"{address()}9/diagram/").status_code == 404


# ── who may know ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["erin", "mara", "tom", "lea", "hugo", "fred", "hanna", "fiona"])
def test_to_a_stranger_there_is_no_such_process(at, company, walks, who):
    for one in (address(), f"{address()}1/diagram/"):
        assert at(getattr(company, who)).get(one).status_code == 404


def test_a_publisher_who_reads_no_ticket_sees_numbers_alone(at, walks, paul):
    answer = at(paul).get(address())
    assert sum(one.here for one in answer.context["standing"]) == 2
    assert rows(answer) == []
    text = answer.content.decode()
    assert "Loan number" not in text
    assert walks[0].ticket.reference not in text
    assert "Mara" not in text


def test_who_publishes_and_works_the_tickets_sees_the_runs(at, walks, paul, company, now):
    people.give_role(paul, "agent", company.it, by=company.machine, now=now)
    answer = at(paul).get(address())
    assert rows(answer) == ["Loan number two", "Loan number zero", "Loan number one"]
    assert "Mara Manager" in answer.content.decode()
    assert "/desk/processes/-/runs/" not in answer.content.decode()


def test_an_owner_who_reads_no_ticket_knows_the_runs_by_number_alone(at, walks, olga):
    text = at(olga).get(address()).content.decode()
    assert walks[2].ticket.reference in text
    assert f"/desk/processes/-/runs/{walks[2].row.pk}/" in text
    assert "Loan number" not in text
    assert "Mara" not in text
    assert rows(at(olga).get(address(), {"q": "Loan"})) == []


def test_the_process_page_tells_the_same_number(at, walks, paul):
    assert at(paul).get("/desk/processes/loan/").context["runs"] == 3


def test_of_the_companys_process_a_publisher_counts_the_own_departments_tickets(
    at, company, incident, hr_case, now
):
    version = published(LOAN, by=company.machine, now=now, slug="common")
    Walk(incident(), version, now)
    Walk(hr_case(), version, now)
    counted = {
        who: Run.objects.counted_by(getattr(company, who)).count() for who in ("hanna", "ada", "fiona")
    }
    assert counted == {"hanna": 1, "ada": 2, "fiona": 0}
    assert [one.here for one in at(company.hanna).get(address("common")).context["standing"]] == [1]


def test_a_run_that_waits_for_nothing_at_all_is_told_as_one_that_failed(at, company, incident, now):
    text = """
        start s; exclusive x default=two; parallel p; person a "A"; end e
        s > x
        x > p : amount > 5
        two = x > a
        a > p > e
    """
    version = published(text, by=company.machine, now=now, slug="meets")
    stuck = Walk(incident(subject="It stands"), version, now, {"amount": 9}, a={"people": [company.tom]})
    assert stuck.row.condition == "running"
    answer = at(company.ada).get(address("meets"), {"show": "failed"})
    assert rows(answer) == ["It stands"]
    assert "stands still" in at(company.ada).get(f"/desk/processes/-/runs/{stuck.row.pk}/").content.decode()
    mine = at(company.erin).get(f"/requests/{stuck.ticket.reference}/steps/").content.decode()
    assert "has not worked" in mine


# ── the list ─────────────────────────────────────────────────────────────────────────────────────


def test_the_list_is_searched_and_narrowed(at, walks, company):
    browser = at(company.ada)
    assert rows(browser.get(address(), {"show": "failed"})) == ["Loan number two"]
    assert rows(browser.get(address(), {"at": "approve"})) == ["Loan number zero", "Loan number one"]
    assert rows(browser.get(address(), {"q": walks[1].ticket.reference})) == ["Loan number one"]
    assert rows(browser.get(address(), {"q": "nothing like it"})) == []
    walks[0].do("approve", by=company.mara, outcome="approved").do("book")
    assert rows(browser.get(address(), {"show": "over"})) == ["Loan number zero"]
    assert rows(browser.get(address(), {"show": "nonsense", "page": "x"})) == [
        "Loan number two",
        "Loan number one",
    ]


def test_the_list_goes_by_pages(at, walks, company, monkeypatch):
    monkeypatch.setattr("processes.monitor.listing.PAGE", 2)
    first = at(company.ada).get(address())
    assert len(first.context["rows"]) == 2
    assert rows(at(company.ada).get(address() + first.context["next_page"])) == ["Loan number one"]


def test_it_stays_within_its_budget(at, walks, company):
    browser = at(company.ada)
    browser.get(address())
    with budget("processes:runs"):
        browser.get(address())
