"""One task: what is asked, what happened so far, and the deeds; each by its own address."""

import json

import pytest
from django.urls import reverse

from journal.models import Event
from tests.budgets import budget
from tickets.actions import comment, decide
from tickets.models import Task


def url(name: str, task: Task) -> str:
    return reverse(f"tickets:{name}", args=[task.pk])


def now_is(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def toast(answer) -> dict:
    return json.loads(answer.headers["HX-Trigger"]).get("toast", {})


ADDRESSES = [
    "task",
    "task-state",
    "task-deeds",
    "task-chain",
    "task-peek",
    "task-approve",
    "task-reject",
    "task-return",
    "task-opinion",
    "task-ask",
    "task-add-signer",
    "task-remove-signer",
    "task-add-helper",
    "task-remove-helper",
    "task-copy",
    "task-hand-over",
    "task-consult",
    "task-withdraw",
]
POSTED = ["task-finish", "task-claim", "task-release", "task-take-back", "task-urge"]


@pytest.mark.parametrize("who", ["hugo", "fred", "erik_zh", "fiona"])
def test_to_a_stranger_it_does_not_exist_at_any_address(at, company, approval, who):
    task = approval()
    stranger = getattr(company, who)
    for name in ADDRESSES:
        assert at(stranger).get(url(name, task)).status_code == 404, name
    for name in (*ADDRESSES[5:], *POSTED):
        assert (
            at(stranger).post(url(name, task), {"comment": "x", "seen": task.revision}).status_code == 404
        ), name
    assert now_is(task).revision == task.revision
    assert at(stranger).get(f"/requests/{task.ticket.reference}/tasks/").status_code == 404


def test_nobody_gets_in_without_signing_in(client, approval):
    task = approval()
    assert client.get(url("task", task)).status_code == 302
    assert client.post(url("task-approve", task)).status_code == 302
    assert now_is(task).is_open


def test_the_screen_tells_what_is_asked_and_who_decides(at, company, approval, ticket, now):
    task = approval(company.mara, company.fiona)
    comment(ticket, "It is for the trade fair.", by=company.erin, now=now)
    text = at(company.mara).get(url("task", task)).content.decode()
    for told in (
        "Manager approves",
        "A laptop for Erin",
        "Erin Employee",
        "Model",
        "X1",
        "It is for the trade fair.",
        "Fiona Owner",
        "to decide",
        ">Approve<",
        ">Reject<",
        ">Return<",
        "Hand over",
        "Ask a question",
    ):
        assert told in text, told


def test_the_screen_costs_a_fixed_number_of_statements(at, company, approval, ticket, now):
    task = approval(company.mara, company.fiona)
    decide(approval(), "approve", by=company.mara, now=now)
    mara = at(company.mara)
    mara.get(url("task", task))
    with budget("tickets:task"):
        mara.get(url("task", task))


def test_who_only_reads_along_has_no_buttons_and_decides_nothing(at, company, approval):
    task = approval()
    for reader in (company.erin, company.tom):
        page = at(reader).get(url("task", task))
        assert page.status_code == 200
        assert ">Approve<" not in page.content.decode()
        assert at(reader).post(url("task-approve", task), {"seen": task.revision}).status_code == 422
    assert now_is(task).is_open


def test_looking_is_kept_as_seen(at, company, approval):
    task = approval()
    assert task.assignments.get().seen_at is None
    at(company.tom).get(url("task", task))
    assert task.assignments.get().seen_at is None
    at(company.mara).get(url("task", task))
    assert task.assignments.get().seen_at is not None


def test_three_taps_read_decide_and_back_in_the_inbox(at, company, approval):
    task = approval()
    mara = at(company.mara)
    inbox = mara.get("/inbox/").content.decode()
    assert f'href="/inbox/{task.pk}/"' in inbox
    page = mara.get(f"/inbox/{task.pk}/")
    assert f'action="/inbox/{task.pk}/approve/"' in page.content.decode()
    back = mara.post(f"/inbox/{task.pk}/approve/", {"seen": task.revision, "comment": ""})
    assert (back.status_code, back.headers["Location"]) == (302, "/inbox/")
    assert now_is(task).outcome == "approved"


def test_deciding_on_the_screen_leads_back_and_can_be_undone_there(htmx, company, approval):
    task = approval()
    mara = htmx(company.mara)
    mara.defaults["HTTP_HX_CURRENT_URL"] = f"http://testserver/inbox/{task.pk}/"
    answer = mara.post(url("task-approve", task), {"seen": task.revision})
    assert answer.headers["HX-Redirect"] == "/inbox/"
    mara.defaults = {key: value for key, value in mara.defaults.items() if not key.startswith("HTTP_HX")}
    page = mara.get("/inbox/").content.decode()
    assert "Approved: Manager approves" in page
    assert "/undo/" in page


def test_a_decision_is_undone_from_the_toast(htmx, company, approval):
    task = approval()
    mara = htmx(company.mara)
    undo = toast(mara.post(url("task-approve", task), {"seen": task.revision}))["undo"]
    assert mara.post(undo).status_code == 204
    assert now_is(task).is_open
    assert task.assignments.get().state == "waiting"


def test_to_reject_it_says_why_and_keeps_what_was_typed(htmx, company, approval):
    task = approval()
    mara = htmx(company.mara)
    refused = mara.post(url("task-reject", task), {"seen": task.revision, "comment": ""})
    assert refused.status_code == 422
    assert now_is(task).is_open
    assert "Too dear" in mara.get(url("task-reject", task), {"comment": "Too dear"}).content.decode()
    mara.post(url("task-reject", task), {"seen": task.revision, "comment": "Too dear"})
    assert now_is(task).outcome == "rejected"
    assert task.assignments.get().comment == "Too dear"


def test_returning_asks_for_the_ticked_answers_only(htmx, at, company, approval):
    task = approval()
    mara = htmx(company.mara)
    dialog = mara.get(url("task-return", task)).content.decode()
    assert 'value="model"' in dialog
    assert 'value="cost"' in dialog
    sent = {"seen": task.revision, "comment": "Which one exactly?", "flagged": ["model"], "back_to": ""}
    assert mara.post(url("task-return", task), sent).status_code == 204
    assert now_is(task).state == "paused"
    question = Task.objects.get(parent=task)
    assert question.fields == {"model": "edit"}
    page = at(company.erin).get(url("task", question)).content.decode()
    assert "Which one exactly?" in page


def test_a_question_without_flagged_answers_is_answered_on_the_screen(htmx, company, approval):
    task = approval()
    htmx(company.mara).post(url("task-return", task), {"seen": task.revision, "comment": "What for?"})
    question = Task.objects.get(parent=task)
    erin = htmx(company.erin)
    refused = erin.post(url("task-finish", question), {"seen": question.revision, "reply": ""})
    assert refused.status_code == 422
    assert "Please answer this." in refused.content.decode()
    sent = {"seen": question.revision, "reply": "For the trade fair."}
    assert erin.post(url("task-finish", question), sent).status_code == 204
    assert now_is(task).state == "open"
    assert "For the trade fair." in erin.get(url("task", task)).content.decode()


def test_another_answer_than_the_requests_is_not_flagged(htmx, company, approval):
    task = approval()
    sent = {"seen": task.revision, "comment": "x", "flagged": ["salary"]}
    assert htmx(company.mara).post(url("task-return", task), sent).status_code == 422
    assert now_is(task).state == "open"


ASKS = [
    {"name": "serial", "kind": "text", "label": {"en": "Serial number", "zh": "序列号"}, "required": True}
]


def test_work_is_finished_with_what_is_asked(htmx, at, company, work):
    task = work(asks=ASKS)
    page = at(company.tom).get(url("task", task)).content.decode()
    assert "Serial number" in page
    tom = htmx(company.tom)
    refused = tom.post(url("task-finish", task), {"seen": task.revision, "serial": ""})
    assert (refused.status_code, "Please answer this." in refused.content.decode()) == (422, True)
    tom.post(url("task-finish", task), {"seen": task.revision, "serial": "C02-X"})
    assert now_is(task).answers == {"serial": "C02-X"}
    assert "C02-X" in at(company.lea).get(url("task", task)).content.decode()


def test_what_does_not_fit_is_marked_without_scripts_too(at, company, work):
    task = work(asks=ASKS)
    page = at(company.tom).post(url("task-finish", task), {"seen": task.revision, "serial": ""})
    assert page.status_code == 422
    assert "Please answer this." in page.content.decode()
    assert "<h1>" in page.content.decode()


def test_others_are_brought_in_and_let_go(htmx, company, approval):
    task = approval()
    mara = htmx(company.mara)
    sent = {"person": company.fiona.pk, "place": "before", "comment": "It is your budget"}
    assert mara.post(url("task-add-signer", task), sent).status_code == 204
    assert task.assignments.get(person=company.fiona).state == "waiting"
    assert task.assignments.get(person=company.mara).state == "queued"
    lasting = now_is(task)
    part = task.assignments.get(person=company.fiona)
    answer = mara.post(url("task-remove-signer", lasting), {"part": part.pk})
    assert answer.status_code == 204
    assert task.assignments.get(person=company.fiona).state == "removed"


def test_it_is_handed_over_with_a_reason(htmx, company, approval):
    task = approval()
    mara = htmx(company.mara)
    assert mara.post(url("task-hand-over", task), {"person": company.fiona.pk}).status_code == 422
    sent = {"person": company.fiona.pk, "comment": "She owns the budget", "seen": task.revision}
    assert mara.post(url("task-hand-over", task), sent).status_code == 204
    assert task.assignments.get(state="waiting").person == company.fiona


def test_nobody_hands_it_to_the_requester(htmx, company, approval):
    task = approval()
    sent = {"person": company.erin.pk, "comment": "You know best", "seen": task.revision}
    refused = htmx(company.mara).post(url("task-hand-over", task), sent)
    assert refused.status_code == 422
    assert "own request" in refused.content.decode()


def test_a_colleague_is_consulted_and_says_what_they_think(htmx, at, company, approval):
    task = approval()
    mara = htmx(company.mara)
    mara.post(url("task-consult", task), {"person": company.fiona.pk, "comment": "Can we pay it?"})
    assert "Give your opinion" in at(company.fiona).get(url("task", task)).content.decode()
    said = htmx(company.fiona).post(url("task-opinion", task), {"comment": "From the reserve, yes."})
    assert said.status_code == 204
    assert "From the reserve, yes." in at(company.mara).get(url("task", task)).content.decode()
    assert now_is(task).is_open


def test_somebody_is_kept_informed_and_finds_it_under_copied(htmx, at, company, approval):
    task = approval()
    assert htmx(company.mara).post(url("task-copy", task), {"person": company.fiona.pk}).status_code == 204
    rows = at(company.fiona).get("/inbox/copied/").context["listing"].rows
    assert [row.pk for row in rows] == [task.pk]


def test_a_question_goes_into_the_conversation(htmx, company, approval, ticket):
    task = approval()
    sent = {"person": company.erin.pk, "text": "Which colour?"}
    assert htmx(company.mara).post(url("task-ask", task), sent).status_code == 204
    assert "Which colour?" in ticket.comments.get().text
    assert now_is(task).is_open


def test_helpers_come_and_go_and_work_goes_back_to_the_team(htmx, company, work, pool):
    task = work()
    tom = htmx(company.tom)
    tom.post(url("task-add-helper", task), {"person": company.tina.pk})
    part = task.assignments.get(person=company.tina)
    assert part.role == "helper"
    tom.post(url("task-remove-helper", task), {"part": part.pk})
    assert not task.assignments.filter(person=company.tina, state="waiting").exists()
    shared = pool()
    tina = htmx(company.tina)
    tina.post(url("task-claim", shared))
    tina.post(url("task-release", shared))
    assert not shared.assignments.filter(state="waiting").exists()


def test_whoever_takes_work_on_its_page_is_shown_what_it_asks(htmx, company, pool):
    shared = pool()
    tina = htmx(company.tina)
    page = f"/inbox/{shared.pk}/"
    assert 'id="finish"' not in tina.get(page).content.decode()
    tina.defaults["HTTP_HX_CURRENT_URL"] = f"http://testserver{page}"
    assert tina.post(url("task-claim", shared)).headers["HX-Redirect"] == page
    assert 'id="finish"' in tina.get(page).content.decode()
    assert tina.post(url("task-release", shared)).headers["HX-Redirect"] == page


def test_a_decision_is_taken_back_on_the_screen(htmx, at, company, approval):
    task = approval(company.mara, company.fiona)
    mara = htmx(company.mara)
    mara.post(url("task-approve", task), {"seen": task.revision})
    assert "Take back my decision" in mara.get(url("task-deeds", task)).content.decode()
    assert mara.post(url("task-take-back", task)).status_code == 204
    assert task.assignments.get(person=company.mara).state == "waiting"
    assert htmx(company.fiona).post(url("task-take-back", task)).status_code >= 400


def test_the_page_notices_that_somebody_else_decided(at, htmx, company, approval, now):
    task = approval(company.mara, company.fiona, rule="any")
    page = at(company.mara).get(url("task", task)).content.decode()
    assert f'topics="ticket:{task.ticket_id}"' in page
    decide(task, "approve", by=company.fiona, now=now)
    mara = htmx(company.mara)
    assert ">Approve<" not in mara.get(url("task-deeds", task)).content.decode()
    assert "Approved" in mara.get(url("task-state", task)).content.decode()


def test_what_a_mask_hides_is_neither_shown_nor_offered(at, htmx, company, offer, now):
    from catalog.actions import order
    from tests.catalog.conftest import question
    from tickets.actions import open_task
    from tickets.performing import Appointed

    version = offer(
        questions=[question("text", "reason"), question("text", "salary")],
        masks=[{"who": ["participant"], "questions": ["salary"], "may": "hidden"}],
    )
    ordered = order(
        version,
        by=company.erin,
        on_behalf_of=None,
        answers={"reason": "A fair", "salary": "99000"},
        now=now,
        channel="portal",
    )
    task = open_task(
        ordered,
        kind="approval",
        title={"en": "Approve", "zh": "审批"},
        performers=[Appointed(company.mara)],
        by=company.machine,
        now=now,
    )
    text = at(company.mara).get(url("task", task)).content.decode()
    assert "A fair" in text
    assert "99000" not in text
    dialog = htmx(company.mara).get(url("task-return", task)).content.decode()
    assert 'value="reason"' in dialog
    assert 'value="salary"' not in dialog
    sent = {"seen": task.revision, "comment": "x", "flagged": ["salary"]}
    assert htmx(company.mara).post(url("task-return", task), sent).status_code == 422


def test_every_deed_is_on_record_once(htmx, company, approval):
    task = approval()
    htmx(company.mara).post(url("task-approve", task), {"seen": task.revision})
    decided = Event.objects.about(task.ticket).filter(verb="task.decided")
    assert [(one.actor, one.channel) for one in decided] == [(company.mara, "web")]
