"""What an outline knows beside the drawing: what conditions read, and what people and teams are called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Person, Team
from people.models.grant import Role
from processes import operations
from processes.bpmn import Drawing
from processes.engine.scripting import steps_of
from rules import Fact, Facts, is_fact_name, names_in

ASKED = {
    "text": "text",
    "longtext": "text",
    "choice": "choice",
    "person": "person",
    "team": "text",
    "yesno": "yesno",
    "date": "date",
    "number": "number",
}
OUTCOMES: dict[str, str | Promise] = {
    "approved": _("approved"),
    "rejected": _("rejected"),
    "returned": _("returned"),
}
# What a name stands for, guessed from what a condition compares it with where nobody says.
GUESSES = (
    (re.compile(r"\s*(?:==|!=|<=|>=|<|>)\s*-?\d"), "number"),
    (re.compile(r"\s*(?:==|!=|<=|>=|<|>)\s*(?:date\(|today\()"), "date"),
    (re.compile(r"\s*(?:(?:==|!=)\s*[\"']|in\s*\[)"), "text"),
)


@dataclass(frozen=True)
class Known:
    """`facts` are what conditions read; `names` what a way of naming people names, by kind and value; `operations`
    what each operation is called."""

    facts: Facts = field(default_factory=Facts)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    operations: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, kind: str, value: str) -> str:
        if kind == "role" and value in Role.values:
            return str(Role(value).label)
        return self.names.get((kind, value), value)


def facts_of(drawing: Drawing, given: Facts | None = None) -> Facts:
    """Everything the conditions of a drawing read: what is given, what its steps ask, what can be guessed."""
    found: dict[str, Fact] = {}
    sources = [flow.condition for graph, _node in drawing.walk() for flow in graph.flows if flow.condition]
    sources += [node.loop.until for _graph, node in drawing.walk() if node.loop and node.loop.until]
    for source in dict.fromkeys(sources):
        for name in names_in(source):
            if is_fact_name(name) and name not in found and (kind := guessed(name, source)):
                found[name] = Fact(kind)
    found["outcome"] = Fact("choice", label=_("the decision"), choices=OUTCOMES)
    found["person"] = Fact("person", label={"en": "the person it is for", "zh": "服务对象"})
    for _graph, node in drawing.walk():
        for extra in node.extras:
            name = extra.values.get("name", "")
            if extra.kind == "ask" and is_fact_name(name):
                label = {"en": extra.values.get("label", ""), "zh": extra.values.get("labelZh", "")}
                kind = ASKED.get(extra.values.get("kind", "text"), "text")
                choices = choices_of(extra.values.get("choices", ""))
                found[name] = Fact(kind, label=label if any(label.values()) else "", choices=choices)
        for step in steps_of(node.script):
            if is_fact_name(step.name) and step.name not in found:
                found[step.name] = Fact("any")
    return Facts({**found, **(given or {})})


def choices_of(text: str) -> dict[str, str]:
    """`a=Apple; b=Pear` as values with their labels."""
    pairs = (one.partition("=") for one in text.split(";") if one.strip())
    return {value.strip(): (label or value).strip() for value, _sign, label in pairs}


def guessed(name: str, source: str) -> str:
    """The type of a name, by what the condition compares it with."""
    for found in re.finditer(rf"(?<![\w.]){name}(?![\w(])", source):
        rest = source[found.end() :]
        for pattern, kind in GUESSES:
            if pattern.match(rest):
                return kind
    return "yesno"


def names_of_company(drawing: Drawing) -> dict[tuple[str, str], str]:
    """What the teams and people a drawing names are called. Two queries."""
    named: dict[str, set[str]] = {"team": set(), "person": set()}
    for _graph, node in drawing.walk():
        if node.lane:
            named["team"].add(node.lane)
        for extra in node.extras:
            by = extra.values.get("by", "")
            kind = "team" if by in ("team", "team-lead") else by
            if kind in named:
                named[kind].add(extra.values.get("value", ""))
    for values in named.values():
        values.discard("")
    found: dict[tuple[str, str], str] = {}
    if named["team"]:
        teams = Team.objects.filter(slug__in=named["team"])
        found |= {("team", team.slug): team.label for team in teams}
    if named["person"]:
        people = Person.objects.filter(username__in=named["person"])
        found |= {("person", person.username): person.label for person in people}
    return found


def known_of(drawing: Drawing, facts: Facts | None = None) -> Known:
    """What the company and the drawing itself give an outline to know."""
    doings = {one["name"]: one["label"] for one in operations.describe()}
    return Known(facts_of(drawing, facts), names_of_company(drawing), doings)
