"""Every event reads as a sentence, in its reader's language, whatever is missing."""

import pytest
from django.utils import translation

from journal import verbs
from journal.models import Event
from journal.sentences import fill, words_for
from people.models import Person
from tests.cast import NOW


@pytest.fixture
def event():
    tom = Person(username="tom", name="Tom")
    return Event(verb="lamp.lit", actor=tom, subject_label="L-1", data={}, at=NOW)


def test_names_and_data_fill_the_sentence(event):
    event.data = {"how": "at night"}
    assert event.sentence == "Tom lit L-1 at night"


def test_what_is_missing_reads_as_a_dash(event):
    assert event.sentence == "Tom lit L-1 –"
    event.data = None
    assert event.sentence == "Tom lit L-1 –"


def test_a_text_in_two_languages_is_read_in_the_readers(event):
    event.data = {"how": {"en": "brightly", "zh": "明亮"}}
    assert event.sentence == "Tom lit L-1 brightly"
    with translation.override("zh-hans"):
        assert event.sentence.endswith("明亮")
    event.data = {"how": {"en": "brightly", "zh": ""}}
    with translation.override("zh-hans"):
        assert event.sentence.endswith("brightly")


def test_what_people_typed_is_no_template(event):
    event.data = {"how": "{actor.password} %s {subject}", "actor": "Mallory"}
    assert event.sentence == "Tom lit L-1 {actor.password} %s {subject}"


def test_an_event_of_an_app_that_is_gone_still_reads(event):
    event.verb = "rocket.launched"
    assert event.sentence == "Tom: rocket.launched (L-1)"
    assert event.is_internal, "what nobody can vouch for is not shown to everybody"
    assert event.icon


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        ("", "–"),
        ([], "–"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (["a", {"en": "b", "zh": "乙"}], "a, b"),
        ({"name": "Anna"}, "Anna"),
        ("2026-03-02", "2 Mar 2026"),
        ("2026-13-45", "2026-13-45"),
        ("plain", "plain"),
    ],
)
def test_values_read_as_people_read_them(value, words):
    assert words_for(value) == words


def test_a_moment_is_told_on_the_readers_clock(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    assert words_for("2026-03-02T09:00:00+00:00") == "2 Mar 2026, 10:00"


def test_a_key_may_be_a_word_of_the_language():
    assert fill("from {from} to {to}", {"from": "a", "to": "b"}) == "from a to b"


def test_every_declared_sentence_can_be_read():
    for name in verbs.names():
        assert "{" not in fill(str(verbs.get(name).sentence), {}), name
