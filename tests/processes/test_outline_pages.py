"""The outline of a draft at the desk: read, changed by forms and deeds, and there only for those who may draw it."""

import json

import pytest
from django.urls import reverse

from processes.actions import change_draft, publish_process, start_process
from processes.bpmn import read, write
from processes.gallery import entry
from processes.models import Draft
from processes.outline import lines, outline_of, sentences_of
from tests.budgets import budget
from tests.cast import NOW, sign_in
from tests.processes.diagrams import draw

TEXT = """
start s; person a "First"; exclusive x default=no; person b "Second"; exclusive j; end e
s > a > x; x > b : amount > 10; b > j; no = x > j; j > e
"""


@pytest.fixture
def draft(hanna, hr):
    return start_process(
        {"en": "Two stages", "zh": "两级审批"}, department=hr, by=hanna, now=NOW, xml=write(draw(TEXT))
    )


def url(draft, name="outline", *more):
    return reverse(f"processes:{name}", args=[draft.definition.slug, *more])


def told(draft):
    draft.refresh_from_db()
    return [line.partition(":")[0] for line in sentences_of(read(draft.xml), "en")]


def node(draft, element):
    draft.refresh_from_db()
    return read(draft.xml).main.nodes[element]


def test_the_page_tells_every_step_with_its_findings(client, hanna, draft):
    sign_in(client, hanna)
    with budget("processes:outline"):
        page = client.get(url(draft)).content.decode()
    for words in ("First", "If amount is more than 10", "Otherwise", "who does this"):
        assert words in page
    part = client.get(url(draft), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "First" in part


def test_a_step_is_added_named_and_focused(client, hanna, draft):
    sign_in(client, hanna)
    form = client.get(url(draft, "outline_add"), {"after": "a"}, headers={"HX-Request": "true"})
    assert "<html" not in form.content.decode()
    answer = client.post(
        url(draft, "outline_add"),
        {
            "after": "a",
            "kind": "approval",
            "name_en": "Boss agrees",
            "name_zh": "领导同意",
            "seen": draft.revision,
        },
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 204
    event = json.loads(answer["HX-Trigger"])["outline:changed"]
    made = node(draft, event["element"])
    assert (made.name, made.settings["nameZh"], made.settings["does"]) == (
        "Boss agrees",
        "领导同意",
        "approval",
    )
    assert told(draft)[:3] == ["It begins", "First", "Boss agrees"]


def test_everything_of_an_approval_is_set_by_its_form_and_nothing_else_is_lost(
    client, hanna, draft, hr_services
):
    sign_in(client, hanna)
    given = {
        **{"seen": draft.revision, "name_en": "Agree", "name_zh": "", "kind": "approval", "rule": "majority"},
        **{
            "order": "sequence",
            "rejected": "continue",
            "after_return": "onward",
            "limit": 2,
            "limit_unit": "D",
        },
        **{"limit_working": "on", "then": "escalate", "to": "managers-manager", "reminder": 1},
        **{
            "instructions_en": "Look closely",
            "instructions_zh": "",
            "repeat": "",
            "repeat_of": "",
            "repeat_item": "",
        },
        **{"performer-TOTAL_FORMS": 2, "performer-INITIAL_FORMS": 0, "performer-0-who": "manager"},
        **{"performer-1-who": "team:hr-services", "performer-1-weight": 3},
        **{
            "fallback-TOTAL_FORMS": 1,
            "fallback-INITIAL_FORMS": 0,
            "fallback-0-who": "person",
            "fallback-0-value": "hugo",
        },
        **{"ask-TOTAL_FORMS": 1, "ask-INITIAL_FORMS": 0, "ask-0-name": "cost", "ask-0-label_en": "Cost?"},
        **{"ask-0-kind": "number", "ask-0-required": "on"},
    }
    answer = client.post(url(draft, "outline_step", "a"), given)
    assert answer.status_code == 302, answer.content.decode()
    made = node(draft, "a")
    assert dict(made.settings) == {
        **{"does": "approval", "rule": "majority", "order": "sequence", "rejected": "continue"},
        **{"afterReturn": "onward", "instructions": "Look closely"},
    }
    assert [(one.kind, dict(one.values)) for one in made.extras] == [
        ("performer", {"by": "manager"}),
        ("performer", {"by": "team", "value": "hr-services", "weight": "3"}),
        ("fallback", {"by": "person", "value": "hugo"}),
        ("ask", {"name": "cost", "kind": "number", "label": "Cost?", "required": "true"}),
        ("limit", {"after": "P2D", "working": "true", "then": "escalate", "by": "managers-manager"}),
        ("reminder", {"after": "P1D", "working": "true"}),
    ]
    page = client.get(url(draft, "outline_step", "a")).content.decode()
    for shown in ('value="2"', "Look closely", "Cost?", 'value="hugo"'):
        assert shown in page


def test_a_way_is_said_as_a_comparison_or_as_a_rule(client, hanna, draft):
    sign_in(client, hanna)
    page = client.get(url(draft, "outline_flow", "x_b")).content.decode()
    assert 'value="amount"' in page
    common = {"name": "Dear", "value": "10000", "sign": ">", "condition": ""}
    client.post(url(draft, "outline_flow", "x_b"), {**common, "fact": "amount"})
    draft.refresh_from_db()
    flow = next(one for one in read(draft.xml).main.flows if one.id == "x_b")
    assert (flow.name, flow.condition) == ("Dear", "amount > 10000")
    wrong = client.post(url(draft, "outline_flow", "x_b"), {**common, "fact": "", "condition": "amount >"})
    assert wrong.status_code == 422
    client.post(
        url(draft, "outline_flow", "x_b"), {**common, "fact": "", "condition": "amount > 1 || person.is_vip"}
    )
    assert "    Second" in told(draft)


def test_steps_are_moved_removed_and_led_back(client, hanna, draft):
    sign_in(client, hanna)
    client.post(url(draft, "outline_move", "down"), {"element": "a"})
    assert told(draft)[-2] == "First"
    client.post(url(draft, "outline_move", "in"), {"element": "a"})
    assert "    First" in told(draft)
    client.post(url(draft, "outline_way"), {"element": "x"})
    client.post(url(draft, "outline_border"), {"element": "a"})
    assert any("takes longer than 2 working days" in line for line in told(draft))
    client.post(url(draft, "outline_remove"), {"element": "a"})
    assert "    First" not in told(draft)
    client.post(url(draft, "outline_back", "x_b"), {"goal": "b"})
    assert any("Back to" in line for line in told(draft))


def test_what_cannot_be_done_is_refused_in_words_and_changes_nothing(client, hanna, draft):
    sign_in(client, hanna)
    before = Draft.objects.get().revision
    refused = client.post(url(draft, "outline_remove"), {"element": "s"}, headers={"HX-Request": "true"})
    assert refused.status_code == 409
    assert client.post(url(draft, "outline_move", "sideways"), {"element": "a"}).status_code == 404
    assert client.get(url(draft, "outline_step", "nothing")).status_code == 404
    assert client.post(url(draft, "outline_remove"), {"element": "nothing"}).status_code == 409
    assert Draft.objects.get().revision == before


def test_what_somebody_else_changed_meanwhile_is_not_written_over(client, hanna, draft):
    sign_in(client, hanna)
    client.post(url(draft, "outline_move", "down"), {"element": "a", "seen": draft.revision})
    late = client.post(url(draft, "outline_remove"), {"element": "a", "seen": draft.revision})
    assert late.status_code == 409
    given = {"after": "b", "kind": "work", "name_en": "Late", "seen": draft.revision}
    form = client.post(url(draft, "outline_add"), given)
    assert form.status_code == 422
    assert "Late" in form.content.decode()
    assert "Late" not in " ".join(told(draft))


@pytest.mark.parametrize("name", ["erin", "tom", "fiona"])
def test_who_may_not_draw_the_process_finds_nothing(client, company, draft, name):
    sign_in(client, getattr(company, name))
    for address in (
        url(draft),
        url(draft, "outline_add"),
        url(draft, "outline_step", "a"),
        url(draft, "outline_flow", "no"),
    ):
        assert client.get(address).status_code == 404
    before = draft.xml
    for address in (
        url(draft, "outline_remove"),
        url(draft, "outline_move", "down"),
        url(draft, "outline_way"),
    ):
        assert client.post(address, {"element": "a"}).status_code == 404
    draft.refresh_from_db()
    assert draft.xml == before


def test_a_version_is_told_to_whoever_may_see_the_process(client, company, draft, hanna, fiona):
    version = publish_process(
        "told", {"en": "Told", "zh": "说明"}, entry("leave").xml, department=company.hr, by=hanna, now=NOW
    )
    address = reverse("processes:outline_of", args=["told", version.number])
    sign_in(client, hanna)
    assert (
        reverse("processes:outline_of", args=["told", 1])
        in client.get(reverse("processes:process", args=["told"])).content.decode()
    )
    with budget("processes:outline_of"):
        part = client.get(address).content.decode()
    assert "The manager agrees" in part
    assert 'data-element="approve"' in part
    assert "<button" not in part
    assert client.get(reverse("processes:outline_of", args=["told", 2])).status_code == 404
    for stranger in (fiona, company.erin):
        sign_in(client, stranger)
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("operation", {"operation": "comment", "input-0-name": "text", "input-0-value": "Done"}, "Done"),
        ("script", {"script": "total = amount * 2"}, "sets total = amount * 2"),
        ("wait", {"time": "PT4H", "time_working": "on"}, "wait for 4 working hours"),
        ("message", {"message": "paid"}, "paid"),
        ("decision", {"called": "prices"}, "prices"),
        (
            "call",
            {"called": "other", "repeat": "parallel", "repeat_of": "people", "repeat_item": "one"},
            "for each of",
        ),
        ("end", {"transition": "fulfil"}, "fulfil"),
    ],
)
def test_every_kind_of_step_is_set_by_its_own_form(client, hanna, draft, kind, given, expected):
    sign_in(client, hanna)
    after = "b" if kind == "end" else "a"
    made = client.post(
        url(draft, "outline_add"), {"after": after, "kind": kind}, headers={"HX-Request": "true"}
    )
    element = json.loads(made["HX-Trigger"])["outline:changed"]["element"]
    whole = {"kind": kind, "input-TOTAL_FORMS": 1, "input-INITIAL_FORMS": 0, **given}
    answer = client.post(url(draft, "outline_step", element), whole)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    drawing = read(draft.xml)
    assert read(write(drawing, over=draft.xml)) == drawing
    line = next(one for one in lines(outline_of(drawing)) if one.element == element)
    assert expected in str(line)
    form = client.get(url(draft, "outline_step", element)).content.decode()
    for value in given.values():
        assert value in form


