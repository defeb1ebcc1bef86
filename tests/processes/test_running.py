"""What each element of BPMN does when a token comes to it."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from processes.bpmn import read
from processes.bpmn.decisions import read_decisions
from processes.checks import check
from processes.complaints import BadDiagram, errors
from processes.engine import Run, Runaway, UnknownStep, compiled
from rules import Facts
from tests.processes.diagrams import draw, xml


class Story:
    """A run that is saved and restored after every step, and tells what it came through."""

    def __init__(
        self, text: str, facts: dict | None = None, decisions: dict | None = None, **others: str
    ) -> None:
        self.compiled = compiled(draw(text, **others), decisions=decisions)
        self.run = Run.start(self.compiled, facts)
        self.done: list[str] = []
        self.cancelled: list[str] = []
        self.threw: list[str] = []
        self.on()

    def on(self) -> "Story":
        for one in self.run.advance():
            into = {"left": self.done, "cancelled": self.cancelled}.get(one.what)
            if into is not None and not self.compiled.nodes[one.element].hidden:
                into.append(one.element)
            if one.what == "threw":
                self.threw.append(one.detail)
        self.run = Run.restore(self.compiled, json.loads(json.dumps(self.run.state())))
        return self

    def at(self) -> list[str]:
        return sorted(one.element for one in self.run.waiting)

    def key(self, element: str) -> str:
        return next(one.key for one in self.run.waiting if one.element == element)

    def do(self, element: str, **facts: object) -> "Story":
        self.run.complete(self.key(element), facts)
        return self.on()

    def fire(self, element: str) -> "Story":
        self.run.fire(self.key(element))
        return self.on()

    def hear(self, kind: str, name: str, **facts: object) -> "Story":
        self.run.receive(kind, name, facts)
        return self.on()

    @property
    def over(self) -> bool:
        return self.run.is_over


APPROVAL = """
    start s; person ask; exclusive x default=no; end good; end bad
    s > ask > x
    x > good : amount > 10000
    no = x > bad
