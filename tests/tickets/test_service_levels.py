"""What the company promises is set by its administrators, in numbers that make sense."""

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from tickets.actions import set_service_level
from tickets.models import ServiceLevel


@pytest.fixture
def promise(company, ada, now):
    def make(**more):
        wanted = {
            "name": "Quick",
            "name_zh": "快速",
            "calendar": company.office_hours,
            "targets": {"default": {"response": 30, "resolution": 240}},
            "by": ada,
            "now": now,
        }
        return set_service_level("quick", **wanted | more)

    return make


def test_a_promise_is_made_and_recorded(promise):
    level = promise()
    assert (level.label, level.targets, level.pauses_in) == (
        "Quick",
        {"default": {"response": 30, "resolution": 240}},
        ["waiting"],
    )
    assert Event.objects.about(level).get().sentence == "Ada Admin set the service level Quick"


def test_making_the_same_promise_again_changes_nothing(promise):
    level = promise()
    assert promise() == level
    assert Event.objects.about(level).count() == 1
    assert promise(name="Quicker").name == "Quicker"
    assert Event.objects.about(level).count() == 2
    assert ServiceLevel.objects.count() == 1


def test_only_administrators_promise(promise, lea):
    with pytest.raises(NotAllowed):
        promise(by=lea)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("targets", {"5": {"response": 30}}),
        ("targets", {"default": {"answer": 30}}),
        ("targets", {"default": {"response": 0}}),
        ("targets", {"default": {"response": 1.5}}),
        ("targets", {"default": {"response": True}}),
        ("targets", {"default": {"response": 525_601}}),
        ("targets", {"default": 30}),
        ("pauses_in", ("resolved",)),
    ],
)
def test_a_promise_nobody_could_keep_is_refused(promise, field, value):
    with pytest.raises(Invalid) as refusal:
        promise(**{field: value})
    assert list(refusal.value.errors) == [field]
    assert not ServiceLevel.objects.exists()
