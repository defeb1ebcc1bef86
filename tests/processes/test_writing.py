"""A drawing written as BPMN and read again is the same drawing; nothing another tool wrote is lost."""

import re
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes.bpmn import Drawing, Extra, read, write
from processes.bpmn.layout import laid_out
from tests.processes.diagrams import draw, xml
from tests.processes.test_blocks import BLOCKS, Sketch, lay

EVERYTHING = """
start s message=asked
person ask "Ask & listen"
border late on=ask timer=PT4H beside
border bad on=ask error=broken
script sum script="x = amount * 2|y = x > 3"
receive wait message=paid
rule table asks=price
call other calls=second
sub each each=people item=one sequential until="done > 2" {; start i; task work; end o; i > work > o; }
sub nested {; start a; sub deeper {; start b; end c; b > c; }; end d terminate; a > deeper > d; }
task often loop="!ready" most=3
task thrice times=3
exclusive x default=no
inclusive o1; parallel p1; race r
catch day timer=2026-12-24
catch news signal=news
catch again timer=R3/PT1H
throw out link=L
catch in link=L
throw up escalation=higher
end e1; end e2 error=broken; end e3 message=told; end e4
s > ask > sum > wait > table > other > each > nested > often > thrice > x
x > o1 : amount > 10 && name != "a<b"
no = x > p1
late > e4; bad > e2
o1 > up : amount > 11
o1 > e1 : amount <= 11
up > out; in > r
r > day > e1; r > news > e3
p1 > e4; p1 > again > e4
"""


def test_everything_a_drawing_can_hold_is_written_and_read_again():
    drawn = draw(EVERYTHING, second="start z; end y; z > y")
    assert read(write(drawn)) == drawn


def test_lanes_settings_and_working_time_are_written():
    drawn = draw("start s; person a; catch w timer=P2D; end e; s > a > w > e")
    main = drawn.processes["main"]
    nodes = dict(main.nodes)
    asks = (Extra("performer", {"by": "manager", "weight": "2"}), Extra("limit", {"after": "P2D"}))
    nodes["a"] = replace(nodes["a"], lane="HR", settings={"does": "approval", "nameZh": "审批"}, extras=asks)
    timer = replace(nodes["w"].event.timer, working=True)
    nodes["w"] = replace(nodes["w"], lane="IT", event=replace(nodes["w"].event, timer=timer))
    laned = Drawing({"main": replace(main, nodes=nodes, name="Two lanes")})
    again = read(write(laned))
    assert again == laned
    assert read(write(again, over=write(laned))) == laned


