"""Everything that stands against a drawing before it runs at the desk, each finding at its element."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from processes.bpmn import Drawing, read
from processes.checks import check
from processes.complaints import BadDiagram, Complaint
from processes.store import tables_in
from processes.uses import Use, uses_of
from rules.tables import BadCell

ORDER = ("error", "warning", "note")


def judged(slug: str, xml: str, decisions: Mapping[str, Any], person: Any = None) -> list[Complaint]:
    """What is wrong with the process `slug` if it were this diagram: the worst first.

    It is checked once for itself and once with the questions of each use; what only a use has against it names the
    use, as far as `person` may see it. What can't be read at all is one complaint more.
    """
    try:
        drawing, tables = read(xml), tables_in(decisions)
    except BadDiagram as bad:
        return list(bad.complaints)
    except BadCell as bad:
        return [Complaint("decision", "", str(bad))]
    found = check(drawing, None, tables)
    known = set(found)
    seen = {use.key for use in uses_of([slug], person)[slug]} if person is not None else None
    against: dict[Complaint, list[Use]] = {}
    for use in uses_of([slug], None)[slug]:
        for one in check(drawing, use.facts, tables) if use.facts is not None else []:
            if one not in known:
                against.setdefault(one, []).append(use)
    found += [replace(one, text=f"{one.text} {_whose(uses, seen)}") for one, uses in against.items()]
    return in_order(found, drawing)


def in_order(complaints: Iterable[Complaint], drawing: Drawing) -> list[Complaint]:
    """Errors first, within them as the shapes stand in the file."""
    places = {node.id: at for at, (_graph, node) in enumerate(drawing.walk())}
    return sorted(complaints, key=lambda one: (ORDER.index(one.severity), places.get(one.element, -1)))


def _whose(uses: list[Use], seen: set[str] | None) -> str:
    named = [use.label for use in uses if seen is None or use.key in seen]
    if hidden := len(uses) - len(named):
        sentence = ngettext(
            "one service that you may not see", "%(count)d services that you may not see", hidden
        )
        named.append(sentence % {"count": hidden})
    return _("(used by: {services})").format(services=", ".join(named))
