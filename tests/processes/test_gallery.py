"""Every ready process passes the checks as it is and takes the ways its summary promises."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from journal.refusals import NotAllowed
from processes.actions import publish_draft
from processes.bpmn import read, write
from processes.checks import check, check_work
from processes.checks.company import Company
from processes.complaints import errors
from processes.gallery import entries, entry, matching, take
from processes.judging import company_for, found_on_the_way, judged
from processes.models import Definition
from processes.outline import outline_of, sentences_of
from processes.settings import is_work, names_of
from processes.trying import walk
from rules import Facts
from tests.cast import NOW
from tickets.lifecycles import current, spec_of

DAY = date(2026, 4, 1)


class Turns(dict):
    """What a task finds out the first time, the second time and so on; the last for good."""

    def get(self, element, default=None):
        turns = super().get(element, [default])
        return turns.pop(0) if len(turns) > 1 else turns[0]


def trace(slug, data=None, **turns):
    """The people's steps, waits and ends a process comes through, in their order."""
    one = entry(slug)
    found = walk(one.drawing, data or {}, now=NOW, facts=one.facts, answers=Turns(turns))
    assert found.is_over
    assert not found.failed
    nodes = one.drawing.main.nodes
    return [name for name in found.passed if not nodes[name].is_gateway and nodes[name].kind != "startEvent"]


def test_there_are_nine_and_each_has_words_in_both_languages():
    assert len(entries()) == 9
    for one in entries():
        assert all(one.names[language] and one.summaries[language] for language in ("en", "zh"))
        for _graph, node in one.drawing.walk():
            if is_work(node):
                assert all(names_of(node).values()), (one.slug, node.id)
        asks = [
            extra.values for _g, node in one.drawing.walk() for extra in node.extras if extra.kind == "ask"
        ]
        assert all(ask["label"] and ask["labelZh"] for ask in asks)


@pytest.mark.parametrize("one", entries(), ids=lambda one: one.slug)
def test_each_passes_every_check_and_reads_as_an_outline(one):
    known = Facts({**found_on_the_way(one.drawing), **one.facts})
    assert check(one.drawing, known) == []
    assert check_work(one.drawing, known) == []
    assert outline_of(one.drawing).is_blocks
    assert sentences_of(one.drawing, "en") != sentences_of(one.drawing, "zh-hans")
    assert read(write(one.drawing)) == one.drawing


def test_manager_approval():
    assert trace("manager-approval") == ["approve", "carry_out", "done"]


@pytest.mark.parametrize(
    ("amount", "stages"), [(9999, ["first"]), (10000, ["first"]), (10001, ["first", "second"])]
)
def test_two_stages_by_amount(amount, stages):
    assert trace("two-stage-approval", {"amount": amount}) == [*stages, "carry_out", "done"]


@pytest.mark.parametrize(("risk", "who"), [("low", "lead"), ("medium", "board"), ("high", "board")])
def test_the_board_decides_all_but_changes_of_low_risk(risk, who):
    agreed = trace(
        "change-advisory-board", {"risk": risk}, **{who: [{"outcome": "approved"}], "plan": [{"window": DAY}]}
    )
    assert agreed == [who, "plan", "authorized"]
    assert trace("change-advisory-board", {"risk": risk}, **{who: [{"outcome": "rejected"}]}) == [
        who,
        "refused",
    ]


def test_the_board_ends_in_steps_of_a_change(db):
    drawn = entry("change-advisory-board").drawing
    company = Company(transitions=spec_of(current("change-normal").pk).transitions)
    assert [
        one for one in check_work(drawn, None, None, company) if one.element in ("authorized", "refused")
    ] == []
    assert {node.settings.get("transition") for _g, node in drawn.walk() if node.kind == "endEvent"} == {
        "authorize",
        "reject",
    }


def test_four_departments_prepare_a_joiner_at_the_same_time():
    found = trace("joiner", plan=[{"first_day": DAY}])
    assert found[0] == "plan"
    assert set(found[1:5]) == {"accounts", "desk", "pay", "welcome"}
    assert found[5:] == ["first_day_comes", "greet", "done"]


