"""Where a run is: what was, who has it, what comes; on its diagram and in words."""

import random
from datetime import timedelta

import pytest
from django.utils import translation

from processes.models import Step, Timer
from processes.tracking import Reader, Ways
from processes.tracking.reading import newest_run, read_track, track
from tests.processes.diagrams import draw
from tests.tracking.runs import Walk, published
from tickets.models import Task

LOAN = """
    start s
    person approve "Manager approves"
    exclusive dear default=cheap
    person board "The board agrees"
    exclusive agreed
    parallel both
    person pack "Pack it"
    operation book "Write it down"
    parallel joined
    person hand "Hand it over"
    end done
    s > approve > dear
    dear > board : amount > 10000
    board > agreed
    cheap = dear > agreed
    agreed > both
    both > pack > joined
    both > book > joined
    joined > hand > done
"""


@pytest.fixture
def loan(company, incident, now):
    """A run of the loan at its first step, in the manager's hands."""
    version = published(LOAN, by=company.machine, now=now, department=company.it)
    return Walk(
        incident(),
        version,
        now,
        {"amount": 12000},
        approve={"people": [company.mara], "kind": "approval"},
        board={"people": [company.fiona], "kind": "approval"},
        pack={"team": company.it_service_desk},
        hand={"people": [company.tom]},
    )


def told(walk, person, **more):
    return track(newest_run(walk.ticket), walk.ticket, person, now=walk.now, **more)


def names(stops):
    return [one.label for one in stops]


# ── the steps ────────────────────────────────────────────────────────────────────────────────────


def test_at_first_nothing_is_done_the_manager_has_it_and_the_rest_lies_ahead(loan, erin, mara):
    found = told(loan, erin)
    assert found.done == []
    (here,) = found.now
    assert (here.label, here.kind, here.since) == ("Manager approves", "approval", loan.now)
    assert [(one.name, one.person) for one in here.holders] == [("Mara Manager", mara)]
    assert [(one.label, one.state) for one in found.next] == [
        ("The board agrees", "possible"),
        ("Pack it", "next"),
        ("Hand it over", "next"),
    ]


def test_what_is_done_says_who_did_it_how_it_ended_and_how_long_it_lay_there(loan, erin, mara):
    loan.do("approve", by=mara, outcome="approved", hours=5)
    (done,) = told(loan, erin).done
    assert (done.label, done.outcome, str(done.outcome_label)) == ("Manager approves", "approved", "Approved")
    assert [one.name for one in done.holders] == ["Mara Manager"]
    assert done.took == timedelta(hours=5)


def test_lengths_are_working_time_where_the_ticket_has_a_calendar(loan, erin, mara):
    loan.do("approve", by=mara, outcome="approved", hours=24)
    found = told(loan, erin)
    assert found.working
    assert found.done[0].took == timedelta(hours=8)


def test_a_step_nobody_has_taken_is_with_its_team_in_the_readers_language(loan, company):
    loan.do("approve", by=company.mara, outcome="approved").do("board", by=company.fiona, outcome="approved")
    with translation.override("zh-hans"):
        packing = next(one for one in told(loan, company.erin).now if one.element == "pack")
        assert [one.name for one in packing.holders] == ["IT 服务台"]


def test_parallel_branches_are_all_under_way_and_the_join_comes_in_any_case(loan, company):
    loan.do("approve", by=company.mara, outcome="approved").do("board", by=company.fiona, outcome="approved")
    found = told(loan, company.tom)
    assert names(found.now) == ["Pack it", "Write it down"]
    assert [(one.label, one.state) for one in found.next] == [("Hand it over", "next")]
    assert found.marks.elements["joined"] == "next"
    loan.do("pack", by=company.tom)
    assert told(loan, company.tom).marks.flows["pack_joined"] == "done"


def test_an_ended_run_has_nothing_ahead(loan, company):
    loan.do("approve", by=company.mara, outcome="approved").do("board", by=company.fiona, outcome="approved")
    loan.do("pack", by=company.tom).do("book").do("hand", by=company.tom)
    found = told(loan, company.erin)
    assert (found.now, found.next) == ([], [])
    assert names(found.done) == [
        "Manager approves",
        "The board agrees",
        "Pack it",
        "Write it down",
        "Hand it over",
    ]


def test_who_stands_in_is_named_with_for_whom(loan, company):
    loan.step("approve").task.assignments.update(person=company.fiona, on_behalf_of=company.mara)
    (holder,) = told(loan, company.erin).now[0].holders
    assert (holder.name, holder.behalf) == ("Fiona Owner", "Mara Manager")


