"""What differs in who may see which answer, and in what a service leaves of its lifecycle."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from catalog.comparing.lists import Row, match
from catalog.comparing.wording import Called, Difference, changed, quoted
from catalog.spec import ServiceSpec
from tickets.masks import capacities


def with_parts(called: Called, *specs: ServiceSpec) -> Called:
    """The same, for questions and sections of these services and parts of their lifecycles, too."""
    questions = {one.name: one.text for spec in specs for one in spec.asked if one.text}
    sections = {
        name: spec.questions[place].text for spec in specs for name, place in spec.section_names.items()
    }
    people = {one.name: str(one.label) for one in capacities()}
    known = {"question": questions, "section": sections, "capacity": people}

    def look_up(field: str, slug: str) -> str:
        if field in known:
            return known[field].get(slug) or slug
        if field in ("status", "step"):
            for spec in reversed(specs):
                whole = f"{spec.lifecycle}.{slug}"
                said = called(field, whole)
                if said != whole:
                    return said
            return slug
        return called(field, slug)

    return look_up


def compare_masks(old: list[Row], new: list[Row], called: Called) -> Iterator[Difference]:
    """Rules have no names: equal ones belong together, then those in the same order."""
    found = match(old, new, lambda row: None)
    for place in found.removed:
        yield Difference(
            "masks", _("Rule about answers removed: %(rule)s") % {"rule": said(old[place], called)}
        )
    for place in found.added:
        sentence = _("Rule about answers added: %(rule)s") % {"rule": said(new[place], called)}
        yield Difference(f"masks.{place}", sentence)
    for _was, place in found.moved:
        sentence = _("Rule about answers moved: %(rule)s") % {"rule": said(new[place], called)}
        yield Difference(f"masks.{place}", sentence)
    for was, place in found.pairs:
        if old[was] != new[place]:
            before, after = said(old[was], called), said(new[place], called)
            if before == after:  # two things of one name
                before, after = (json.dumps(row, ensure_ascii=False) for row in (old[was], new[place]))
            yield from changed(f"masks.{place}", _("Rule about answers"), before, after)


def said(mask: Row, called: Called) -> str:
    """A rule as a sentence."""
    may = {"hidden": _("hidden"), "read": _("to be read"), "edit": _("to be read and edited")}

    def names(key: str, field: str) -> str:
        return ", ".join(called(field, one) for one in mask[key])

    what = ", ".join(filter(None, [names("questions", "question"), names("sections", "section")]))
    words = {"what": what or "…", "who": names("who", "capacity") or "…", "may": may[mask["may"]]}
    if mask["at"]:
        return _("%(what)s: %(may)s (%(who)s; %(at)s)") % {**words, "at": names("at", "status")}
    return _("%(what)s: %(may)s (%(who)s)") % words


def compare_without(old: Row, new: Row, called: Called) -> Iterator[Difference]:
    """Steps and statuses that went out of use, or came back into it."""
    sentences: dict[str, tuple[str, str]] = {
        "steps": (_("The step %(name)s is no longer used"), _("The step %(name)s is used again")),
        "statuses": (_("The status %(name)s is no longer used"), _("The status %(name)s is used again")),
    }
    for key, field in (("steps", "step"), ("statuses", "status")):
        gone, back = sentences[key]
        yield from _each(f"without.{key}", gone, set(new[key]) - set(old[key]), field, called)
        yield from _each(f"without.{key}", back, set(old[key]) - set(new[key]), field, called)
        if old[key] != new[key] and set(old[key]) == set(new[key]):
            yield Difference(f"without.{key}", _("What isn't used of the lifecycle: in another order"))


def _each(place: str, sentence: str, names: set[str], field: str, called: Called) -> Iterator[Difference]:
    for name in sorted(names):
        yield Difference(place, sentence % {"name": quoted(called(field, name))})


PARTS: dict[str, Callable[[Any, Any, Called], Iterator[Difference]]] = {
    "masks": compare_masks,
    "without": compare_without,
}