def test_a_step_becomes_another_kind_and_keeps_its_name(client, hanna, draft):
    sign_in(client, hanna)
    form = client.get(
        url(draft, "outline_step", "a"), {"kind": "script", "name_en": "Renamed"}
    ).content.decode()
    assert "Renamed" in form
    assert "name=&quot;script&quot;" in form or 'name="script"' in form
    client.post(url(draft, "outline_step", "a"), {"kind": "script", "name_en": "Renamed", "script": "x = 1"})
    assert (node(draft, "a").kind, node(draft, "a").name) == ("scriptTask", "Renamed")
    client.post(url(draft, "outline_step", "x"), {"kind": "all", "name_en": ""})
    assert (node(draft, "x").kind, node(draft, "j").kind) == ("parallelGateway", "parallelGateway")


def test_the_last_change_is_undone_unless_somebody_changed_the_draft_since(client, hanna, ada, draft):
    sign_in(client, hanna)
    assert client.post(url(draft, "outline_undo")).status_code == 409
    before = told(draft)
    client.post(url(draft, "outline_remove"), {"element": "x"})
    assert told(draft) != before
    assert url(draft, "outline_undo") in client.get(url(draft)).content.decode()
    client.post(url(draft, "outline_undo"))
    assert told(draft) == before
    assert url(draft, "outline_undo") not in client.get(url(draft)).content.decode()

    client.post(url(draft, "outline_remove"), {"element": "a"})
    draft.refresh_from_db()
    change_draft(draft, xml=write(draw("start s; end e; s > e")), by=ada, now=NOW)
    assert client.post(url(draft, "outline_undo")).status_code == 409
    assert told(draft) == ["It begins", "End"]
