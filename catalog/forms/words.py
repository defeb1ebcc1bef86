"""What somebody typed into the search box is the beginning of what they write on the form."""

import re
import unicodedata

from catalog.models import ServiceVersion
from catalog.questions import Question
from catalog.spec import ServiceSpec

PLACEHOLDER = re.compile(r"{(\w+)}")


def prefill_of_words(version: ServiceVersion, typed: str) -> dict[str, str]:
    """What the words that led to a form say to fill in: the question that becomes the ticket's subject, else
    the first long text everybody must write.

    Who only typed what the service is called has not said anything yet.
    """
    spec, typed = version.service_spec, " ".join(typed.split())
    question = _subject(spec) or _description(spec)
    if not typed or question is None or _plain(typed) in _names(spec):
        return {}
    return {question.name: typed[: getattr(question, "max_length", None) or len(typed)]}


def _subject(spec: ServiceSpec) -> Question | None:
    named = {name for text in spec.subject.values() for name in PLACEHOLDER.findall(text)}
    return next((one for one in spec.asked if one.name in named and one.kind == "text"), None)


def _description(spec: ServiceSpec) -> Question | None:
    long = (one for one in spec.asked if one.kind == "longtext" and one.required and not one.visible_if)
    return next(long, None)


def _names(spec: ServiceSpec) -> set[str]:
    return {_plain(name) for name in [*spec.title.values(), *spec.keywords]}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
