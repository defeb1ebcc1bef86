"""The drawing of a lifecycle shows all of it, in its lanes, and nothing on top of anything else."""

import pytest

from tickets.lifecycles import Spec, shipped
from tickets.lifecycles.editing import without_status
from tickets.lifecycles.layout import BOX, LANE, MANY, TALL, drawing_of
from tickets.phases import Phase


@pytest.mark.parametrize("slug", sorted(shipped()))
def test_every_status_is_a_box_in_the_lane_of_its_phase_and_covers_no_other(slug):
    spec = shipped()[slug]
    drawing = drawing_of(spec)
    assert {box.name for box in drawing.boxes} == spec.statuses.keys()
    for box in drawing.boxes:
        assert box.x // LANE == list(Phase).index(box.status.phase)
        assert box.y + TALL < drawing.height
        for other in drawing.boxes:
            apart = abs(box.x - other.x) >= BOX or abs(box.y - other.y) >= TALL
            assert apart or box is other


@pytest.mark.parametrize("slug", sorted(shipped()))
def test_every_transition_is_named_once(slug):
    spec = shipped()[slug]
    drawing = drawing_of(spec)
    named = [one.name for one in (*drawing.labels, *drawing.stubs)]
    assert sorted(named) == sorted(spec.transitions)
    assert all(len(spec.sources[stub.name]) >= MANY for stub in drawing.stubs)


def test_a_box_stays_where_it_was_put():
    spec = shipped()["request"]
    where = {box.name: box.y for box in drawing_of(spec, {"closed": 300}).boxes}
    assert where["closed"] == 300


def test_what_needs_another_look_is_marked():
    drawing = drawing_of(shipped()["request"], wrong={"accept"})
    assert [(one.source, one.to) for one in drawing.arrows if one.is_wrong] == [("submitted", "fulfilling")]


def test_even_what_leads_nowhere_is_drawn():
    spec = shipped()["request"]
    torn = Spec.model_validate(spec.model_dump(by_alias=True) | {"initial": "nowhere"})
    for name in ("submitted", "fulfilled", "closed"):
        torn = without_status(torn, name)
        assert drawing_of(torn).boxes
