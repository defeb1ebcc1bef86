"""A process changed by its outline alone: whatever is done, every way still leads somewhere."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes.blank import blank
from processes.bpmn import Drawing, Extra, read, write
from processes.checks import check
from processes.outline import editing, outline_of, sentences_of
from processes.outline.pieces import KINDS
from processes.trying import walk
from tests.cast import NOW
from tests.processes.diagrams import draw
from tests.processes.test_blocks import BLOCKS, Sketch, lay

STRUCTURE = {"unreachable", "dead-end", "loose-flow", "after-end", "before-start", "event-gateway", "no-host"}


def told(drawing):
    return [line.partition(":")[0].rstrip() for line in sentences_of(drawing, "en")]


def passed(drawing, **data):
    found = walk(drawing, data, now=NOW)
    assert found.is_over
    return [one for one in found.passed if not drawing.main.nodes[one].is_gateway]


def named(drawing, element, name, **more):
    graph = drawing.main
    return editing.change(drawing, replace(graph.nodes[element], name=name, **more))


def test_a_two_stage_approval_grows_from_nothing():
    drawn = read(blank("Two stages"))
    drawn, first = editing.add(drawn, "approval", "start")
    drawn, choice = editing.add(drawn, "choice", first)
    large = next(flow.id for flow in drawn.main.out_of(choice) if not flow.default)
    drawn = editing.change_way(drawn, large, name="", condition="amount > 10000", default=False)
    drawn, second = editing.add(drawn, "approval", large)
    end = next(node.id for node in drawn.main.nodes.values() if node.kind == "endEvent")
    drawn = named(named(drawn, first, "Manager"), second, "Director")
    assert told(drawn) == [
        "It begins",
        "Manager",
        "Decision",
        "  If amount is more than 10000",
        "    Director",
        "  Otherwise",
        "End",
    ]
    assert passed(drawn, amount=9999) == ["start", first, end]
    assert passed(drawn, amount=10001) == ["start", first, second, end]
    assert read(write(drawn, over=blank("Two stages"))) == drawn


ROW = (
    "start s; person a A; person b B; exclusive x default=no; person c C; exclusive j; end e\n"
    "s > a > b > x; x > c : big; c > j; no = x > j; j > e"
)


def test_steps_move_up_down_in_and_out():
    drawn = draw(ROW)
    assert passed(editing.move(drawn, "b", "up")) == ["s", "b", "a", "e"]
    assert passed(editing.move(drawn, "a", "down")) == ["s", "b", "a", "e"]
    lower = editing.move(drawn, "b", "down")
    assert passed(lower, big=True) == ["s", "a", "c", "b", "e"]
    inside = editing.move(lower, "b", "in")
    assert passed(inside, big=True) == ["s", "a", "c", "b", "e"]
    assert passed(inside, big=False) == ["s", "a", "e"]
    assert passed(editing.move(inside, "b", "out"), big=False) == ["s", "a", "b", "e"]
    whole = editing.move(drawn, "x", "up")
    assert passed(whole, big=True) == ["s", "a", "c", "b", "e"]


@pytest.mark.parametrize(
    ("element", "where"), [("a", "up"), ("s", "down"), ("e", "up"), ("x", "down"), ("a", "out")]
)
def test_what_can_go_nowhere_stays(element, where):
    with pytest.raises(editing.CannotChange):
        editing.move(draw(ROW), element, where)


def test_removing_a_step_joins_what_was_around_it_and_removing_a_way_leaves_the_others():
    drawn = draw(ROW)
    assert passed(editing.remove(drawn, "a")) == ["s", "b", "e"]
    assert passed(editing.remove(drawn, "x"), big=True) == ["s", "a", "b", "e"]
    less = editing.remove(drawn, "no")
    assert [node.id for _graph, node in less.walk()] == ["s", "a", "b", "c", "e"]
    with pytest.raises(editing.CannotChange):
        editing.remove(drawn, "s")


def test_a_way_can_lead_back_end_or_be_one_more():
    drawn = draw(ROW)
    again = editing.lead_back(drawn, "x_c", "a")
    assert "    Back to 2 “A”" in sentences_of(again, "en")
    assert check(again) == []
    drawn, step = editing.add_way(draw(ROW), "x")
    assert [flow.target for flow in drawn.main.out_of("x")] == ["c", step, "j"]
    ended, end = editing.add(draw(ROW), "end", "c")
    assert passed(ended, big=True)[-1] == end
    assert passed(ended, big=False)[-1] == "e"
    assert told(editing.remove(ended, end)) == told(draw(ROW))
    with pytest.raises(editing.CannotChange):
        editing.add(draw(ROW), "end", "a")


def test_a_limit_on_the_border_goes_along_with_its_step():
    drawn, event = editing.add_border(draw(ROW), "a")
    drawn, reminder = editing.add(drawn, "work", event)
    moved = editing.move(drawn, "a", "down")
    assert moved.main.nodes[event].attached_to == "a"
    assert [flow.target for flow in moved.main.out_of(event)] == [reminder]
    assert event not in editing.remove(moved, event).main.nodes
    assert {event, reminder}.isdisjoint(editing.remove(moved, "a").main.nodes)


def test_a_decision_becomes_parallel_ways_with_its_join():
    drawn = draw(ROW)
    split = replace(drawn.main.nodes["x"], kind="parallelGateway")
    assert editing.change(drawn, split).main.nodes["j"].kind == "parallelGateway"


def test_ways_that_come_together_with_nothing_behind_get_an_end():
    drawn, split = editing.add(read(blank("Nothing yet")), "race", "start")
    assert told(drawn)[-1] == "End"
    assert [one for one in check(drawn) if one.rule == "dead-end"] == []
    apart = draw(
        "start s; parallel p; person a; person b; parallel q; exclusive x default=on; end e; end f\n"
        "s > p; p > a > q; p > b > q; q > x; x > e : good; on = x > f"
    )
    assert told(editing.remove(apart, "x"))[-1] == "End"
    assert split in drawn.main.nodes


def test_what_is_no_block_is_left_alone():
    crossing = draw(
        "start s; parallel p; person a; person b; person c; parallel j; parallel k; end e\n"
        "s > p; p > a > j; p > b > j; p > c > k; b > k; j > k; k > e"
    )
    with pytest.raises(editing.CannotChange, match="cross"):
        editing.remove(crossing, "a")


def test_a_step_keeps_what_was_set_on_it_when_it_moves():
    drawn = draw(ROW)
    node = replace(
        drawn.main.nodes["b"], settings={"does": "approval"}, extras=(Extra("limit", {"after": "P1D"}),)
    )
    drawn = editing.change(drawn, node)
    assert editing.move(drawn, "b", "up").main.nodes["b"] == node


def test_what_is_added_lies_in_the_lane_of_what_leads_to_it():
    drawn = draw(ROW)
    graph = drawn.main
    laned = {
        name: replace(node, lane="IT" if name in ("b", "c", "x") else "HR")
        for name, node in graph.nodes.items()
    }
    drawn = Drawing({graph.id: replace(graph, nodes=laned)})
    for after, lane in (("a", "HR"), ("b", "IT"), ("no", "IT")):
        made, element = editing.add(drawn, "work", after)
        assert made.main.nodes[element].lane == lane
        assert read(write(made)) == made
    made, event = editing.add_border(drawn, "b")
    assert made.main.nodes[event].lane == "IT"


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["add", "way", "border", "back", "remove", "move"]),
        st.integers(0, 999),
        st.integers(0, 999),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@given(block=BLOCKS, deeds=DEEDS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_done_every_way_still_leads_somewhere(block, deeds):
    sketch = Sketch()
    first, last = lay(block, sketch, 1, Counter())
    drawn = draw("\n".join(["start s", "end e", *sketch.lines, f"s > {first}", f"{last} > e"]))
    text = write(drawn)
    for deed in deeds:
        try:
            drawn = done(drawn, *deed)
        except editing.CannotChange:
            continue
        assert outline_of(drawn).is_blocks
        assert [one for one in check(drawn) if one.rule in STRUCTURE] == [], deed
        text = write(drawn, over=text)
        assert read(text) == drawn


def done(drawn, deed, one, two):
    shapes = [node.id for _graph, node in drawn.walk()]
    ways = [flow.id for item in outline_of(drawn).walk() for way in item.ways for flow in [way.flow]]
    shape, place = shapes[one % len(shapes)], (shapes + ways)[one % len(shapes + ways)]
    if deed == "add":
        return editing.add(drawn, list(KINDS)[two % len(KINDS)], place)[0]
    if deed == "way":
        return editing.add_way(drawn, shape)[0]
    if deed == "border":
        return editing.add_border(drawn, shape)[0]
    if deed == "back":
        return editing.lead_back(drawn, ways[one % len(ways)], shapes[two % len(shapes)]) if ways else drawn
    if deed == "remove":
        return editing.remove(drawn, place)
    return editing.move(drawn, shape, ["up", "down", "in", "out"][two % 4])
