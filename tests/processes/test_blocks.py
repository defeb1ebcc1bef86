"""Any process made of blocks, walked in any order: it ends, does what its blocks say, and saving changes nothing."""

import json
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from processes.checks import check
from processes.complaints import errors
from processes.engine import Run, compiled
from tests.processes.diagrams import draw

pytestmark = pytest.mark.slow


@dataclass
class Sketch:
    """The lines of a diagram as they come, and what a token will have done at the end."""

    lines: list[str] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)
    number: int = 0

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}{self.number}"


BLOCKS = st.recursive(
    st.just(("task",)) | st.just(("script",)),
    lambda inner: st.one_of(
        st.tuples(st.just("seq"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("and"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("xor"), st.lists(inner, min_size=2, max_size=3), st.integers(0, 3)),
        st.tuples(st.just("or"), st.lists(inner, min_size=2, max_size=3), st.integers(0, 7)),
        st.tuples(st.just("sub"), inner),
        st.tuples(st.just("each"), inner, st.integers(0, 3), st.booleans()),
    ),
    max_leaves=9,
)


def lay(block: tuple, sketch: Sketch, times: int, done: Counter) -> tuple[str, str]:
    """Writes a block down; its first and last node. `times` tokens come through it, which `done` counts."""
    kind = block[0]
    if kind in ("task", "script"):
        name = sketch.name("t")
        sketch.lines.append(f"person {name}" if kind == "task" else f'script {name} script="x = 1"')
        done[name] += times
        return name, name
    if kind == "seq":
        ends = [lay(one, sketch, times, done) for one in block[1]]
        for (_first, last), (first, _last) in pairwise(ends):
            sketch.lines.append(f"{last} > {first}")
        return ends[0][0], ends[-1][1]
    if kind in ("sub", "each"):
        return nested(block, sketch, times, done)
    return branches(block, sketch, times, done)


def nested(block: tuple, sketch: Sketch, times: int, done: Counter) -> tuple[str, str]:
    name, start, end = sketch.name("w"), sketch.name("s"), sketch.name("e")
    how = ""
    if block[0] == "each":
        times *= block[2]
        how = f'times="{block[2]}"{" sequential" if block[3] else ""} '
    sketch.lines.append(f"sub {name} {how}{{")
    sketch.lines += [f"start {start}", f"end {end}"]
    first, last = lay(block[1], sketch, times, done)
    sketch.lines += [f"{start} > {first}", f"{last} > {end}", "}"]
    return name, name


def branches(block: tuple, sketch: Sketch, times: int, done: Counter) -> tuple[str, str]:
    kind, inner = block[0], block[1]
    tag = {"and": "parallel", "xor": "exclusive", "or": "inclusive"}[kind]
    split, join, fact = sketch.name("g"), sketch.name("g"), sketch.name("f")
    default = "" if kind == "and" else f" default={split}_d"
    sketch.lines += [f"{tag} {split}{default}", f"{tag} {join}"]
    taken = chosen(kind, len(inner), block[2] if len(block) > 2 else 0)
    sketch.facts[fact] = block[2] if len(block) > 2 else 0
    for at, one in enumerate(inner):
        first, last = lay(one, sketch, times if at in taken else 0, done)
        last_way = at == len(inner) - 1 and kind != "and"
        condition = {"and": "", "xor": f" : {fact} == {at}", "or": f" : {fact} % {2 ** (at + 1)} >= {2**at}"}[
            kind
        ]
        sketch.lines.append(f"{split}_d = {split} > {first}" if last_way else f"{split} > {first}{condition}")
        sketch.lines.append(f"{last} > {join}")
    return split, join


def chosen(kind: str, ways: int, number: int) -> set[int]:
    """Which ways the facts lead to; the last is the default of the choosing gateways."""
    if kind == "and":
        return set(range(ways))
    if kind == "xor":
        return {number if number < ways - 1 else ways - 1}
    return {at for at in range(ways - 1) if number % 2 ** (at + 1) >= 2**at} or {ways - 1}


@given(block=BLOCKS, order=st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_run_ends_with_what_its_blocks_say(block, order):
    sketch, expected = Sketch(), Counter()
    first, last = lay(block, sketch, 1, expected)
    text = "\n".join(["start s", "end e", *sketch.lines, f"s > {first}", f"{last} > e"])
    drawing = draw(text)
    assert errors(check(drawing)) == []
    ready = compiled(drawing)
    run = Run.start(ready, sketch.facts)
    log = run.advance()
    for _step in range(500):
        waiting = [one for one in run.waiting if one.kind == "person"]
        if not waiting:
            break
        kept = json.loads(json.dumps(run.state()))
        run = Run.restore(ready, kept)
        assert run.state() == kept
        run.complete(order.choice(waiting).key)
        log += run.advance()
    assert run.is_over, run.waiting
    done = Counter(one.element for one in log if one.what == "left" and one.element.startswith("t"))
    assert done == Counter({name: number for name, number in expected.items() if number})
    entered = Counter(one.key for one in log if one.what == "entered")
    assert Counter(one.key for one in log if one.what == "left") == entered
    assert len(run.state()["scopes"]) == 1
    assert len(run.state()["scopes"][0]["tokens"]) == 1
