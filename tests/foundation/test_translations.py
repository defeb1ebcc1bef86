"""Both languages are whole: nothing is left untranslated, and no translation loses a place to fill in."""

import re
from pathlib import Path

import polib
import pytest
import wagtail
from django.conf import settings

CATALOGUE = Path(settings.ROOT) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


# What Wagtail's own Chinese catalogues lack, for the parts of it that publishers meet.
WAGTAILS = Path(settings.ROOT) / "ui" / "wagtail_locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PARTS = ("admin", "images", "documents", "snippets", "users", "locales", "contrib/typed_table_block", ".")


def entries(*catalogues: Path) -> list[polib.POEntry]:
    return [entry for one in catalogues or (CATALOGUE, WAGTAILS) for entry in polib.pofile(str(one))]


def said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def places(text: str) -> list[str]:
    return sorted(named or braced for named, braced in PLACES.findall(text))


def test_every_sentence_is_there_in_chinese():
    missing = [entry.msgid for entry in entries() if not all(said(entry))]
    assert missing == []
    assert [entry.msgid for entry in entries() if entry.fuzzy] == []


def test_no_translation_loses_or_invents_a_place():
    wrong = []
    for entry in entries():
        wanted = places(entry.msgid_plural or entry.msgid)
        for text in said(entry):
            if places(text) != wanted and not (entry.msgid_plural and set(places(text)) <= set(wanted)):
                wrong.append((entry.msgid, text))
    assert wrong == []


@pytest.mark.parametrize("part", PARTS)
def test_the_back_office_speaks_chinese_where_wagtail_does_not(part):
    """Also after the next version of Wagtail: what it says anew is missed here."""
    folder = Path(wagtail.__file__).parent / part / "locale"
    known = {(one.msgctxt, one.msgid) for one in entries(WAGTAILS)}
    known |= {
        (one.msgctxt, one.msgid)
        for one in entries(folder / "zh_Hans" / "LC_MESSAGES" / "django.po")
        if one.translated()
    }
    said = {(one.msgctxt, one.msgid) for one in entries(folder / "en" / "LC_MESSAGES" / "django.po")}
    assert said - known == set()


@pytest.mark.parametrize("word", ["Services", "My requests", "Board", "Sign in"])
def test_the_words_of_the_navigation_are_ours(word):
    """A wrong catalogue (another app's, an empty one) would still say something for most words."""
    found = {entry.msgid: entry.msgstr for entry in entries(CATALOGUE)}
    assert re.search(r"[\u4e00-\u9fff]", found[word])