def test_what_was_returned_is_with_who_asked(loan, company):
    Task.objects.filter(pk=loan.step("approve").task_id).update(state="paused")
    (here,) = told(loan, company.erin).now
    assert here.back
    assert here.holders[0].is_reader
    (here,) = told(loan, company.tom).now
    assert (here.holders[0].name, here.holders[0].is_reader) == ("Erin Employee", False)


# ── who may know what ────────────────────────────────────────────────────────────────────────────


def test_a_fault_and_a_reason_are_for_those_who_work_on_it(loan, company):
    loan.do("approve", by=company.mara, outcome="approved").do("board", by=company.fiona, outcome="approved")
    loan.fail("book", "The account 4711 of Erin is closed.")
    Step.objects.filter(element="approve").update(state="skipped", reason="Mara is ill.")
    worker, requester = told(loan, company.tom), told(loan, company.erin)
    failed = next(one for one in worker.now if one.element == "book")
    assert (failed.state, failed.fault) == ("failed", "The account 4711 of Erin is closed.")
    assert next(one for one in worker.done if one.element == "approve").reason == "Mara is ill."
    assert "4711" not in str(requester)
    assert "ill" not in str(requester)
    assert next(one for one in requester.now if one.element == "book").state == "failed"


def test_what_failed_says_when_it_is_tried_again(loan, company):
    loan.do("approve", by=company.mara, outcome="approved").do("board", by=company.fiona, outcome="approved")
    loan.fail("book", "The account is closed.")
    again = loan.now + timedelta(minutes=5)
    Timer.objects.create(run=loan.row, key=loan.step("book").key, kind="retry", due_at=again)
    assert next(one for one in told(loan, company.tom).now if one.element == "book").until == again


def test_instructions_and_comments_are_no_part_of_a_track(loan, company):
    loan.step("approve").task.assignments.update(comment="She had one last year.")
    for person in (company.erin, company.tom):
        said = str(told(loan, person))
        assert "safe" not in said
        assert "last year" not in said


def test_who_may_not_read_the_ticket_reads_no_names(loan, company):
    found = read_track(newest_run(loan.ticket), loan.ticket, Reader(company.hanna, True, False), now=loan.now)
    assert "Mara" not in str(found.stops)


def test_a_track_costs_the_same_however_long_the_run_is(loan, company, django_assert_num_queries):
    run = newest_run(loan.ticket)
    track(run, loan.ticket, company.tom, now=loan.now)
    with django_assert_num_queries(3):
        track(run, loan.ticket, company.tom, now=loan.now)
    loan.do("approve", by=company.mara, outcome="approved").do("board", by=company.fiona, outcome="approved")
    run = newest_run(loan.ticket)
    with django_assert_num_queries(3):
        track(run, loan.ticket, company.tom, now=loan.now)


# ── where the time went ──────────────────────────────────────────────────────────────────────────


def test_the_time_divides_into_whose_it_was_and_every_moment_counts_once(loan, company):
    loan.do("approve", by=company.mara, outcome="approved", hours=2)
    loan.do("board", by=company.fiona, outcome="approved", hours=1)
    loan.do("book", hours=1).do("pack", by=company.tom, hours=2)
    found = told(loan, company.erin)
    assert [(one.whose, one.spent) for one in found.shares] == [
        ("us", timedelta(hours=3)),
        ("approvers", timedelta(hours=3)),
    ]
    assert sum(one.width for one in found.shares) == pytest.approx(100)


def test_time_spent_with_who_asked_is_theirs_in_their_own_words(loan, company):
    Task.objects.filter(pk=loan.step("approve").task_id).update(state="paused")
    loan.on(hours=3)
    assert [str(one.label) for one in told(loan, company.erin).shares] == ["With you"]
    assert [str(one.label) for one in told(loan, company.tom).shares] == ["With the requester"]


# ── the diagram ──────────────────────────────────────────────────────────────────────────────────


def test_the_diagram_shows_the_way_that_was_taken_and_leaves_the_other_alone(loan, company):
    loan.do("approve", by=company.mara, outcome="approved").do("board", by=company.fiona, outcome="approved")
    marks = told(loan, company.erin).marks
    assert marks.elements | {} == {
        **dict.fromkeys(["s", "approve", "dear", "board", "agreed", "both"], "done"),
        **dict.fromkeys(["pack", "book"], "now"),
        **dict.fromkeys(["joined", "hand", "done"], "next"),
    }
    assert marks.flows["dear_board"] == "done"
    assert "cheap" not in marks.flows
    assert marks.flows["joined_hand"] == "next"


