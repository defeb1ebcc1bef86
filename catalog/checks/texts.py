"""Are all texts there, in both languages, and do their placeholders name something?"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from catalog.conditions import PERSON
from catalog.faults import Fault
from catalog.spec import ServiceSpec
from catalog.texts import is_empty
from ui import icons

PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")
NEEDED = {
    "title": _("The service needs a name."),
    "summary": _("Say in one sentence what the service is; lists show it."),
    "description": _("Say what people get."),
    "for_whom": _("Say for whom the service is."),
}


def check_texts(spec: ServiceSpec) -> list[Fault]:
    return [*_needed(spec), *_untranslated(spec), *_placeholders(spec)]


def _needed(spec: ServiceSpec) -> Iterator[Fault]:
    for name, sentence in NEEDED.items():
        if is_empty(getattr(spec, name)):
            yield Fault(name, sentence, blocks=name == "title")
    if spec.icon not in icons.names():
        sentence = _("There is no picture called “%(name)s”; people see a plain box.") % {"name": spec.icon}
        yield Fault("icon", sentence, blocks=False)
    if not spec.steps:
        yield Fault("steps", _("Say what happens next; people ask."), blocks=False)


def _untranslated(spec: ServiceSpec) -> Iterator[Fault]:
    for place, text in spec.texts():
        if text["en"] and not text["zh"]:
            sentence = _("“%(text)s” has no Chinese text.") % {"text": text["en"][:60]}
            yield Fault(place, sentence, blocks=False, language="zh-hans", about=about(spec, place))
        elif text["zh"] and not text["en"]:
            sentence = _("“%(text)s” has no English text.") % {"text": text["zh"][:60]}
            yield Fault(place, sentence, blocks=False, language="en", about=about(spec, place))


def _placeholders(spec: ServiceSpec) -> Iterator[Fault]:
    # Not `spec.facts`: a question with an impossible name has none, and that is said elsewhere.
    known = {"person", *(f"person.{field}" for field in PERSON.fields)}
    for question in spec.asked:
        known |= {question.name, *question.facts()}
    for place, text in spec.texts():
        if place != "subject" and not place.endswith(".message"):
            continue
        for language, said in (("en", text["en"]), ("zh-hans", text["zh"])):
            for name in PLACEHOLDER.findall(said):
                if name not in known:
                    sentence = _("There is no question called “%(name)s”.") % {"name": name}
                    yield Fault(place, sentence, language=language, about=about(spec, place))


def about(spec: ServiceSpec, place: str) -> str:
    """What people call the place: the text of the question it belongs to."""
    first, _dot, rest = place.partition(".")
    if first != "questions":
        return ""
    question = spec.questions[int(rest.partition(".")[0])]
    return question.text or question.name
