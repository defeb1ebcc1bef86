"""Decision tables: which rows apply, what they say together, and which cell is wrong."""

from decimal import Decimal

import pytest

from rules import Facts
from rules.tables import Aggregate, BadCell, Column, HitPolicy, Row, Table, Undecided, checked
from rules.tables.cells import test_of as condition_of
from rules.tables.deciding import faults

FACTS = Facts(amount="number", site="text", urgent="yesno", day="date")


def table(*rows: str, policy: str = "U", aggregate: str = "", outputs: str = "approver") -> Table:
    """Rows as `test | test -> value | value`; the inputs are the amount and the site."""
    cells = [line.split("->") for line in rows]
    return Table(
        "who-approves",
        (Column("amount", "amount"), Column("site", "site")),
        tuple(Column(name) for name in outputs.split()),
        tuple(
            Row(tuple(one.strip() for one in left.split("|")), tuple(one.strip() for one in right.split("|")))
            for left, right in cells
        ),
        HitPolicy(policy),
        Aggregate(aggregate),
    )


APPROVERS = table(
    '<= 1000          | -            -> "nobody"',
    '(1000..10000]    | "hq", "lab"  -> "manager"',
    '(1000..10000]    | not("hq", "lab") -> "site-lead"',
    "> 10000          | -            -> 'director'",
)


@pytest.mark.parametrize(
    ("amount", "site", "approver", "row"),
    [
        (1000, "hq", "nobody", 1),
        (1000.01, "hq", "manager", 2),
        (10000, "lab", "manager", 2),
        (10000, "berlin", "site-lead", 3),
        (10001, "", "director", 4),
    ],
)
def test_the_row_that_applies_decides(amount, site, approver, row):
    decision = checked(APPROVERS, FACTS).decide({"amount": amount, "site": site})
    assert decision.values == {"approver": approver}
    assert decision.rows == (row,)


@pytest.mark.parametrize(
    ("cell", "value", "passes"),
    [
        ("-", 5, True),
        ("", 5, True),
        ("5", 5, True),
        ("5, 6", 6, True),
        ("= 5", 5, True),
        ("!= 5", 5, False),
        ("[1..5]", 1, True),
        ("(1..5)", 1, False),
        ("]1..5[", 5, False),
        ("]1..5]", 5, True),
        ("not(5)", 5, False),
        ("not([1..3], 9)", 5, True),
        ("? % 2 == 1", 5, True),
        ("< 2, > 4", 5, True),
        (">= limit", 5, True),
    ],
)
def test_tests_on_numbers(cell, value, passes):
    one = Table("t", (Column("n", "n"),), (Column("out"),), (Row((cell,), ("1",)),), HitPolicy.COLLECT)
    found = checked(one, Facts(n="number", limit="number")).decide({"n": value, "limit": 3})
    assert bool(found.rows) is passes


def test_texts_keep_what_is_in_their_quotes():
    assert condition_of('"a, b"', "x") == 'x == "a, b"'
    assert condition_of('"a?"', "x") == 'x == "a?"'
    assert condition_of("x.contains('?') && ? != ''", "y") == "x.contains('?') && (y) != ''"
    assert condition_of('"say \\"hi\\""', "x") == 'x == "say \\"hi\\""'


def test_days_are_compared():
    one = Table("t", (Column("d", "day"),), (Column("out"),), (Row(('< date("2026-12-24")',), ('"early"',)),))
    assert checked(one, FACTS).decide({"day": "2026-12-01"}).values == {"out": "early"}


def test_what_is_unanswered_passes_no_test():
    with pytest.raises(Undecided, match="No row"):
        checked(APPROVERS, FACTS).decide({"site": "hq"})


def test_two_rows_of_a_unique_table_contradict_each_other():
    twice = table("> 1 | - -> 'a'", "> 2 | - -> 'b'")
    with pytest.raises(Undecided, match="1, 2"):
        checked(twice, FACTS).decide({"amount": 3})
    assert checked(twice, FACTS).decide({"amount": 2}).values == {"approver": "a"}


def test_any_is_content_when_the_rows_agree():
    agree = table("> 1 | - -> 'a'", "> 2 | - -> 'a'", "> 5 | - -> 'b'", policy="A")
    assert checked(agree, FACTS).decide({"amount": 3}).values == {"approver": "a"}
    with pytest.raises(Undecided, match="different"):
        checked(agree, FACTS).decide({"amount": 6})


def test_first_takes_the_first_and_rule_order_all():
    rows = ("> 1 | - -> 'a'", "> 2 | - -> 'b'")
    assert checked(table(*rows, policy="F"), FACTS).decide({"amount": 3}).values == {"approver": "a"}
    assert checked(table(*rows, policy="R"), FACTS).decide({"amount": 3}).values == {"approver": ["a", "b"]}


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [("", [10, 5]), ("+", Decimal(15)), ("<", Decimal(5)), (">", Decimal(10)), ("#", 2)],
)
def test_what_is_collected_is_added_up(aggregate, expected):
    costs = table("> 1 | - -> 10", "> 2 | - -> amount + 2", "> 9 | - -> 1", policy="C", aggregate=aggregate)
    assert checked(costs, FACTS).decide({"amount": 3}).values == {"approver": expected}


def test_nothing_collected_is_nothing():
    assert checked(table("> 1 | - -> 10", policy="C", aggregate="+"), FACTS).decide({"amount": 0}).values == {
        "approver": 0
    }
    assert checked(table("> 1 | - -> 10", policy="C", aggregate="<"), FACTS).decide({"amount": 0}).values == {
        "approver": None
    }


@pytest.mark.parametrize(
    ("bad", "row", "column"),
    [
        (table("> 'x' | - -> 1"), 1, 1),
        (table("- | - -> 1", "- | > -> 1"), 2, 2),
        (table("- | - -> nonsense("), 1, 3),
        (table("- -> 1"), 1, 0),
        (table("1,,2 | - -> 1"), 1, 1),
        (table("- | - -> 1", outputs="if"), 0, 3),
        (table("- | - -> 1", aggregate="+"), 0, 0),
        (table("- | - -> ", outputs=""), 0, 0),
    ],
)
def test_a_wrong_cell_is_named(bad, row, column):
    with pytest.raises(BadCell) as refused:
        checked(bad, FACTS)
    assert (refused.value.row, refused.value.column) == (row, column)
    assert faults(bad, FACTS)[0].row == row


def test_every_row_says_its_first_fault():
    assert [
        one.row
        for one in faults(
            table(
                "> 'x' | - -> 1",
                "1 | - -> 1",
                "- | - -> (",
            ),
            FACTS,
        )
    ] == [1, 3]


def test_a_table_of_thousands_of_rows_is_refused():
    with pytest.raises(BadCell, match="too large"):
        checked(table(*["1 | - -> 1"] * 501), FACTS)
