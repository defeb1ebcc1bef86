"""How a difference reads: what changed, from what, to what."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

LONGEST = 120  # characters of a text that are shown
BEFORE = 20  # characters shown before the first that differs

Called = Callable[[str, str], str]  # (field, short name) → what people call it


@dataclass(frozen=True)
class Difference:
    """One thing that differs. `place` is a path into the newer specification, or the older where it is gone."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def slugs(field: str, slug: str) -> str:
    """Short names as they are."""
    return slug


def changed(place: str, what: str, old: Any, new: Any) -> Iterator[Difference]:
    """One setting whose value differs: set, changed or taken away."""
    if old == new:
        return
    if _is_text(old) or _is_text(new):
        yield from _text(place, what, old or {}, new or {})
    elif isinstance(old, bool) and isinstance(new, bool):
        sentence = _("%(what)s: yes") if new else _("%(what)s: no longer")
        yield Difference(place, sentence % {"what": what})
    else:
        yield Difference(place, _step(what, shown(old), shown(new)))


def shown(value: Any) -> str:
    """A stored value as one line of text; nothing as ""."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}


def _is_text(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"en", "zh"}


def _text(place: str, what: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Difference]:
    for side, where in (("en", _("%(what)s in English")), ("zh", _("%(what)s in Chinese"))):
        before, after = old.get(side, ""), new.get(side, "")
        if before != after:
            yield Difference(place, _step(where % {"what": what}, before, after))


def _step(what: str, old: str, new: str) -> str:
    plain_old, plain_new = strip(old), strip(new)
    if plain_old == plain_new:
        if strip_tags(old) != old or strip_tags(new) != new:
            return _("%(what)s is laid out differently, with the same words") % {"what": what}
        plain_old, plain_new = json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False)
    before, after = excerpts(plain_old, plain_new)
    if not before:
        return _("%(what)s is now %(new)s") % {"what": what, "new": quoted(after)}
    if not after:
        return _("%(what)s was taken away: %(old)s") % {"what": what, "old": quoted(before)}
    return _("%(what)s: %(old)s → %(new)s") % {"what": what, "old": quoted(before), "new": quoted(after)}


def strip(text: str) -> str:
    """The words alone, on one line."""
    return " ".join(strip_tags(text.replace("<", " <")).split()) if _is_html(text) else " ".join(text.split())


def _is_html(text: str) -> bool:
    return text.lstrip().startswith("<")


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts, long ones cut to where they begin to differ."""
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    same = next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    start = max(0, same - BEFORE)
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    if not text:
        return ""
    start = min(start, max(0, len(text) - BEFORE))
    part = text[start : start + LONGEST]
    return f"{'…' if start else ''}{part}{'…' if start + LONGEST < len(text) else ''}"
