"""A question that no answers lead to is named before the service is published."""

import pytest

from catalog.checks.reach import may_be_shown
from catalog.package import read
from tests.catalog.conftest import question, written

DEVICE = question("choice", "device", choices=["phone", "laptop"])
TOOLS = question("choices", "tools", choices=["drill", "saw"])
URGENT = question("yesno", "urgent")
PIECES = question("number", "pieces", minimum=1, maximum=10, whole=True)
COST = question("money", "cost")


def shows(*questions: dict) -> list[bool]:
    spec = read(written("thing", questions=list(questions)))
    return [may_be_shown(spec, place) for place in range(len(spec.questions))]


@pytest.mark.parametrize(
    "condition",
    [
        "device == 'phone' && device == 'laptop'",
        "urgent && !urgent",
        "pieces > 10",
        "pieces < 1",
        "pieces > 3 && pieces < 4",
        "cost < 0",
        "cost > 100 && cost < 50",
        "device == 'phone' && (urgent && !urgent || pieces > 20)",
        "!('saw' in tools) && 'saw' in tools",
    ],
)
def test_a_condition_that_can_never_hold_is_found(condition):
    assert (
        shows(DEVICE, TOOLS, URGENT, PIECES, COST, question("text", "why", visible_if=condition))[-1] is False
    )


@pytest.mark.parametrize(
    "condition",
    [
        "device == 'phone' || device == 'laptop'",
        "device != 'phone'",
        "!urgent",
        "pieces == 10",
        "pieces > 3 && pieces < 5",
        "cost > 100 && cost < 100.5",
        "cost > pieces",
        "'saw' in tools && 'drill' in tools",
        "person.is_vip && !person.is_vip",  # more than is tried out
        "cost * 2.0 < 0.0",  # likewise
    ],
)
def test_any_other_condition_is_left_in_peace(condition):
    assert (
        shows(DEVICE, TOOLS, URGENT, PIECES, COST, question("text", "why", visible_if=condition))[-1] is True
    )


def test_what_hangs_on_something_never_shown_is_never_shown():
    phone = question("text", "number", visible_if="device == 'phone'")
    under = question("yesno", "two_cards", visible_if="device == 'phone'")
    inside = question("text", "which", visible_if="two_cards && device == 'laptop'")
    assert shows(DEVICE, phone, under, inside) == [True, True, True, False]


def test_a_section_hides_what_stands_under_it():
    section = {"kind": "section", "label": {"en": "Phone", "zh": "手机"}, "visible_if": "device == 'phone'"}
    assert shows(DEVICE, section, question("text", "why", visible_if="device == 'laptop'")) == [
        True,
        True,
        False,
    ]


@pytest.mark.django_db
def test_the_publisher_reads_it_beside_the_question(company, standard, now):
    from catalog import demo

    dead = question("text", "why", visible_if="urgent && !urgent")
    loaded = demo.load([written("thing", questions=[URGENT, dead])], by=company.machine, now=now)
    [warning] = [one for one in loaded.warnings["thing"] if one.place == "questions.1.visible_if"]
    assert not warning.blocks
    assert "never shown" in str(warning.sentence)