"""


def test_a_persons_task_waits_until_it_is_done():
    story = Story(APPROVAL, {"amount": 10001})
    assert story.at() == ["ask"]
    assert not story.over
    assert story.do("ask").done == ["s", "ask", "x", "good"]
    assert story.over


def test_an_exclusive_gateway_takes_the_first_way_that_holds_else_the_default():
    assert Story(APPROVAL, {"amount": 10000}).do("ask").done[-1] == "bad"
    assert Story(APPROVAL, {}).do("ask").done[-1] == "bad"


def test_what_a_person_found_out_decides():
    assert Story(APPROVAL, {"amount": 1}).do("ask", amount=20000).done[-1] == "good"


def test_without_a_way_to_go_the_branch_stops_and_can_be_tried_again():
    story = Story("start s; exclusive x; end a; end b; s > x; x > a : n > 1; x > b : n < 0", {"n": 0})
    (stuck,) = story.run.waiting
    assert (stuck.element, stuck.kind) == ("x", "failed")
    assert "holds" in stuck.fault
    story.run.facts["n"] = 5
    story.run.retry(stuck.key)
    assert story.on().done[-1] == "a"
    assert story.over


def test_parallel_ways_meet_again():
    story = Story("start s; parallel p; person a; person b; parallel j; end e; s > p > a > j > e; p > b > j")
    assert story.at() == ["a", "b"]
    assert story.do("b").at() == ["a"]
    assert story.do("a").done[-2:] == ["j", "e"]
    assert story.over


def test_a_second_token_on_the_same_way_waits_for_its_own_partner():
    story = Story(
        """
        start s; parallel p; exclusive m; person a; person b; parallel j; person z; end e
        s > p > m; one = p > m; p > b; m > a > j; b > j > z > e
        """
    )
    assert story.at() == ["a", "a", "b"]
    story.do("a").do("a").do("b")
    assert story.at() == ["z"]  # one token passed, the other waits for a partner
    story.do("z")
    assert not story.over
    assert [one.kind for one in story.run.waiting] == ["stuck"]


def test_an_inclusive_gateway_takes_every_way_that_holds_and_waits_for_just_those():
    text = """
        start s; inclusive i; person a; person b; person c; inclusive j; end e
        s > i; i > a : n > 1; i > b : n > 2; i > c : n > 3
        a > j > e; b > j; c > j
    """
    story = Story(text, {"n": 3})
    assert story.at() == ["a", "b"]
    assert story.do("a").at() == ["b", "j"] or story.at() == ["b"]
    assert not story.over
    assert story.do("b").done[-2:] == ["j", "e"]
    assert story.over


def test_an_inclusive_join_waits_for_a_token_two_tasks_away():
    story = Story(
        """
        start s; parallel p; person a; person b1; person b2; inclusive j; end e
        s > p > a > j > e; p > b1 > b2 > j
        """
    )
    story.do("a").do("b1")
    assert not story.over
    assert story.do("b2").done.count("e") == 1
    assert story.over


def test_several_flows_out_of_a_task_mean_all_of_them():
    story = Story("start s; person t; person a; person b; end e; s > t; t > a > e; t > b > e")
    assert story.do("t").at() == ["a", "b"]


def test_conditional_flows_out_of_a_task_are_taken_as_they_hold():
    text = """
        start s; person t default=d; person a; person b; person c; end e
        s > t; t > a : n > 1; t > b : n > 2; d = t > c
        a > e; b > e; c > e
    """
    assert Story(text, {"n": 2}).do("t").at() == ["a"]
    assert Story(text, {"n": 3}).do("t").at() == ["a", "b"]
    assert Story(text, {"n": 0}).do("t").at() == ["c"]


def test_a_script_sets_what_later_conditions_read():
    story = Story(
        """
        start s; script c script="net = amount * 0.8|big = net > 100"; exclusive x; end yes; end no
        s > c > x; x > yes : big; x > no
        """,
        {"amount": 200},
    )
    assert story.done[-1] == "yes"
    assert story.run.facts["net"] == 160


def test_a_timer_waits_until_it_is_fired():
    story = Story("start s; catch c timer=PT4H; end e; s > c > e")
    assert [one.kind for one in story.run.waiting] == ["timer"]
    assert story.fire("c").over


def test_the_first_event_behind_an_event_based_gateway_wins():
    text = """
        start s; race r; catch late timer=P2D; catch word message=reply; end a; end b
        s > r > late > a; r > word > b
    """
    story = Story(text)
    assert story.at() == ["late", "word"]
    story.hear("message", "reply", said="yes")
    assert story.over
    assert story.done[-1] == "b"
    assert story.cancelled == ["late"]
    assert story.run.facts["said"] == "yes"
    assert Story(text).fire("late").done[-1] == "a"


def test_a_message_reaches_one_and_a_signal_everybody():
    text = "start s; parallel p; catch a {k}=go; catch b {k}=go; end e; s > p > a > e; p > b > e"
    assert len(Story(text.format(k="message")).hear("message", "go").at()) == 1
    assert Story(text.format(k="signal")).hear("signal", "go").over


def test_a_signal_is_heard_in_the_run_that_throws_it():
    story = Story(
        """
        start s; parallel p; throw shout signal=go; person z; catch ear signal=go; end e
        s > p > shout > z > e; p > ear > e
        """
    )
    assert story.at() == ["z"]


def test_a_message_that_is_thrown_is_told_to_the_outside():
    assert Story("start s; throw t message=order; end e; s > t > e").threw == ["message:order"]


def test_an_event_on_the_border_ends_the_task():
    text = "start s; person t; border late on=t timer=P1D; person boss; end e; s > t > e; late > boss > e"
    story = Story(text)
    assert story.at() == ["late", "t"]
    story.fire("late")
    assert story.cancelled == ["t"]
    assert story.at() == ["boss"]
    done = Story(text).do("t")
    assert done.over
    assert done.cancelled == ["late"]


def test_an_event_beside_lets_the_task_go_on_and_may_come_again():
    story = Story(
        "start s; person t; border nag on=t timer=R3/PT1H beside; end e; script r; s > t > e; nag > r > e"
    )
    story.fire("nag").fire("nag")
    assert story.at() == ["nag", "t"]
    assert story.done.count("r") == 2
    assert story.do("t").over


def test_a_sub_process_ends_when_its_last_token_does():
    story = Story(
        """
        start s; sub w {
          start s2; parallel p; person a; person b; end e2
          s2 > p > a > e2; p > b > e2
        }
        end e; s > w > e
        """
    )
    assert story.do("a").at() == ["b"]
    assert story.do("b").done[-2:] == ["w", "e"]


SUB_WITH_BORDER = """
    start s; sub w {{
      start s2; parallel p; person a; person b; end e2 {throws}
      s2 > p > a > e2; p > b > e2
    }}
    border c on=w {catches}; end e; end other
    s > w > e; c > other
