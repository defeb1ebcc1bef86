"""Decision tables out of DMN files, whatever version of the notation wrote them, and into one."""

from collections.abc import Mapping
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


# ── from tables to a file ────────────────────────────────────────────────────────────────────────────

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
NAMES = {policy: name for name, policy in POLICIES.items()}
AGGREGATIONS = {aggregate: name for name, aggregate in AGGREGATES.items()}


def write_decisions(tables: Mapping[str, Table]) -> str:
    """The tables as a DMN 1.3 file, which `read_decisions` reads as the same tables."""
    root = xml.root("definitions", DMN, id="definitions", name="definitions", namespace=xml.OWN)
    for name, table in tables.items():
        decision = _add(root, "decision", id=name, name=table.label or name)
        made = _add(decision, "decisionTable", id=f"{name}_table", hitPolicy=NAMES[table.policy])
        if table.aggregate:
            made.set("aggregation", AGGREGATIONS[table.aggregate])
        for at, column in enumerate(table.inputs, 1):
            asked = _add(made, "input", id=f"{name}_input_{at}", label=column.label)
            _say(_add(asked, "inputExpression", id=f"{name}_reads_{at}"), column.reads)
        for at, column in enumerate(table.outputs, 1):
            _add(made, "output", id=f"{name}_output_{at}", name=column.name, label=column.label)
        for at, row in enumerate(table.rows, 1):
            rule = _add(made, "rule", id=f"{name}_row_{at}")
            if row.note:
                _add(rule, "description", row.note)
            for place, text in enumerate(row.tests, 1):
                _say(_add(rule, "inputEntry", id=f"{name}_test_{at}_{place}"), text)
            for place, text in enumerate(row.values, 1):
                _say(_add(rule, "outputEntry", id=f"{name}_value_{at}_{place}"), text)
    return xml.text_of(root, {None: DMN})


def _add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    return xml.add(parent, tag, text, space=DMN, **attributes)


def _say(element: Any, text: str) -> None:
    _add(element, "text", text)
