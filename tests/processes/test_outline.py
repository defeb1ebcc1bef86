"""A process as an indented list: every shape is told once, ways and joins as they are drawn."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from processes.bpmn import Drawing, Extra
from processes.outline import differences, outline_of, sentences_of
from tests.processes.diagrams import draw
from tests.processes.test_blocks import BLOCKS, Sketch, lay


def with_settings(drawing, element, *extras, **settings):
    """The drawing with our own settings on a shape of its first process."""
    main = drawing.main
    node = replace(main.nodes[element], settings=settings, extras=extras)
    return Drawing({**drawing.processes, main.id: replace(main, nodes={**main.nodes, element: node})})


TWO_STAGES = """
start s; person first "Manager approves"; exclusive large default=small; exclusive join
person second "Finance director approves"; end e "Approved"
s > first > large; large > second : amount > 10000; second > join; small = large > join; join > e
"""


def test_a_two_stage_approval_reads_as_people_say_it():
    drawn = with_settings(
        draw(TWO_STAGES),
        "second",
        Extra("performer", {"by": "department-head"}),
        Extra("limit", {"after": "P2D", "working": "true", "then": "escalate", "by": "managers-manager"}),
        does="approval",
        nameZh="财务总监审批",
    )
    assert sentences_of(drawn, "en") == [
        "It begins",
        "Manager approves: nobody is named yet",
        "Decision",
        "  If amount is more than 10000",
        "    Finance director approves: decided by the head of the requester's department; "
        "within 2 working days, otherwise it goes to the manager's manager",
        "  Otherwise: goes on",
        "End: “Approved”",
    ]
    assert any("财务总监审批" in line for line in sentences_of(drawn, "zh-hans"))


def test_a_way_that_soon_ends_does_not_push_the_rest_inwards():
    told = sentences_of(
        draw(
            "start s; person a Ask; exclusive x default=on; end bad Refused; person b Do; person c Check; end e\n"
            's > a > x; x > bad : outcome == "rejected"; on = x > b > c > e'
        ),
        "en",
    )
    assert "    End: “Refused”" in told
    assert told[-2].startswith("Check")


def test_circles_borders_and_races_refer_to_lines_by_number():
    drawn = draw(
        "start s; exclusive m; person a Collect; border late on=a timer=P2D beside; person boss Remind; end out\n"
        "exclusive x default=no; person fix Mend; race r; catch day timer=P1D; catch news message=paid\n"
        "exclusive j; end e\n"
        "s > m > a > x; x > fix : again; fix > m; no = x > r; r > day > j; r > news > j; j > e; late > boss > out"
    )
    assert sentences_of(drawn, "en") == [
        "It begins",
        "Collect: nobody is named yet",
        "  if it takes longer than 2 days: the step goes on beside it",
        "    Remind: nobody is named yet",
        "    End",
        "Decision",
        "  If again",
        "    Mend: nobody is named yet",
        "    Back to 2 “Collect”",
        "  Otherwise: goes on",
        "Whatever happens first",
        "  When this comes first",
        "    wait for 1 day",
        "  When this comes first",
        "    waits for the message “paid”",
        "End",
    ]
    assert outline_of(drawn).is_blocks


def test_what_is_no_block_is_told_with_references_and_said_to_be_none():
    drawn = draw(
        "start s; parallel p; person a A; person b B; person c C; parallel j; parallel k; end e\n"
        "s > p; p > a > j; p > b > j; p > c > k; b > k; j > k; k > e"
    )
    outline = outline_of(drawn)
    assert not outline.is_blocks
    assert any("Goes on at" in line for line in sentences_of(drawn, "en"))


def test_every_shape_of_any_file_is_told_once():
    drawn = draw(
        "start s; start t message=other; person a A; person lost Lost; end e\n"
        "sub w {; start i; person k Inner; end o; i > k > o; }\n"
        "throw away link=L; catch here link=L; person z Z; end f\n"
        "s > a > away; here > z > w > e; t > f",
        second="start q; end r; q > r",
    )
    told = Counter(item.node.id for item in outline_of(drawn).walk() if item.kind != "goto")
    assert told == Counter({node.id: 1 for _graph, node in drawn.walk()})
    assert "Not reached from the start" in sentences_of(drawn, "en")[-6:] or any(
        "Not reached" in line for line in sentences_of(drawn, "en")
    )


@pytest.mark.slow
@given(block=BLOCKS)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_made_of_blocks_is_seen_to_be(block):
    sketch = Sketch()
    first, last = lay(block, sketch, 1, Counter())
    drawn = draw("\n".join(["start s", "end e", *sketch.lines, f"s > {first}", f"{last} > e"]))
    outline = outline_of(drawn)
    assert outline.is_blocks
    told = Counter(item.node.id for item in outline.walk())
    told.update(item.join for item in outline.walk() if item.join)
    assert told == Counter({node.id: 1 for _graph, node in drawn.walk()})


def test_differences_are_sentences_that_name_their_shapes():
    before = draw(TWO_STAGES)
    after = with_settings(
        draw(
            TWO_STAGES.replace("10000", "5000").replace("join > e", "join > pay > e")
            + '; person pay "Pay it"'
        ),
        "first",
        Extra("performer", {"by": "manager"}),
        does="approval",
    )
    found = {one.element: one for one in differences(before, after)}
    assert found["pay"].kind == "added"
    assert found["pay"].sentence.startswith("New after decision: Task “Pay it”")
    assert found["large_second"].sentence == (
        "The way to “Finance director approves” was taken: If amount is more than 10000. "
        "Now: If amount is more than 5000"
    )
    assert any(
        one.sentence == "“Manager approves” was: nobody is named yet. Now: decided by the requester's manager"
        for one in differences(before, after)
    )
    assert ("pay", "removed") in {(one.element, one.kind) for one in differences(after, before)}
    assert differences(after, after) == []
