"""How an event reads: its verb's sentence, filled in, in the reader's language."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from journal import verbs

if TYPE_CHECKING:
    from journal.models import Event

PLACE = re.compile(r"\{(\w+)\}")
NOTHING = "–"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


def sentence_of(event: "Event") -> str:
    """The sentence of the event's verb; a key that is missing reads as a dash, never as an error."""
    verb = verbs.find(event.verb)
    template = str(verb.sentence) if verb else _("{actor}: {verb} ({subject})")
    return fill(template, values_of(event))


def values_of(event: "Event") -> dict[str, Any]:
    known = {"actor": str(event.actor), "subject": event.subject_label, "verb": event.verb}
    return {**(event.data if isinstance(event.data, dict) else {}), **known}


def fill(template: str, values: Mapping[str, Any]) -> str:
    """`template` with each {name} replaced. What stands in a value is text, never a template."""
    return PLACE.sub(lambda match: words_for(values.get(match[1])), template)


def words_for(value: Any) -> str:
    """A stored value as people read it: their language's side, days and times by locale, lists joined."""
    if value is None or value == "" or value == [] or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return _side(value)
    if isinstance(value, (list, tuple)):
        return _(", ").join(words_for(one) for one in value)
    if isinstance(value, str):
        return _moment(value)
    return formats.localize(value) if isinstance(value, (int, float)) else str(value)


def _side(value: Mapping[str, Any]) -> str:
    first, second = ("zh", "en") if (get_language() or "en").lower().startswith("zh") else ("en", "zh")
    text = value.get(first) or value.get(second) or value.get("label") or value.get("name")
    return NOTHING if not text else words_for(text)


def _moment(text: str) -> str:
    try:
        if DAY.fullmatch(text):
            return formats.date_format(date.fromisoformat(text), "DATE_FORMAT")
        if MOMENT.fullmatch(text):
            moment = datetime.fromisoformat(text)
            moment = timezone.localtime(moment) if timezone.is_aware(moment) else moment
            return formats.date_format(moment, "DATETIME_FORMAT")
    except ValueError:
        pass
    return text
