"""What differs between two versions of a service, in sentences."""

import pytest
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings

from catalog import package
from catalog.comparing import differences
from tests.catalog.conftest import question, written
from tests.catalog.specs import SPECS, neighbours

CHOICES = [
    {"value": "13", "label": {"en": "13 inch", "zh": "13 英寸"}},
    {"value": "15", "label": {"en": "15 inch", "zh": "15 英寸"}},
]
MODEL = {**question("choice", "model", choices=CHOICES), "label": {"en": "Which model?", "zh": "哪个型号？"}}
WHY = {**question("longtext", "why"), "label": {"en": "Why?", "zh": "为什么？"}}
WHEN = {**question("date", "when"), "label": {"en": "When?", "zh": "何时？"}}
HEADING = {"kind": "section", "label": {"en": "Delivery", "zh": "交付"}}


def spec(**more):
    return package.read(written("laptop", **{"questions": [MODEL, WHY, WHEN], **more}))


def said(old: dict, new: dict, language: str = "en") -> list[str]:
    with translation.override(language):
        return [str(one) for one in differences(spec(**old), spec(**new))]


few = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@few
@given(SPECS, SPECS)
def test_two_services_differ_in_words_exactly_when_they_differ(old, new):
    assert differences(old, old) == []
    assert bool(differences(old, new)) is (old.digest() != new.digest())


@few
@given(neighbours())
def test_any_single_change_is_said_in_both_languages(pair):
    old, new = pair
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert bool(differences(old, new)) is (old.digest() != new.digest())


SENTENCES = [
    (
        {},
        {"questions": [{**MODEL, "required": True}, WHY, WHEN]},
        ["Question “Which model?” is now required"],
    ),
    (
        {"questions": [{**MODEL, "required": True}]},
        {"questions": [MODEL]},
        ["Question “Which model?” may be left empty now"],
    ),
    ({}, {"questions": [MODEL, WHY]}, ["Question “When?” was removed"]),
    ({}, {"questions": [MODEL, HEADING, WHY, WHEN]}, ["Section “Delivery” was added after “Which model?”"]),
    ({}, {"questions": [WHEN, MODEL, WHY]}, ["Question “When?” moved to the beginning"]),
    (
        {"questions": [{**MODEL, "choices": CHOICES[1:]}]},
        {"questions": [MODEL]},
        ["Choice “13 inch” added to “Which model?”"],
    ),
    (
        {},
        {"questions": [MODEL, {**WHY, "visible_if": "model == '15'"}, WHEN]},
        ["“Why?”, “Shown only if” is now “model == '15'”"],
    ),
    (
        {},
        {"questions": [MODEL, {**WHY, "label": {"en": "Why?", "zh": "原因？"}}, WHEN]},
        ["Text of “Why?” in Chinese: “为什么？” → “原因？”"],
    ),
    ({"service_level": "standard"}, {"service_level": "fast"}, ["Promised time: “standard” → “fast”"]),
    ({}, {"impact": 1}, ["Impact: “Low” → “High”"]),
    (
        {"audience": {"departments": ["hr"]}},
        {},
        ["For the department removed: “hr”", "It is for everybody now"],
    ),
    (
        {},
        {"routes": [{"when": "person.site == 'shanghai'", "team": "it-network"}]},
        ["Team by rule added: if person.site == 'shanghai' then it-network"],
    ),
    ({}, {"price": {"amount": "10.00"}}, ["Price is now “10.00 EUR”"]),
    ({}, {"keywords": ["notebook"]}, ["Other words for it added: “notebook”"]),
    ({"articles": ["a", "b"]}, {"articles": ["b", "a"]}, ["Article: in another order"]),
    ({"on_behalf": True}, {"on_behalf": False}, ["May be ordered for somebody else: no longer"]),
    (
        {"description": {"en": "<p>One two</p>", "zh": ""}},
        {"description": {"en": "<p>One <b>two</b></p>", "zh": ""}},
        ["What you get in English is laid out differently, with the same words"],
    ),
]


@pytest.mark.parametrize(("old", "new", "sentences"), SENTENCES)
def test_what_a_publisher_reads(old, new, sentences):
    assert said(old, new) == sentences


def test_a_chinese_publisher_reads_chinese():
    [sentence] = said({}, {"questions": [{**MODEL, "required": True}, WHY, WHEN]}, "zh-hans")
    assert "哪个型号？" in sentence
    assert "Which model" not in sentence
    assert "required" not in sentence


def test_for_whom_a_rule_about_answers_holds_has_no_order():
    whom = ["watchers", "auditors"]
    old, new = ({"masks": [{"questions": ["why"], "who": one, "at": one}]} for one in (whom, whom[::-1]))
    assert said(old, new) == []
    assert spec(**old).digest() == spec(**new).digest()


def test_of_a_long_text_the_part_that_differs_is_shown():
    long = "The same words as before, many of them. " * 20
    old, new = ({"description": {"en": f"<p>{long}{end}</p>", "zh": ""}} for end in ("Old end.", "New end."))
    [sentence] = said(old, new)
    assert "Old end." in sentence
    assert "New end." in sentence
    assert len(sentence) < 400


def test_two_teams_of_one_name_are_told_apart_by_their_short_names():
    old, new = spec(team="it-one"), spec(team="it-two")
    [one] = differences(old, new, called=lambda field, slug: "IT")
    assert str(one) == "Team: “it-one” → “it-two”"