"""


@pytest.mark.parametrize("kind", ["error", "escalation", "signal"])
def test_what_is_thrown_in_a_sub_process_ends_it_at_its_border(kind):
    story = Story(SUB_WITH_BORDER.format(throws=f"{kind}=no", catches=f"{kind}=no"))
    story.do("a")
    assert story.over
    assert story.done[-1] == "other"
    assert "b" in story.cancelled
    assert "e" not in story.done


def test_an_escalation_beside_leaves_the_sub_process_running():
    story = Story(SUB_WITH_BORDER.format(throws="escalation=no", catches="escalation=no beside"))
    story.do("a")
    assert story.done[-1] == "other"
    assert story.at() == ["b", "c"]
    assert story.do("b").done.count("other") == 2
    assert story.over


def test_an_error_without_a_code_on_the_border_catches_all():
    story = Story(SUB_WITH_BORDER.format(throws="error=no", catches="error="))
    assert story.do("a").done[-1] == "other"


def test_an_error_nobody_catches_stops_its_branch():
    story = Story("start s; end e error=boom; s > e")
    assert [one.kind for one in story.run.waiting] == ["failed"]


def test_terminate_ends_everything_around_it_and_nothing_outside():
    story = Story(
        """
        start s; sub w {
          start s2; parallel p; person a; person b; end stop terminate
          s2 > p > a > stop; p > b > stop
        }
        person after; end e; s > w > after > e
        """
    )
    story.do("b")
    assert story.cancelled == ["a"]
    assert story.at() == ["after"]


def test_a_call_runs_another_process_of_the_file():
    story = Story(
        "start s; call c calls=inner; end e; s > c > e", inner="start i; person p; end f; i > p > f"
    )
    assert story.do("p").over


def test_calls_in_a_circle_stop_with_a_reason():
    story = Story("start s; call c calls=main; end e; s > c > e")
    assert "call each other" in story.run.waiting[0].fault


def test_a_task_for_each_element_all_at_once():
    story = Story('start s; person t each="names" item=name; end e; s > t > e', {"names": ["ann", "bob"]})
    first, second = story.run.waiting
    assert (first.sees["name"], second.sees["name"]) == ("ann", "bob")
    assert story.run.sees(second.key)["name"] == "bob"
    story.run.complete(second.key, {})
    assert not story.on().over
    assert story.do("t").over


def test_a_task_for_each_element_one_after_another():
    story = Story('start s; person t times="3" sequential; end e; s > t > e')
    assert story.at() == ["t"]
    assert not story.do("t").do("t").over
    assert story.do("t").over


def test_enough_answers_end_a_repetition():
    story = Story('start s; person t times="3" until="numberOfCompletedInstances >= 2"; end e; s > t > e')
    story.do("t").do("t")
    assert story.over
    assert story.cancelled == ["t"]


def test_nothing_to_repeat_for_goes_straight_on():
    assert Story('start s; person t each="names"; end e; s > t > e', {"names": []}).over


def test_a_sub_process_for_each_element_sees_its_own():
    story = Story(
        'start s; sub w each="names" item=name {\nstart i; person p; end f; i > p > f\n}\nend e; s > w > e',
        {"names": ["ann", "bob"]},
    )
    assert [story.run.sees(one.key)["name"] for one in story.run.waiting] == ["ann", "bob"]
    assert story.do("p").do("p").over


def test_a_loop_goes_on_while_its_condition_holds():
    story = Story('start s; person t loop="again"; end e; s > t > e')
    assert story.do("t", again=True).at() == ["t"]
    assert story.do("t", again=False).over
    most = Story("start s; person t most=2; end e; s > t > e")
    assert most.do("t").do("t").over


def test_a_link_leads_to_the_catching_link_of_its_name():
    story = Story(
        "start s; throw go link=there; catch come link=there; person t; end e; s > go; come > t > e"
    )
    assert story.at() == ["t"]


def test_a_diagram_without_a_start_begins_where_nothing_leads_to():
    assert Story("person a; person b; end e; a > e; b > e").at() == ["a", "b"]


def test_an_operation_that_failed_stops_only_its_branch_and_can_be_retried_or_skipped():
    story = Story(
        "start s; parallel p; operation o; person t; parallel j; end e; s > p > o > j > e; p > t > j"
    )
    story.run.fail(story.key("o"), "The server said no.")
    story.on()
    assert story.do("t").at() == ["o"]
    assert story.run.waiting[0].fault == "The server said no."
    story.run.retry(story.key("o"))
    assert [one.kind for one in story.on().run.waiting] == ["operation"]
    story.run.fail(story.key("o"), "Again.")
    story.on().run.skip(story.key("o"))
    assert story.on().over


def test_an_operation_that_failed_with_a_code_goes_to_its_border():
    story = Story("start s; operation o; border c on=o error=full; end e; end other; s > o > e; c > other")
    story.run.fail(story.key("o"), "Full.", code="full")
    assert story.on().done[-1] == "other"


def test_a_step_is_done_once():
    story = Story(APPROVAL, {"amount": 1})
    key = story.key("ask")
    story.do("ask")
    with pytest.raises(UnknownStep):
        story.run.complete(key)
    with pytest.raises(UnknownStep):
        story.run.complete("nonsense")


def test_a_cancelled_run_holds_nothing():
    story = Story("start s; parallel p; person a; catch c timer=P1D; end e; s > p > a > e; p > c > e")
    assert {one.element for one in story.run.cancel() if one.what == "cancelled"} == {"a", "c"}
    assert story.run.waiting == []


def test_names_the_library_keeps_for_itself_are_free_for_people():
    assert Story("start Start; person End; end Root; Start > End > Root").do("End").done == [
        "Start",
        "End",
        "Root",
    ]


DECISIONS = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="who" name="Who approves">
<decisionTable hitPolicy="FIRST"><input label="Amount"><inputExpression><text>amount</text></inputExpression></input>
<output name="approver"/>
<rule><inputEntry><text>&gt; 10000</text></inputEntry><outputEntry><text>"director"</text></outputEntry></rule>
<rule><inputEntry><text>[1..10000]</text></inputEntry><outputEntry><text>"manager"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
ASKING = """
    start s; rule r asks=who; exclusive x default=d; end big; end small
    s > r > x; x > big : approver == 'director'; d = x > small
