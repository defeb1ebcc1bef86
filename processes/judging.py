"""Everything that stands against a drawing before it runs at the desk, each finding at its element."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Person, Team
from people.models.grant import Role
from processes import messages, operations
from processes.bpmn import Drawing, Node, read
from processes.checks import check, check_work
from processes.checks.company import Company
from processes.complaints import BadDiagram, Complaint, errors
from processes.facts import KINDS, OF_THE_TICKET
from processes.outline.knowing import OUTCOMES
from processes.settings import is_work, names_of
from processes.store import Decisions, decisions_of, drawing_of, tables_in
from processes.uses import Use, uses_of
from rules import Fact, Facts, is_fact_name
from rules.tables import BadCell
from tickets.lifecycles import current, spec_of
from tickets.models import Lifecycle
from ui.bilingual import pick

ORDER = ("error", "warning", "note")


def judged(slug: str, xml: str, decisions: Mapping[str, Any], person: Any = None) -> list[Complaint]:
    """What is wrong with the process `slug` if it were this diagram: the worst first.

    It is checked once for itself and once with the questions and the lifecycle of each use; what only a use has
    against it names the use, as far as `person` may see it. What can't be read at all is the only complaint then.
    """
    try:
        drawing, tables = read(xml), tables_in(decisions)
    except BadDiagram as bad:
        return list(bad.complaints)
    except BadCell as bad:
        return [Complaint("decision", "", str(bad))]
    company = company_for(drawing)
    found = [*check(drawing, None, tables), *check_work(drawing, None, tables, company)]
    uses = uses_of([slug], None)[slug]
    seen = {use.key for use in uses_of([slug], person)[slug]} if uses and person is not None else None
    against: dict[Complaint, list[Use]] = {}
    for use in uses:
        for one in _against(use, drawing, tables, company):
            if one not in found:
                against.setdefault(one, []).append(use)
    found += [replace(one, text=f"{one.text} {_whose(its, seen)}") for one, its in against.items()]
    return in_order(found, drawing)


def misfits(use: Use, version_id: int) -> list[Complaint]:
    """What keeps a published process from running for this use: its questions, its lifecycle. Errors only."""
    drawing, tables = drawing_of(version_id), decisions_of(version_id)
    return errors(_against(use, drawing, tables, company_for(drawing)))


def company_for(drawing: Drawing) -> Company:
    """What the company has and the desk can do; of people only those the drawing names."""
    named = {
        extra.values.get("value", "")
        for _graph, node in drawing.walk()
        for extra in node.extras
        if extra.values.get("by") == "person"
    }
    there = Person.objects.active().filter(username__in=named) if named else Person.objects.none()
    rows = Team.objects.values_list("slug", "name", "name_zh")
    teams = {word for slug, *names in rows for word in (slug, *names, *map(str.lower, names)) if word}
    return Company(
        teams=teams,
        people=set(there.values_list("username", flat=True)),
        roles=set(Role.values),
        operations={one["name"]: one["fields"] for one in operations.describe()},
    )


def found_on_the_way(drawing: Drawing) -> Facts:
    """What the desk itself tells a process: of its ticket and its tasks, by operations it does, with messages."""
    known = {name: KINDS.get(name, Fact("any")) for name in OF_THE_TICKET}
    known |= {
        "comment": Fact("text", label=_("what was said with the last decision")),
        "decided_by": Fact("text", label=_("who decided last (user name)")),
    }
    for _graph, node in drawing.walk():
        if is_work(node):
            label = format_lazy("{}: {}", _("the decision"), pick(names_of(node)) or node.id)
            known[f"{node.id}_outcome"] = Fact("choice", label=label, choices=OUTCOMES)
    names: set[str] = set()
    done = {node.settings.get("operation", "") for _graph, node in drawing.walk()}
    for one in operations.describe():
        names |= {*one["gives"]} if one["name"] in done else set()
    names |= {name for _graph, node in drawing.walk() for name in _left_behind(node)}
    heard = _messages(drawing)
    for one in messages.KNOWN:
        names |= {name for name in one.facts if is_fact_name(name)} if one.kind in heard else set()
    found = {**dict.fromkeys(names, Fact("any")), **known}
    return Facts({name: fact for name, fact in found.items() if is_fact_name(name)})


def _left_behind(node: Node) -> Iterator[str]:
    """The facts that human work, and the answer to a call, leave behind."""
    if is_work(node):
        yield from (name for name in ("comment", "decided_by", f"{node.id}_outcome") if is_fact_name(name))
    for extra in node.extras:
        if extra.kind == "input" and extra.values.get("name") == "keep":
            lines = extra.values.get("value", "").splitlines()
            yield from (name for line in lines if is_fact_name(name := line.partition("=")[0].strip()))


def _messages(drawing: Drawing) -> set[str]:
    events = [node.event for _graph, node in drawing.walk() if node.event and node.event.kind == "message"]
    return {messages.kind_of(event.name) for event in events}


def in_order(complaints: Iterable[Complaint], drawing: Drawing) -> list[Complaint]:
    """Errors first, within them as the shapes stand in the file."""
    places = {node.id: at for at, (_graph, node) in enumerate(drawing.walk())}
    return sorted(complaints, key=lambda one: (ORDER.index(one.severity), places.get(one.element, -1)))


def transitions_of(lifecycle: str) -> dict[str, dict[str, str]]:
    """The ways of a lifecycle by their names, with what people call them; nothing for one that isn't there."""
    try:
        spec = spec_of(current(lifecycle).pk)
    except Lifecycle.DoesNotExist:
        return {}
    return {name: one.label.model_dump() for name, one in spec.transitions.items()}


def _against(use: Use, drawing: Drawing, tables: Decisions, company: Company) -> list[Complaint]:
    if use.lifecycle:
        ways = transitions_of(use.lifecycle)
        words = {word for label in ways.values() for word in label.values() if word}
        company = replace(company, transitions={*ways, *words})
    facts = None if use.facts is None else Facts({**found_on_the_way(drawing), **use.facts})
    found = [*check(drawing, facts, tables), *check_work(drawing, facts, tables, company)]
    if messages.WEBHOOK in _messages(drawing):  # which brings whatever the other system names
        return [one for one in found if one.rule != "unknown-answer"]
    return found


def _whose(uses: list[Use], seen: set[str] | None) -> str:
    named = [use.label for use in uses if seen is None or use.key in seen]
    if hidden := len(uses) - len(named):
        sentence = ngettext(
            "one service that you may not see", "%(count)d services that you may not see", hidden
        )
        named.append(sentence % {"count": hidden})
    return _("(used by: {services})").format(services=", ".join(named))