def test_a_gateway_not_passed_yet_makes_its_ways_possible_and_what_they_share_sure(loan, erin):
    marks = told(loan, erin).marks
    assert (marks.elements["board"], marks.elements["both"]) == ("possible", "next")
    assert (marks.flows["cheap"], marks.flows["dear_board"]) == ("possible", "possible")
    assert marks.flows["both_pack"] == "next"


LOOP = """
    start s; person write "Write"; person check "Check"; exclusive ok default=yes; end e
    s > write > check > ok
    ok > write : outcome == "rejected"
    yes = ok > e
"""


def test_a_way_back_is_possible_and_what_was_passed_is_not_told_again():
    ways = Ways(draw(LOOP))
    ahead = ways.ahead(["check"])
    assert ahead.sure == {"ok", "e"}
    assert set(ahead.order) == {"ok", "e", "write", "check"}


def test_rounds_of_a_loop_are_told_one_by_one(company, incident, now):
    walk = Walk(incident(), published(LOOP, by=company.machine, now=now), now)
    walk.do("write").do("check", outcome="rejected").do("write")
    found = told(walk, company.tom)
    assert names(found.done) == ["Write", "Check", "Write"]
    assert names(found.now) == ["Check"]
    assert found.next == []
    assert found.marks.flows["ok_write"] == "done"
    assert found.marks.flows["yes"] == "possible"


def test_ways_lead_into_sub_processes_and_calls_and_out_of_them():
    inner = "start i; person a; end ie; i > a > ie"
    outer = """
        start s; sub box {
            start bs; person b; end be; bs > b > be
        }
        call c calls=called; person z; end e; s > box > c > z > e
    """
    ways = Ways(draw(outer, called=inner))
    ahead = ways.ahead(["b"])
    assert ahead.order == ("be", "c", "i", "a", "ie", "z", "e")
    assert ahead.sure == set(ahead.order)
    assert ways.holds_others("box")
    assert ways.holds_others("c")


def test_instances_of_one_step_stand_as_one(company, incident, now):
    text = 'start s; person each "Sign" each=people item=one; end e; s > each > e'
    walk = Walk(
        incident(),
        published(text, by=company.machine, now=now),
        now,
        {"people": ["a", "b", "c"]},
        each={"people": [company.tom]},
    )
    (here,) = told(walk, company.erin).now
    assert (here.times, len(here.holders)) == (3, 1)


RANDOM = """
    start s
    exclusive again default=on
    inclusive some default=none
    person a; person b; person c; operation o
    inclusive met
    sub box {
        start bs; parallel bp; person x; person y; parallel bj; end be
        bs > bp > x > bj > be; bp > y > bj
    }
    border late on=box timer=P1D
    catch nap timer=P1D
    exclusive back default=stop
    person mend
    end e; end l
    s > again
    on = again > some
    some > a : k > 3
    some > b : k % 2 == 0
    none = some > c
    a > met; b > met; c > o > met
    met > box > nap > back
    late > mend > l
    back > again : k < 5
    stop = back > e
"""


@pytest.mark.parametrize("seed", range(8))
def test_the_marks_are_where_the_engine_says_the_run_waits(company, incident, now, seed):
    dice = random.Random(seed)
    version = published(RANDOM, by=company.machine, now=now)
    walk = Walk(incident(), version, now, {"k": dice.randrange(6)})
    for _move in range(40):
        marks = told(walk, company.tom).marks
        here = {name for name, mark in marks.elements.items() if mark in ("now", "failed")}
        assert here == {one.element for one in walk.engine.waiting if one.kind != "stuck"}
        ahead = {name for name, mark in marks.elements.items() if mark in ("next", "possible")}
        assert not ahead & here
        if walk.engine.is_over:
            assert not ahead
            break
        one = dice.choice(walk.engine.waiting)
        if one.kind == "timer":
            walk.fire(one.element)
        elif one.kind == "failed":
            walk.engine.retry(one.key)
            Step.objects.filter(key=one.key).update(state="waiting")
            walk.on()
        elif one.kind == "operation" and dice.random() < 0.3:
            walk.fail(one.element, "It broke.")
        else:
            walk.engine.complete(one.key, {"k": dice.randrange(6)})
            walk.on()
