"""Why a rule holds or not, to the person it affects."""

import pytest
from django.utils import translation

from rules import Fact, Facts, compile_rule

FACTS = Facts(
    amount=Fact("money", label={"en": "Cost", "zh": "费用"}),
    limit="number",
    site=Fact(
        "choice", label="Site", choices={"hq": {"en": "Headquarters", "zh": "总部"}, "lab": "Laboratory"}
    ),
    kinds=Fact("choices", label="Kinds", choices={"a": "Alpha", "b": "Beta"}),
    reason="text",
    urgent=Fact("yesno", label="Urgent"),
    day=Fact("date", label="First day"),
    requester="person",
    lines=Fact("table", fields={"price": "money"}),
)


def why(source: str, **values) -> str:
    return compile_rule(source, FACTS).explain(values).sentence


@pytest.mark.parametrize(
    ("source", "values", "sentence"),
    [
        ("amount > 10000 && site == 'hq'", {"amount": 12000, "site": "hq"},
         "This applies because “Cost” is 12000, more than 10000 and “Site” is Headquarters."),
        ("amount > 10000 && site == 'hq'", {"amount": 900, "site": "hq"},
         "This does not apply because “Cost” is 900, not more than 10000."),
        ("amount > 10000 && site == 'hq'", {"amount": 900, "site": "lab"},
         "This does not apply because “Cost” is 900, not more than 10000 and “Site” is Laboratory, not Headquarters."),
        ("amount > 10000 || urgent", {"amount": 900, "urgent": True}, "This applies because “Urgent” is yes."),
        ("amount > 10000 || urgent", {"amount": 900},
         "This does not apply because “Cost” is 900, not more than 10000 and “Urgent” is no."),
        ("!urgent", {"urgent": False}, "This applies because “Urgent” is no."),
        ("amount > 10000 && urgent", {"urgent": True}, "This does not apply because “Cost” is not answered yet."),
        ("amount * 2 >= limit", {"amount": "10.5", "limit": 21},
         "This applies because “amount * 2” is 21, at least 21."),
        ("5 < amount", {"amount": 7}, "This applies because “Cost” is 7, more than 5."),
        ("site in ['hq', 'lab']", {"site": "lab"},
         "This applies because “Site” is Laboratory, one of: Headquarters, Laboratory."),
        ("'b' in kinds", {"kinds": ["a"]}, "This does not apply because “Kinds” does not include Beta."),
        ("reason != ''", {}, "This does not apply because “reason” is empty."),
        ("day < date('2026-03-02')", {"day": "2026-03-01"},
         "This applies because “First day” is 1 Mar 2026, less than 2 Mar 2026."),
        ("requester.department == 'hr'", {"requester": {"department": "it"}},
         "This does not apply because “requester.department” is it, not hr."),
        ("lines.exists(l, l.price > 3)", {"lines": [{"price": 4}]},
         "This applies because “lines.exists(l, l.price > 3)” is true."),
        ("answered.reason && urgent", {"urgent": True}, "This does not apply because “reason” is not answered yet."),
        ("amount / 0 > 1", {"amount": 1}, "This does not apply because “amount / 0 > 1” can't be told."),
        ("(urgent || (amount > 1))\n && !(site == 'hq')", {"amount": 2, "site": "lab"},
         "This applies because “Cost” is 2, more than 1 and “Site” is Laboratory, not Headquarters."),
    ],
)  # fmt: skip
def test_the_parts_that_decided_are_told_with_the_values_they_met(source, values, sentence):
    assert why(source, **values) == sentence


def test_the_reader_chooses_the_language():
    explanation = compile_rule("amount > 1 && site == 'hq'", FACTS).explain({"amount": 2, "site": "hq"})
    with translation.override("zh-hans"):
        assert any("费用" in reason for reason in explanation.reasons)
        assert any("总部" in reason for reason in explanation.reasons)
    with translation.override("en"):
        assert "Headquarters" in explanation.sentence


def test_the_facts_read_are_listed():
    explanation = compile_rule("amount > 1 && answered.site", FACTS).explain({"amount": 2, "reason": "x"})
    assert explanation.facts == [("amount", 2), ("site", None)]
    assert explanation.holds is False


def test_long_things_are_told_shortly():
    assert len(why("reason == ''", reason="long " * 1000)) < 200
