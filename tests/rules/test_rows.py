"""A condition built of rows is a rule, and a rule of that shape is shown as rows again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import Fact, Facts, compile_rule
from rules.rows import COMPARISONS, BadRow, Row, Rows, can_ask, rows_of, source_of

FACTS = Facts(
    priority="number",
    phase="text",
    has_team="yesno",
    site=Fact("choice", choices={"hq": "HQ", "lab": "Lab"}),
    opened="date",
    needs=Fact("choices", choices={"screen": "Screen", "mouse": "Mouse"}),
    person="person",
    proof="list",
)


@pytest.mark.parametrize(
    ("source", "joined", "rows"),
    [
        ("", "all", []),
        ("has_team", "all", [("has_team", "==", "yes")]),
        ("!has_team", "all", [("has_team", "==", "no")]),
        ("priority <= 2 && has_team", "all", [("priority", "<=", "2"), ("has_team", "==", "yes")]),
        ("priority > -1.5 || phase != 'new'", "any", [("priority", ">", "-1.5"), ("phase", "!=", "new")]),
        ("phase in ['new', \"active\"]", "all", [("phase", "in", "new, active")]),
        ("opened > today()", "all", [("opened", ">", "today")]),
        ("opened >= today() + days(3)", "all", [("opened", ">=", "today+3")]),
        ("opened < date('2026-12-24')", "all", [("opened", "<", "2026-12-24")]),
        (
            "'screen' in needs || !('mouse' in needs)",
            "any",
            [("needs", "has", "screen"), ("needs", "lacks", "mouse")],
        ),
        (
            "answered.priority && !answered.proof",
            "all",
            [("priority", "answered", ""), ("proof", "unanswered", "")],
        ),
        (
            "person.site == 'berlin' && person.is_vip",
            "all",
            [("person.site", "==", "berlin"), ("person.is_vip", "==", "yes")],
        ),
        ("site == 'hq' && (has_team && priority == 1)", "all", None),
    ],
)
def test_rules_of_this_shape_read_as_rows(source, joined, rows):
    found = rows_of(source, FACTS)
    if rows is not None:
        assert found == Rows(joined, tuple(Row(*row) for row in rows))
    else:
        assert found.rows == tuple(
            Row(*row) for row in [("site", "==", "hq"), ("has_team", "==", "yes"), ("priority", "==", "1")]
        )  # brackets that change nothing


@pytest.mark.parametrize(
    "source",
    [
        "priority < 2 && (has_team || phase == 'new')",
        "size(phase) > 3",
        "2 < priority",
        "phase in []",
        "phase in ['a,b']",
        "opened > today() + days(priority)",
        "opened.getMonth() == 11",
        "size(proof) > 1",
        "priority + 1 > 2",
        "priority <",
        "nothing == 1",
        "has_team == true",
    ],
)
def test_what_rows_cannot_say_stays_in_writing(source):
    assert rows_of(source, FACTS) is None


@pytest.mark.parametrize(
    "row",
    [
        ("priority", "==", "many"),
        ("priority", "==", "NaN"),
        ("priority", "in", "1"),
        ("has_team", "==", ""),
        ("phase", "in", " , "),
        ("phase", "", "new"),
        ("weather", "==", "fine"),
        ("opened", "==", "tomorrow"),
        ("opened", "==", "2026-02-30"),
        ("proof", "==", "x"),
        ("person.site", "answered", ""),
        ("person.id", "==", "1"),
    ],
)
def test_a_row_that_says_nothing_is_refused(row):
    with pytest.raises(BadRow):
        source_of(Rows("all", (Row(*row),)), FACTS)


def test_of_what_cannot_be_compared_rows_ask_whether_it_is_answered():
    assert set(can_ask(FACTS)["proof"]) == {"answered", "unanswered"}
    assert can_ask(FACTS)["person.id"] == {}


TEXT = st.text("abz 等é🙂\"'\\\n\t{}%", min_size=1, max_size=12).filter(lambda text: text.strip())


@st.composite
def some_rows(draw):
    name = draw(st.sampled_from(["priority", "phase", "has_team", "opened", "needs"]))
    kind = FACTS[name].type
    sign = draw(st.sampled_from(list(COMPARISONS[kind])))
    if kind == "yesno":
        value = draw(st.sampled_from(["yes", "no"]))
    elif kind == "number":
        value = str(draw(st.integers(-(10**6), 10**6)))
    elif kind == "date":
        value = draw(st.sampled_from(["today", "today+3", "today-14", "2026-12-24"]))
    elif kind == "choices":
        value = draw(st.sampled_from(["screen", "mouse"]))
    elif sign == "in":
        value = ", ".join(word.strip() for word in draw(st.lists(TEXT, min_size=1, max_size=3)))
    else:
        value = draw(TEXT).strip()
    return Row(name, sign, value)


@given(st.sampled_from(["all", "any"]), st.lists(some_rows(), min_size=2, max_size=4))
def test_rows_come_back_as_they_were_built(joined, rows):
    built = Rows(joined, tuple(rows))
    source = source_of(built, FACTS)
    compile_rule(source, FACTS)
    assert rows_of(source, FACTS) == built
