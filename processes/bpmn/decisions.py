"""Decision tables out of DMN files, whatever version of the notation wrote them."""

from typing import Any

from django.utils.translation import gettext as _

from processes.bpmn import xml
from processes.bpmn.xml import local, words
from processes.complaints import BadDiagram, Complaint
from rules.tables import Aggregate, Column, HitPolicy, Row, Table

# DMN 1.3, 8.2.10 by name and by letter.
POLICIES = {
    "UNIQUE": HitPolicy.UNIQUE,
    "ANY": HitPolicy.ANY,
    "FIRST": HitPolicy.FIRST,
    "RULE ORDER": HitPolicy.RULE_ORDER,
    "COLLECT": HitPolicy.COLLECT,
}
AGGREGATES = {
    "": Aggregate.LIST,
    "SUM": Aggregate.SUM,
    "MIN": Aggregate.SMALLEST,
    "MAX": Aggregate.LARGEST,
    "COUNT": Aggregate.COUNT,
}


def read_decisions(text: str | bytes) -> dict[str, Table]:
    """The decision tables of a DMN file by the ids of their decisions. Raises `BadDiagram`."""
    root = xml.parse(text)
    if local(root) != "definitions" or "DMN" not in root.tag:
        raise xml.refused("not-dmn", _("This is XML, but no DMN decision."))
    found = {}
    for decision in _below(root, "decision"):
        name = decision.get("id", "")
        tables = _below(decision, "decisionTable")
        if not tables:
            raise _refused(
                "no-table", name, _("The decision has no decision table; other kinds can't be run here.")
            )
        found[name] = _table(decision, tables[0])
    if not found:
        raise xml.refused("no-decision", _("There is no decision in this file."))
    return found


def _table(decision: Any, table: Any) -> Table:
    name = decision.get("id", "")
    policy, aggregate = table.get("hitPolicy", "UNIQUE").upper(), table.get("aggregation", "").upper()
    if policy not in POLICIES or aggregate not in AGGREGATES:
        text = _("The hit policy “{policy}” can't be run here.").format(
            policy=f"{policy} {aggregate}".strip()
        )
        raise _refused("not-supported", table.get("id", name), text)
    return Table(
        name,
        tuple(_input(one) for one in _below(table, "input")),
        tuple(Column(one.get("name", ""), label=one.get("label", "")) for one in _below(table, "output")),
        tuple(_row(one) for one in _below(table, "rule")),
        POLICIES[policy],
        AGGREGATES[aggregate],
        decision.get("name", ""),
    )


def _input(element: Any) -> Column:
    expressions = _below(element, "inputExpression")
    reads = _text(expressions[0]) if expressions else ""
    return Column(reads, reads, element.get("label", ""))


def _row(element: Any) -> Row:
    note = _below(element, "description")
    return Row(
        tuple(_text(one) for one in _below(element, "inputEntry")),
        tuple(_text(one) for one in _below(element, "outputEntry")),
        words(note[0]) if note else "",
    )


def _text(element: Any) -> str:
    texts = _below(element, "text")
    return words(texts[0]) if texts else ""


def _below(element: Any, name: str) -> list[Any]:
    return [one for one in element if isinstance(one.tag, str) and local(one) == name]


def _refused(rule: str, element: str, text: str) -> BadDiagram:
    return BadDiagram([Complaint(rule, element, text)])
