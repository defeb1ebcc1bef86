"""What a run hears from outside: the requester's reply, another system, a request that is done."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from journal.relay import drain
from processes import messages
from processes.models import Step
from processes.steps.messages import token_of
from tests.cast import NOW
from tickets.actions import comment, link, move, open_ticket


@pytest.mark.parametrize("name", ["comment received", "Requester has replied", "comment", "收到回复"])
def test_a_reply_of_the_requester(desk, trace, erin, name):
    run = desk.run(f'start s; catch c "message={name}"; end e; s > c > e')
    comment(run.ticket, "Here you are", by=erin, now=NOW)
    assert trace(run) == ["s", "c", "e"]
    run.refresh_from_db()
    assert run.state["facts"]["reply"] == "Here you are"


def test_what_others_write_is_no_reply(desk, trace, tom):
    run = desk.run('start s; catch c "message=comment received"; end e; s > c > e')
    comment(run.ticket, "Any news?", by=tom, now=NOW)
    assert trace(run) == ["s", "c:waiting"]


def test_a_reply_on_a_border_ends_the_task(desk, trace, erin):
    run = desk.run(
        'start s; person do by=person:tom; border heard on=do "message=comment received"; end e; end f\n'
        "s > do > e; heard > f"
    )
    comment(run.ticket, "Never mind", by=erin, now=NOW)
    assert trace(run) == ["s", "do:cancelled", "heard", "f"]


def test_names_are_read_as_people_write_them():
    assert messages.kind_of("  Comment   Received ") == "comment"
    assert messages.kind_of("All_resolved") == "all-resolved"
    assert messages.kind_of("the moon is full") == ""
    assert {one["kind"] for one in messages.describe()} == {
        "comment", "webhook", "ticket-resolved", "all-resolved",
    }  # fmt: skip


# ── requests below ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def below(company):
    def opened(ticket):
        child = open_ticket(
            kind="incident", lifecycle="incident", subject="A part", requester=company.erin, by=company.erin,
            now=NOW, department=company.it, team=company.it_service_desk,
        )  # fmt: skip
        link(ticket, child, type="parent", by=company.machine, now=NOW)
        return child

    return opened


WAITS = 'start s; person first by=person:tom; catch c "message={}"; end e; s > first > c > e'


def test_all_requests_below_are_waited_for(desk, trace, at, below, tom):
    from tickets.actions import finish_task

    run = desk.run(WAITS.format("all resolved"))
    one, other = below(run.ticket), below(run.ticket)
    finish_task(at(run, "first"), by=tom, now=NOW)
    assert trace(run)[-1] == "c:waiting"
    move(one, "resolve", by=tom, now=NOW + timedelta(hours=1), resolution="Done")
    drain(lambda: NOW + timedelta(hours=1))
    assert trace(run)[-1] == "c:waiting"
    move(other, "resolve", by=tom, now=NOW + timedelta(hours=2), resolution="Done")
    drain(lambda: NOW + timedelta(hours=2))
    assert trace(run)[-2:] == ["c", "e"]
    run.refresh_from_db()
    assert run.state["facts"]["resolved_ticket"] == other.reference


def test_the_first_of_them_is_enough_where_the_diagram_says_so(desk, trace, at, below, tom):
    from tickets.actions import finish_task

    run = desk.run(WAITS.format("ticket resolved"))
    one, _other = below(run.ticket), below(run.ticket)
    finish_task(at(run, "first"), by=tom, now=NOW)
    move(one, "resolve", by=tom, now=NOW, resolution="Done")
    drain(lambda: NOW)
    assert trace(run)[-2:] == ["c", "e"]


def test_nothing_open_below_needs_no_waiting(desk, trace, at, below, tom):
    from tickets.actions import finish_task

    run = desk.run(WAITS.format("all resolved"))
    move(below(run.ticket), "resolve", by=tom, now=NOW, resolution="Done")
    drain(lambda: NOW)
    finish_task(at(run, "first"), by=tom, now=NOW)
    assert trace(run)[-2:] == ["c", "e"]


# ── other systems ─────────────────────────────────────────────────────────────────────────────────

HOOK = """
    start s; operation tell operation=note "input.text=Call {webhook}"; catch c message=webhook
    exclusive x default=no; end yes; end nay; s > tell > c > x; x > yes : amount > 10
    no = x > nay
"""


@pytest.fixture
def call(client: Client):
    cache.clear()

    def post(address: str, data, **more):
        body = data if isinstance(data, (bytes, str)) else json.dumps(data)
        return client.post(address, body, content_type="application/json", **more)

    return post


def test_another_system_calls_the_address_of_the_run(desk, trace, call):
    run = desk.run(HOOK)
    note = run.ticket.comments.get().text
    address = note.removeprefix("Call ")
    assert address.startswith("http")
    answer = call(f"/hooks/{token_of(run)}/", {"amount": 12})
    assert answer.status_code == 202
    assert trace(run) == ["s", "tell", "c", "x", "yes"]
    assert call(f"/hooks/{token_of(run)}/", {"amount": 12}).status_code == 404


def test_the_address_needs_no_session_and_no_csrf_token(desk, trace):
    run = desk.run(HOOK)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/hooks/{token_of(run)}/", "{}", content_type="application/json")
    assert answer.status_code == 202


@pytest.mark.parametrize("token", ["nothing", "1", "1-", "1-AAAA", "99999-x", "%20"])
def test_an_address_nobody_was_told_leads_nowhere(desk, trace, call, token):
    run = desk.run(HOOK)
    assert call(f"/hooks/{token}/", {}).status_code == 404
    assert trace(run)[-1] == "c:waiting"


def test_one_runs_token_is_no_other_runs(desk, call):
    run, other = desk.run(HOOK), desk.run(HOOK)
    forged = token_of(run).replace(str(run.pk), str(other.pk), 1)
    assert call(f"/hooks/{forged}/", {}).status_code == 404


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', '{"not a name": 1}', '{"a\\nb": 1}'])
def test_what_is_no_object_of_facts_is_refused_and_changes_nothing(desk, trace, call, body):
    run = desk.run(HOOK)
    answer = call(f"/hooks/{token_of(run)}/", body or "null")
    assert answer.status_code == 400
    assert trace(run)[-1] == "c:waiting"


def test_too_much_is_refused(desk, call):
    run = desk.run(HOOK)
    assert call(f"/hooks/{token_of(run)}/", {"x": "y" * 70_000}).status_code == 413


def test_a_call_that_comes_too_early_is_told_so(desk, call):
    run = desk.run("start s; person do by=person:tom; catch c message=webhook; end e; s > do > c > e")
    assert call(f"/hooks/{token_of(run)}/", {}).status_code == 409


def test_who_calls_too_often_is_told_to_wait(desk, call):
    desk.run(HOOK)
    codes = [call("/hooks/nothing/", {}).status_code for _number in range(31)]
    assert (codes[0], codes[-1]) == (404, 429)


def test_reading_the_address_does_nothing(desk, client, trace):
    run = desk.run(HOOK)
    assert client.get(f"/hooks/{token_of(run)}/").status_code == 405
    assert trace(run)[-1] == "c:waiting"


def test_a_signal_stays_inside_its_run(desk, trace):
    other = desk.run("start s; catch c signal=go; end e; s > c > e")
    run = desk.run(
        """
        start s; parallel p; catch c signal=go; throw t signal=go; end e; end f
        s > p > c > e; p > t > f
        """
    )
    assert Step.objects.get(run=run, element="c").state == "done"
    assert trace(other) == ["s", "c:waiting"]
