"""What a writer of rules is told before a rule is published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import BrokenRule, Fact, Facts, compile_rule

FACTS = Facts(
    amount="number",
    reason="text",
    day="date",
    urgent="yesno",
    kinds=Fact("choices", choices={"a": "A", "b": "B"}),
    site=Fact("choice", choices={"hq": "HQ", "lab": "Lab"}),
    requester="person",
    lines=Fact("table", fields={"price": "money", "count": "number"}),
)
LONG_LIST = "[" + ",".join(map(str, range(100))) + "]"


def broken(source: str, expects: str = "bool") -> tuple[int, int, str]:
    with pytest.raises(BrokenRule) as caught:
        compile_rule(source, FACTS, expects=expects)
    assert caught.value.code == "broken-rule"
    return caught.value.line, caught.value.column, str(caught.value)


@pytest.mark.parametrize(
    ("source", "place", "said"),
    [
        ("", (1, 1), "The rule is empty."),
        ("amont > 3", (1, 1), "There is no answer called “amont”. Did you mean “amount”?"),
        ("urgent &&\n  Amount > 3", (2, 3), "There is no answer called “Amount”. Did you mean “amount”?"),
        ("zzz == 1", (1, 1), "There is no answer called “zzz”."),
        ("reason == '电脑' && amont > 3", (1, 19), "There is no answer called “amont”. Did you mean “amount”?"),
        ("foo(amount)", (1, 4), "There is no function called “foo”."),
        ("siz(reason) > 1", (1, 4), "There is no function called “siz”. Did you mean “size”?"),
        ("amount > 'x'", (1, 8), "“>” can't be used between a number and a text."),
        ("day > '2026-01-01'", (1, 5), "“>” can't be used between a date and a text."),
        ("urgent && amount", (1, 8), "“&&” joins conditions; here it stands beside yes or no and a number."),
        ("reason.contains(1)", (1, 16), "“contains” can't be used with a text and a number."),
        ("amount == null", (1, 8), "To ask whether something is answered, write “answered.” before its name."),
        ("urgent ? amount : reason", (1, 8),
         "Before “?” stands a condition, and both answers after it must be of one kind."),
        ("amount", (1, 1), "This must give yes or no, but gives a number."),
        ("reason", (1, 1), "This must give yes or no, but gives a text."),
        ("amount > 3 and urgent", (1, 12), "Write && instead of “and”."),
        ("amount > 3 or urgent", (1, 12), "Write || instead of “or”."),
        ("not urgent", (1, 5), "Write ! instead of “not”."),
        ("amount = 3", (1, 8), "Write == to compare two things."),
        ("amount === 3", (1, 10), "Write == to compare two things."),
        ("amount > 3 &&", (1, 14), "Something is missing at the end."),
        ("(amount > 3", (1, 12), "A bracket is opened but not closed."),
        ("reason == 'x", (1, 11), "A text must end with the same quotation mark it began with."),
        ("reason == “x”", (1, 11), "Write \" instead of ““”."),
        ("（amount > 1）", (1, 1), "Write ( instead of “（”."),
        ("amount ≥ 3", (1, 8), "Write >= instead of “≥”."),
        ("amount > 1,000", (1, 11), "“,” is not expected here."),
        ("amount > 3;", (1, 11), "“;” is not expected here."),
        ("import", (1, 1), "“import” has a meaning of its own and can't stand here."),
        ("amount.name == 'x'", (1, 7), "Nothing can be asked of a number with a dot."),
        ("requester.nme == 'x'", (1, 10), "“requester” has no “nme”. Did you mean “name”?"),
        ("lines.exists(l, l.prce > 3)", (1, 18), "“lines” has no “prce”. Did you mean “price”?"),
        ("lines[0].prce > 3", (1, 9), "“lines” has no “prce”. Did you mean “price”?"),
        ("lines.exists(l, l.zzzzz > 3)", (1, 18), "“lines” has no “zzzzz”. It has: price, count."),
        ("site == 'HQ'", (1, 9), "“HQ” is not one of the choices of “site”. Did you mean “hq”?"),
        ("site in ['hq', 'moon']", (1, 16), "“moon” is not one of the choices of “site”."),
        ("'c' in kinds", (1, 1), "“c” is not one of the choices of “kinds”."),
        ("reason.matches(requester.name)", (1, 25),
         "The pattern of matches() must be written here, between quotation marks."),
        ("reason.matches('(')", (1, 16), "“(” is not a regular expression."),
        ("(" * 60 + "urgent" + ")" * 60, (0, 0), "This is nested too deeply, or too long a chain; split it up."),
        ("x" * 5000, (0, 0), "A rule may have at most 4000 characters."),
    ],
)  # fmt: skip
def test_a_broken_rule_is_refused_with_its_place_and_what_to_do(source, place, said):
    assert broken(source) == (*place, said)


def test_the_empty_choice_may_be_asked_for():
    assert compile_rule("site == ''", FACTS).holds({})


def test_what_is_expected_is_checked():
    assert compile_rule("amount * 2", FACTS, expects="number")
    assert compile_rule("day", FACTS, expects="date")
    assert compile_rule("kinds", FACTS, expects="list")
    assert broken("amount", "text")[2] == "This must give a text, but gives a number."
    assert broken("amount", "date")[2] == "This must give a date, but gives a number."
    assert broken("urgent", "number")[2] == "This must give a number, but gives yes or no."


@pytest.mark.parametrize(
    "source",
    [
        "__import__('os').system('true')",
        "open('/etc/passwd')",
        "requester.__class__ == 'x'",
        "().__class__.__bases__",
        "lambda: 1",
        "{{ settings.SECRET_KEY }}",
        "exec('x')",
        "@+@(amount, amount) == 1",
        "google.protobuf.Any{}",
        "b'\\xff' == 'x'",
        "amount; urgent",
        "\x00",
        "'" * 3000,
        "[" * 1000,
        "urgent" + " && urgent" * 400 + " &&",
    ],
)
def test_a_hostile_rule_is_refused_in_words(source):
    line, column, said = broken(source)
    assert said
    assert "INVALID_ARGUMENT" not in said
    assert line >= 0
    assert column >= 0


@pytest.mark.parametrize(
    "source",
    [
        f"{LONG_LIST}.all(a, {LONG_LIST}.all(b, {LONG_LIST}.all(c, true)))",
        f"{LONG_LIST}.map(a, {LONG_LIST}.map(b, {LONG_LIST})).size() > 1",
        "9223372036854775807 + 1 > 0",
        "day + days(99999999999) > day",
        "reason.matches('(x+x+)+y')",
    ],
)
def test_an_exhausting_rule_ends_soon_and_does_not_hold(source):
    assert not compile_rule(source, FACTS).holds({"reason": "x" * 5000, "day": "2026-01-01"})


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_refused_in_words(source):
    refusal = refused(source)
    assert refusal is None or str(refusal)


def refused(source: str, expects: str = "bool") -> BrokenRule | None:
    try:
        compile_rule(source, FACTS, expects=expects)
    except BrokenRule as refusal:
        return refusal
    return None


WORDS = """amount reason day urgent kinds site requester lines . .name ( ) [ ] && || ! > < == != + - * / ? : in , 'hq'
1 2.5 true size today() days(1) exists map l null answered."""
PIECES = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=12)


@given(PIECES)
def test_any_rule_like_text_is_a_rule_or_refused_and_then_works(pieces):
    source = " ".join(pieces)
    if refusal := refused(source, "any"):
        assert str(refusal)
        return
    rule = compile_rule(source, FACTS, expects="any")
    values = {"amount": 1, "reason": "a", "day": "2026-01-01", "urgent": True, "site": "hq"}
    rule.value(values)
    assert isinstance(rule.explain(values).sentence, str)
