"""Decision tables as JSON, to be kept and sent."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from rules.tables.table import Aggregate, BadCell, Column, HitPolicy, Row, Table


def as_json(table: Table) -> dict[str, Any]:
    """The table as it is kept: `{"label", "policy", "aggregate", "inputs", "outputs", "rows"}`."""
    return {
        "label": table.label,
        "policy": table.policy.value,
        "aggregate": table.aggregate.value,
        "inputs": [{"reads": one.reads, "label": one.label} for one in table.inputs],
        "outputs": [{"name": one.name, "label": one.label} for one in table.outputs],
        "rows": [{"tests": [*one.tests], "values": [*one.values], "note": one.note} for one in table.rows],
    }


def table_of(name: str, kept: Any) -> Table:
    """The table that was kept under a name. Raises `BadCell` for what is none; its cells are not looked at."""
    try:
        return Table(
            name,
            tuple(Column(_text(one["reads"]), _text(one["reads"]), _label(one)) for one in kept["inputs"]),
            tuple(Column(_text(one["name"]), label=_label(one)) for one in kept["outputs"]),
            tuple(_row(one) for one in kept["rows"]),
            HitPolicy(kept.get("policy", HitPolicy.UNIQUE)),
            Aggregate(kept.get("aggregate", Aggregate.LIST)),
            _label(kept),
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        raise BadCell(0, 0, _("“{name}” is no decision table.").format(name=name)) from None


def _row(kept: Mapping[str, Any]) -> Row:
    return Row(
        tuple(_text(one) for one in kept["tests"]),
        tuple(_text(one) for one in kept["values"]),
        _text(kept.get("note", "")),
    )


def _label(kept: Mapping[str, Any]) -> str:
    return _text(kept.get("label", ""))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