"""


@pytest.mark.parametrize(("amount", "end"), [(10001, "big"), (10000, "small")])
def test_a_business_rule_task_asks_its_decision_table(amount, end):
    tables = read_decisions(DECISIONS)
    assert errors(check(draw(ASKING), Facts(amount="number"), tables)) == []
    assert Story(ASKING, {"amount": amount}, tables).done[-1] == end


def test_where_no_row_applies_the_branch_stops_and_says_so():
    story = Story(ASKING, {"amount": 0}, read_decisions(DECISIONS))
    assert "No row of “Who approves” applies" in story.run.waiting[0].fault


def test_a_wrong_cell_of_a_decision_is_told_at_the_task_that_asks_it():
    tables = read_decisions(DECISIONS.replace("[1..10000]", "&gt; 'a' +"))
    (bad,) = errors(check(draw(ASKING), None, tables))
    assert (bad.rule, bad.element) == ("decision", "r")
    assert "Row 2, column 1" in bad.text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("<definitions/>", "not-dmn"),
        (DECISIONS.replace("FIRST", "PRIORITY"), "not-supported"),
        (DECISIONS.replace("decisionTable", "literalExpression"), "no-table"),
        ('<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "doctype"),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_what_is_no_decision_table_is_refused_in_words(text, rule):
    with pytest.raises(BadDiagram) as refused:
        read_decisions(text)
    assert refused.value.complaints[0].rule == rule


def test_two_inclusive_joins_that_wait_for_each_other_do_not_wait_for_ever():
    story = Story(
        """
        start s; parallel p; inclusive a; inclusive b; exclusive x default=out; exclusive y default=off; end e; end f
        s > p > a > x; p > b > y
        x > b : again; out = x > e; y > a : again; off = y > f
        """,
        {"again": False},
    )
    assert story.over


def test_an_inclusive_join_on_its_own_way_back_is_not_waited_for():
    story = Story(
        """
        start s; inclusive i default=out; person t; end e
        s > i; i > t : again; t > i; out = i > e
        """,
        {"again": True},
    )
    assert story.do("t", again=False).over


def test_a_branch_that_failed_at_a_gateway_is_led_on_by_hand():
    story = Story("start s; exclusive x; end a; end b; s > x; x > a : n > 1; x > b : n < 0", {"n": 0})
    (stuck,) = story.run.waiting
    with pytest.raises(UnknownStep):
        story.run.skip(stuck.key)
    story.run.skip(stuck.key, way="x_b")
    assert story.on().done[-1] == "b"
    assert story.over


def test_a_wait_is_ended_by_hand_and_a_timer_that_failed_waits_again():
    story = Story("start s; catch c timer=P1D; end e; s > c > e")
    story.run.fail(story.key("c"), "No such day.")
    assert [one.kind for one in story.on().run.waiting] == ["failed"]
    story.run.retry(story.key("c"))
    assert [one.kind for one in story.on().run.waiting] == ["timer"]
    with pytest.raises(UnknownStep):
        story.run.retry(story.key("c"))
    story.run.skip(story.key("c"))
    assert story.on().over


def test_a_task_is_no_timer_and_a_running_sub_process_is_not_skipped():
    story = Story("start s; sub w {\nstart i; person p; end f; i > p > f\n}\nend e; s > w > e")
    with pytest.raises(UnknownStep):
        story.run.fire(story.key("p"))
    outer = next(key for key, element in story.run._workflow.known.items() if element == "w")
    with pytest.raises(UnknownStep):
        story.run.skip(str(outer))


def test_nobody_hears_a_message_nothing_waits_for():
    story = Story("start s; person t; end e; s > t > e")
    assert not story.run.receive("message", "lost", {"x": 1})
    assert "x" not in story.run.facts


def test_an_error_in_one_of_several_instances_ends_all_of_them():
    story = Story(
        'start s; sub w times="2" {\nstart i; person p; end f error=no; i > p > f\n}\n'
        "border c on=w error=no; end e; end other; s > w > e; c > other"
    )
    story.do("p")
    assert story.over
    assert story.done[-1] == "other"


@pytest.mark.parametrize(
    ("how", "facts", "words"),
    [
        ('each="names"', {"names": "ann"}, "no list"),
        ('times="often"', {"often": "much"}, "no number"),
        ('times="often"', {"often": 5000}, "more than"),
        ('times="amount + site"', {"amount": 1, "site": "hq"}, "no number"),
    ],
)
def test_a_repetition_without_an_end_in_sight_stops_with_a_reason(how, facts, words):
    story = Story(f"start s; person t {how}; end e; s > t > e", facts)
    assert words in story.run.waiting[0].fault


def test_a_repetition_over_a_map_goes_over_its_names():
    story = Story('start s; person t each="sizes" item=size; end e; s > t > e', {"sizes": {"s": 1, "m": 2}})
    assert [one.sees["size"] for one in story.run.waiting] == ["m", "s"]


def test_a_loop_that_asks_first_may_not_run_at_all():
    drawing = xml('start s; person t loop="again"; end e; s > t > e').replace(
        "<standardLoopCharacteristics>", '<standardLoopCharacteristics testBefore="true">'
    )
    run = Run.start(compiled(read(drawing)), {"again": False})
    run.advance()
    assert run.is_over


def test_a_script_may_hold_remarks_and_empty_lines():
    story = Story("start s; script c script='// what it costs||net = 2 * 3'; end e; s > c > e")
    assert story.run.facts["net"] == 6


def test_a_condition_that_can_not_be_worked_out_stops_its_branch():
    story = Story("start s; exclusive x default=d; end a; end b; s > x; x > a : n >; d = x > b")
    assert "worked out" in story.run.waiting[0].fault


def test_a_decision_that_did_not_come_along_stops_its_branch():
    assert "no decision" in Story(ASKING, {"amount": 1}).run.waiting[0].fault


def test_what_can_not_be_built_is_refused_whoever_asks():
    for text, rule in (
        ("start s; complex x; end e; s > x > e", "not-supported"),
        ("start s; call c calls=lost; end e; s > c > e", "unknown-process"),
    ):
        with pytest.raises(BadDiagram) as refused:
            compiled(draw(text))
        assert refused.value.complaints[0].rule == rule
    with pytest.raises(BadDiagram):
        compiled(draw("start s; end e; s > e"), "another")
    with pytest.raises(BadDiagram):
        compiled(draw(ASKING), decisions=read_decisions(DECISIONS.replace("[1..10000]", "&gt; +")))


def test_too_many_tokens_at_once_are_a_runaway():
    doubling = "".join(f"; parallel p{n}; exclusive m{n}" for n in range(14))
    ways = "".join(
        f"; p{n} > m{n}; w{n} = p{n} > m{n}; m{n} > {f'p{n + 1}' if n < 13 else 't'}" for n in range(14)
    )
    with pytest.raises(Runaway):
        Story(f"start s; person t; end e{doubling}; s > p0{ways}; t > e")


def test_facts_keep_their_kind_as_json():
    facts = {
        "when": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "price": Decimal("1.50"),
        "count": Decimal(3),
        "tags": ("a", "b"),
        "odd": Path("x"),
    }
    run = Run.start(compiled(draw("start s; person t; end e; s > t > e")), facts)
    assert run.facts == {
        "when": "2026-03-01T12:00:00+00:00",
        "price": 1.5,
        "count": 3,
        "tags": ["a", "b"],
        "odd": "x",
    }