def test_nothing_is_settled_before_a_leavers_laptop_is_back():
    said = [{"devices": "later"}, {"devices": "back"}, {"devices": "back"}]
    held = [
        {"items_held": 2, "items_named": "two"},
        {"items_held": 1, "items_named": "one"},
        {"items_held": 0},
    ]
    found = trace("leaver", collect=said, count=held)
    assert [one for one in found if one != "hand_over"] == [
        *("collect", "count", "tell", "later", "collect", "count", "tell", "later", "collect", "count"),
        *("settle", "close", "done"),
    ]


def test_a_second_person_may_let_a_leaver_go_without_a_device():
    found = trace(
        "leaver",
        collect=[{"devices": "lost"}, {"devices": "lost"}],
        count=[{"items_held": 1}, {"items_held": 1}],
        agree=[{"outcome": "rejected"}, {"outcome": "approved"}],
    )
    assert [one for one in found if one != "hand_over"] == [
        *("collect", "count", "agree", "collect", "count", "agree"),
        *("settle", "close", "done"),
    ]


def test_a_purchase_is_complained_about_until_it_is_whole():
    cheap = trace("purchase", {"amount": 10}, receive=[{"complete": False}, {"complete": True}])
    assert cheap == ["approve", "order", "receive", "claim", "receive", "done"]
    dear = trace("purchase", {"amount": 5001}, receive=[{"complete": True}])
    assert dear == ["approve", "owner", "order", "receive", "done"]


def test_missing_receipts_of_an_expense_are_asked_for():
    found = trace("expense", {"amount": 1001}, check=[{"complete": False}, {"complete": True}])
    assert found == ["check", "ask", "check", "approve", "second", "pay", "done"]
    assert trace("expense", {"amount": 1000}, check=[{"complete": True}]) == [
        "check",
        "approve",
        "pay",
        "done",
    ]


def test_sickness_needs_nobodys_consent():
    assert set(trace("leave", {"leave_type": "sickness"})) == {"enter", "tell", "done"}
    assert trace("leave", {"leave_type": "holiday"})[0] == "approve"


def test_access_ends_on_its_day():
    assert trace("access-with-expiry", grant=[{"expires_on": DAY}]) == [
        *("approve", "grant", "expires", "revoke", "done"),
    ]


def test_words_find_a_process_in_either_language():
    assert [one.slug for one in matching("离职")] == ["leaver"]
    assert [one.slug for one in matching("board majority")] == ["change-advisory-board"]


# ── taking one ───────────────────────────────────────────────────────────────────────────────────


def test_a_publisher_takes_one_and_publishes_it_as_it_is(hanna, hr):
    for one in entries():
        draft = take(one, department=hr, by=hanna, now=NOW)
        assert draft.definition.names == dict(one.names)
        assert errors(judged(draft.definition.slug, draft.xml, draft.decisions, hanna)) == []
        assert publish_draft(draft, by=hanna, now=NOW).number == 1
    drawn = entry("leaver").drawing
    assert errors(check_work(drawn, None, None, company_for(drawn))) == []


def test_nobody_takes_one_for_a_department_not_theirs(fiona, hr):
    with pytest.raises(NotAllowed):
        take(entry("leave"), department=hr, by=fiona, now=NOW)
    assert not Definition.objects.exists()


def test_the_command_takes_all_or_none(company):
    said = StringIO()
    call_command("take_process", "leave", "joiner", department="hr", publish=True, stdout=said)
    assert said.getvalue().split() == ["hr-leave", "hr-joiner"]
    assert Definition.objects.published().count() == 2
    with pytest.raises(CommandError, match="nothing"):
        call_command("take_process", "leaver", "nothing", department="hr")
    assert Definition.objects.count() == 2


def test_the_command_lists_what_there_is(db):
    said = StringIO()
    call_command("take_process", stdout=said)
    assert "two-stage-approval: " in said.getvalue()
