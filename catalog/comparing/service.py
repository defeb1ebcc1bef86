"""Everything of two services but their questions, in the order of the editor's tabs."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.comparing import masks
from catalog.comparing.lists import Row, match
from catalog.comparing.questions import compare_questions
from catalog.comparing.wording import Called, Difference, changed, quoted, slugs
from catalog.spec import ServiceSpec
from tickets.models import Kind
from tickets.models.ticket import Level
from ui.bilingual import pick

WORDS = {
    "title": gettext_lazy("Name"),
    "summary": gettext_lazy("In one sentence"),
    "description": gettext_lazy("What you get"),
    "for_whom": gettext_lazy("For whom"),
    "icon": gettext_lazy("Icon"),
    "slug": gettext_lazy("Address"),
    "department": gettext_lazy("Department"),
    "tags": gettext_lazy("Topic"),
    "keywords": gettext_lazy("Other words for it"),
    "price": gettext_lazy("Price"),
    "quantity_max": gettext_lazy("How many at once"),
    "parts": gettext_lazy("Consists of"),
    "skips_parts": gettext_lazy("Without the parts that aren't for somebody"),
    "subject": gettext_lazy("Subject of the ticket"),
    "on_behalf": gettext_lazy("May be ordered for somebody else"),
    "kind": gettext_lazy("Kind of ticket"),
    "lifecycle": gettext_lazy("Lifecycle"),
    "process": gettext_lazy("Process"),
    "has_register": gettext_lazy("Has a register page"),
    "steps": gettext_lazy("What happens next"),
    "service_level": gettext_lazy("Promised time"),
    "impact": gettext_lazy("Impact"),
    "urgency": gettext_lazy("Urgency"),
    "priorities": gettext_lazy("Priority by rule"),
    "team": gettext_lazy("Team"),
    "routes": gettext_lazy("Team by rule"),
    "articles": gettext_lazy("Article"),
    "departments": gettext_lazy("For the department"),
    "sites": gettext_lazy("For the site"),
    "roles": gettext_lazy("For the role"),
    "rule": gettext_lazy("And only if"),
}
FIRST = (
    "title",
    "summary",
    "description",
    "for_whom",
    "icon",
    "slug",
    "department",
    "tags",
    "keywords",
    "price",
    "quantity_max",
    "parts",
    "skips_parts",
)
THEN = (
    "questions",
    "subject",
    "on_behalf",
    "kind",
    "lifecycle",
    "process",
    "without",
    "masks",
    "has_register",
    "steps",
    "service_level",
    "impact",
    "urgency",
)
LAST = ("priorities", "team", "routes", "articles", "audience")
ORDER = (*FIRST, *THEN, *LAST)
REFERENCES = {"department", "team", "service_level", "lifecycle", "process"}


def differences(old: ServiceSpec, new: ServiceSpec, *, called: Called = slugs) -> list[Difference]:
    """What differs, in the active language; nothing exactly when both have the same digest.

    `called(field, slug)` gives what people call a department, team, site, role, service level or lifecycle.
    """
    before, after = old.as_json(), new.as_json()
    called = masks.with_parts(called, old, new)
    rest = [name for name in ServiceSpec.model_fields if name not in ORDER]
    return [
        difference
        for name in (*ORDER, *rest)
        for difference in _field(name, before[name], after[name], called)
    ]


def _field(name: str, old: Any, new: Any, called: Called) -> Iterator[Difference]:
    if old == new:
        return
    if name in PARTS:
        yield from PARTS[name](old, new, called)
        return
    what = str(WORDS.get(name, name))
    if name in REFERENCES:
        old, new = _called(name, old, new, called)
    elif name == "kind":
        old, new = (str(Kind(one).label) for one in (old, new))
    elif name in ("impact", "urgency"):
        old, new = (_level(one) for one in (old, new))
    yield from changed(name, what, old, new)


def _called(name: str, old: str, new: str, called: Called) -> tuple[str, str]:
    """Both as people call them; two of one name by their short names."""
    before, after = (called(name, one) if one else "" for one in (old, new))
    return (old, new) if before == after else (before, after)


def _level(value: int) -> str:
    return str(Level(value).label)


def _questions(old: list[Row], new: list[Row], _called: Called) -> Iterator[Difference]:
    yield from compare_questions(old, new)


def _price(old: Row | None, new: Row | None, _called: Called) -> Iterator[Difference]:
    def amount(price: Row | None) -> str:
        return f"{price['amount']} {price['currency']}" if price else ""

    yield from changed("price", str(WORDS["price"]), amount(old), amount(new))
    notes = ((price or {}).get("note", {"en": "", "zh": ""}) for price in (old, new))
    yield from changed("price.note", _("About the price"), *notes)


def _topics(old: list[Row], new: list[Row], _called: Called) -> Iterator[Difference]:
    labels = {row["slug"]: row["label"] for row in (*old, *new)}
    yield from _slugs(
        "tags",
        [row["slug"] for row in old],
        [row["slug"] for row in new],
        lambda one: pick(labels[one]) or one,
    )
    found = match(old, new, lambda row: row["slug"])
    for was, place in found.pairs:
        what = _("Name of the topic %(topic)s") % {"topic": quoted(new[place]["slug"])}
        yield from changed(f"tags.{place}", what, old[was]["label"], new[place]["label"])


def _words(name: str) -> Callable[[list[str], list[str], Called], Iterator[Difference]]:
    def compare(old: list[str], new: list[str], _called: Called) -> Iterator[Difference]:
        return _slugs(name, old, new, lambda one: one)

    return compare


def _slugs(
    place: str, old: list[str], new: list[str], called: Callable[[str], str], what: str = ""
) -> Iterator[Difference]:
    """A list of short names or words: what came, what went; and else that the order differs."""
    what = what or str(WORDS[place.rpartition(".")[2]])
    rows = [[{"value": one} for one in side] for side in (old, new)]
    found = match(*rows, lambda row: row["value"])
    for gone in found.removed:
        sentence = _("%(what)s removed: %(value)s")
        yield Difference(place, sentence % {"what": what, "value": quoted(called(old[gone]))})
    for come in found.added:
        yield Difference(
            place, _("%(what)s added: %(value)s") % {"what": what, "value": quoted(called(new[come]))}
        )
    if found.moved:
        yield Difference(place, _("%(what)s: in another order") % {"what": what})


def _audience(old: Row, new: Row, called: Called) -> Iterator[Difference]:
    for name in ("departments", "sites", "roles"):
        one = name.removesuffix("s")
        yield from _slugs(f"audience.{name}", old[name], new[name], lambda slug, one=one: called(one, slug))
    yield from changed("audience.rule", str(WORDS["rule"]), old["rule"], new["rule"])
    groups = ("departments", "sites", "roles")
    if any(old[name] for name in groups) and not any(new[name] for name in groups):
        yield Difference("audience", _("It is for everybody now"))


def _steps(old: list[Row], new: list[Row], _called: Called) -> Iterator[Difference]:
    def name(row: Row) -> str:
        return quoted(pick(row["title"]) or pick(row["text"]))

    found = match(old, new, lambda row: None)
    yield from (_row("steps", _("Step %(row)s removed"), one, name(old[one])) for one in found.removed)
    yield from (_row("steps", _("Step %(row)s added"), one, name(new[one])) for one in found.added)
    yield from (_row("steps", _("Step %(row)s moved"), one, name(new[one])) for _was, one in found.moved)
    for was, one in found.pairs:
        words = {"step": one + 1}
        yield from changed(
            f"steps.{one}", _("Step %(step)s, name") % words, old[was]["title"], new[one]["title"]
        )
        yield from changed(
            f"steps.{one}", _("Step %(step)s, text") % words, old[was]["text"], new[one]["text"]
        )


def _parts(old: list[Row], new: list[Row], _called: Called) -> Iterator[Difference]:
    """The services of a bundle, known by their address."""
    found = match(old, new, lambda row: row["service"] or None)
    for one in found.removed:
        yield _row("parts", _("Part removed: %(row)s"), one, _part(old[one]))
    for one in found.added:
        yield _row("parts", _("Part added: %(row)s"), one, _part(new[one]))
    for _was, one in found.moved:
        yield _row("parts", _("Part moved: %(row)s"), one, _part(new[one]))
    for was, one in found.pairs:
        what = _("Part %(part)s") % {"part": quoted(new[one]["service"])}
        before, after = _part(old[was]), _part(new[one])
        yield from changed(f"parts.{one}", what, before, after)


def _part(row: Row) -> str:
    """A part on one line: laptop × 2 (who ← starter, model ← "light")."""
    answers = ", ".join(
        f"{one['question']} ← {one['answer_of']}{json.dumps(one['value'], ensure_ascii=False) if one['value'] else ''}"
        for one in row["answers"]
    )
    return f"{row['service'] or '…'} × {row['quantity']}{f' ({answers})' if answers else ''}"


def _rules(place: str, then: Callable[[Row, Called], str]) -> Callable[..., Iterator[Difference]]:
    """Rules in their order, known by their condition; the first that holds decides."""

    def compare(old: list[Row], new: list[Row], called: Called) -> Iterator[Difference]:
        def said(row: Row, called: Called = called) -> str:
            return _("if %(rule)s then %(then)s") % {"rule": row["when"] or "…", "then": then(row, called)}

        what = {"what": str(WORDS[place])}
        found = match(old, new, lambda row: row["when"] or None)
        for one in found.removed:
            yield _row(place, _("%(what)s removed: %(row)s"), one, said(old[one]), **what)
        for one in found.added:
            yield _row(place, _("%(what)s added: %(row)s"), one, said(new[one]), **what)
        for _was, one in found.moved:
            yield _row(place, _("%(what)s moved: %(row)s"), one, said(new[one]), **what)
        for was, one in found.pairs:
            if old[was] != new[one]:
                before, after = said(old[was]), said(new[one])
                if before == after:  # two teams of one name
                    before, after = said(old[was], slugs), said(new[one], slugs)
                yield from changed(f"{place}.{one}", what["what"], before, after)

    return compare


def _row(place: str, sentence: str, number: int, row: str, **more: str) -> Difference:
    return Difference(f"{place}.{number}", sentence % {"row": row, **more})


def _team(row: Row, called: Called) -> str:
    return called("team", row["team"]) if row["team"] else "…"


def _priority(row: Row, _called: Called) -> str:
    words = {"impact": _level(row["impact"]), "urgency": _level(row["urgency"])}
    return _("impact %(impact)s, urgency %(urgency)s") % words


PARTS: dict[str, Callable[..., Iterator[Difference]]] = {
    "questions": _questions,
    "price": _price,
    "tags": _topics,
    "keywords": _words("keywords"),
    "articles": _words("articles"),
    "audience": _audience,
    "steps": _steps,
    "parts": _parts,
    "routes": _rules("routes", _team),
    "priorities": _rules("priorities", _priority),
    **masks.PARTS,
}