@given(block=BLOCKS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_process_of_blocks_comes_back_and_its_shapes_keep_apart(block):
    sketch = Sketch()
    first, last = lay(block, sketch, 1, Counter())
    drawn = draw("\n".join(["start s", "end e", *sketch.lines, f"s > {first}", f"{last} > e"]))
    written = write(drawn)
    assert read(written) == drawn
    assert write(drawn, over=written) == written
    for graph in [drawn.main, *(node.inner for _in, node in drawn.walk() if node.inner)]:
        keeps_apart(graph)


def keeps_apart(graph):
    """No two shapes of a graph touch, no flow runs through a shape, every flow is level or upright."""
    plan = laid_out(graph)
    boxes = [(name, plan.shapes[name]) for name, node in graph.nodes.items() if not node.attached_to]
    for at, (_name, one) in enumerate(boxes):
        for _other, two in boxes[at + 1 :]:
            assert one.right < two.x or two.right < one.x or one.bottom < two.y or two.bottom < one.y
    for flow in graph.flows:
        points = plan.ways[flow.id]
        for (x, y), (to_x, to_y) in pairwise(points):
            assert x == to_x or y == to_y
            left, right, top, low = min(x, to_x), max(x, to_x), min(y, to_y), max(y, to_y)
            for name, box in boxes:
                if name not in (flow.source, flow.target):
                    assert right <= box.x or left >= box.right or low <= box.y or top >= box.bottom, (
                        flow.id,
                        name,
                    )


@pytest.mark.parametrize(
    "text",
    [
        "start s; task a; task b; exclusive x default=no; end e; s > a > b > x; x > a : again; no = x > e",
        "start s; exclusive m; task a; exclusive x default=no; task fix; end e\n"
        "s > m > a > x; x > fix : again; fix > m; no = x > e",
        "start s; exclusive x default=no; task a; exclusive j; end e; s > x; x > a : y; a > j; no = x > j; j > e",
        "start s; task a; border t on=a timer=PT1H; task b; end e; end f; s > a > e; t > b > f",
        "start s; task a; border t on=a timer=PT1H beside; border u on=a timer=P1D; task b; end e; s > a > e\n"
        "t > b > e; u > e",
        "start s; exclusive x default=no; end bad; task a; task b; end good; s > x; x > bad : y; no = x > a > b > good",
    ],
)
def test_circles_short_cuts_and_borders_run_beside_the_shapes(text):
    keeps_apart(draw(text).main)


def test_a_change_of_words_leaves_every_shape_where_somebody_put_it():
    written = write(draw("start s; person a; end e; s > a > e")).replace('x="160"', 'x="7"', 1)
    drawn = read(written)
    main = drawn.processes["main"]
    nodes = {**main.nodes, "a": replace(main.nodes["a"], name="Other")}
    again = write(Drawing({"main": replace(main, nodes=nodes)}), over=written)
    assert 'x="7"' in again
    assert 'name="Other"' in again


def test_what_a_drawing_knows_nothing_of_is_kept():
    foreign = (
        xml("start s; person a; person b; end e; s > a > b > e")
        .replace("<definitions ", '<definitions xmlns:zed="urn:zed" ')
        .replace(
            '<userTask id="a" name="">',
            '<userTask id="a" name="" zed:tint="red"><documentation>Why</documentation>'
            '<extensionElements><zed:more x="1"/></extensionElements>',
        )
        .replace("</process>", '<textAnnotation id="note"><text>Mind this</text></textAnnotation></process>')
    )
    drawn = read(foreign)
    main = drawn.processes["main"]
    changed = replace(
        main, nodes={**main.nodes, "a": replace(main.nodes["a"], settings={"does": "approval"})}
    )
    again = write(Drawing({"main": changed}), over=foreign)
    for kept in ("documentation>Why<", 'zed:more x="1"', 'zed:tint="red"', "Mind this"):
        assert kept in again
    assert read(again).processes["main"].nodes["a"].settings == {"does": "approval"}


HAND = {"s": (100, 300), "a": (200, 278), "e": (380, 300)}


def by_hand(text, places):
    """The diagram with its shapes where somebody put them."""
    written = write(draw(text))
    for name, (x, y) in places.items():
        written = re.sub(
            rf'(bpmnElement="{name}"[^>]*>\s*<dc:Bounds) x="[^"]*" y="[^"]*"', rf'\1 x="{x}" y="{y}"', written
        )
    return written


def places(text):
    found = re.findall(r'bpmnElement="(\w+)"[^>]*>\s*<dc:Bounds x="(\d+)" y="(\d+)"', text)
    return {name: (int(x), int(y)) for name, x, y in found}


def test_what_was_drawn_by_hand_stays_and_what_is_new_fits_in():
    old = by_hand("start s; person a; end e; s > a > e", HAND)
    assert places(old) == HAND
    later = draw("start s; person a; person b; border t on=a timer=P1D; end f; end e; s > a > b > e; t > f")
    text = write(later, over=old)
    now = places(text)
    assert (now["s"], now["a"]) == (HAND["s"], HAND["a"])
    assert now["b"][0] > now["a"][0] + 100
    assert now["e"][0] > now["b"][0] + 100
    assert now["e"][1] == HAND["e"][1]
    assert read(text) == later
    gone = write(draw("start s; end e; s > e"), over=old)
    assert places(gone) == {"s": HAND["s"], "e": HAND["e"]}


def test_what_the_desk_laid_out_is_laid_out_anew():
    old = write(draw("start s; person a; end e; s > a > e"))
    later = draw(
        "start s; person a; exclusive x default=d; person b; exclusive j; end e\n"
        "s > a > x; x > b : y; b > j; d = x > j; j > e"
    )
    assert places(write(later, over=old)) == places(write(later))


@pytest.mark.slow
def test_thousands_of_shapes_are_laid_out_in_the_time_somebody_waits():
    names = [f"t{number}" for number in range(1400)]
    drawn = draw(
        "start s; end e\n" + "\n".join(f"person {one}" for one in names) + f"\ns > {' > '.join(names)} > e"
    )
    begun = time.perf_counter()
    write(drawn)
    assert time.perf_counter() - begun < 4


def test_what_lies_in_a_sub_process_or_on_a_border_moves_along():
    text = "start s; person a; sub w {; start i; person k; end o; i > k > o; }\nborder t on=w timer=P1D; end f; end e\n"
    old = by_hand(text + "s > a > w > e; t > f", {"s": (90, 300)})
    before = places(old)
    later = draw(text + "person n\ns > a > n > w > e; t > f")
    now = places(write(later, over=old))
    by = now["w"][0] - before["w"][0]
    assert by > 0
    for name in ("w", "i", "k", "o", "t", "e"):
        assert now[name] == (before[name][0] + by, before[name][1])
    assert now["a"] == before["a"]


@pytest.mark.slow
@given(block=BLOCKS, lanes=st.lists(st.sampled_from(["HR", "IT", "Finance"]), min_size=40, max_size=40))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_shape_lies_in_the_band_of_its_lane(block, lanes):
    sketch = Sketch()
    first, last = lay(block, sketch, 1, Counter())
    drawn = draw("\n".join(["start s", "end e", *sketch.lines, f"s > {first}", f"{last} > e"]))
    main = drawn.main
    nodes = {name: replace(node, lane=lanes[at % 40]) for at, (name, node) in enumerate(main.nodes.items())}
    graph = replace(main, nodes=nodes)
    plan = laid_out(graph, in_lanes=True)
    for name, node in nodes.items():
        box, band = plan.shapes[name], plan.lanes[node.lane]
        assert band.y <= box.y
        assert box.bottom <= band.bottom
    bands = sorted(plan.lanes.values(), key=lambda band: band.y)
    assert all(above.bottom <= below.y for above, below in pairwise(bands))
    boxes = [plan.shapes[name] for name in nodes]
    for at, one in enumerate(boxes):
        for two in boxes[at + 1 :]:
            assert one.right < two.x or two.right < one.x or one.bottom < two.y or two.bottom < one.y
    assert read(write(Drawing({graph.id: graph}))).processes[graph.id] == graph
