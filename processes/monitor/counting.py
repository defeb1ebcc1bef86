"""How many runs stand where: for each step of a version, what failed first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import ngettext

from processes.bpmn import Drawing
from processes.models import Definition, Step, Version
from processes.querysets import RunQuerySet
from processes.settings import names_of
from processes.tracking.stops import label_of


@dataclass(frozen=True)
class Standing:
    """A step with how many runs are there now (`here`), how many of them `failed`, and since when the first is."""

    element: str
    label: str
    here: int
    failed: int
    oldest: datetime

    @property
    def in_words(self) -> str:
        return ngettext("{label}: {number} run", "{label}: {number} runs", self.here + self.failed).format(
            label=self.label, number=self.here + self.failed
        )


def standing_in(version: Version, drawing: Drawing, runs: RunQuerySet) -> list[Standing]:
    """Where these runs of a version stand: one statement. What failed stands first, then what has waited longest."""
    nodes = {node.id: node for _graph, node in drawing.walk()}
    rows = Step.objects.filter(run__in=runs.filter(version=version).values("pk")).standing()
    found = [
        Standing(
            row["element"],
            _label(nodes.get(row["element"]), row["element"]),
            row["here"],
            row["failed"],
            row["oldest"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.failed, one.oldest, one.element))


def counted_versions(definition: Definition, runs: RunQuerySet, most: int = 50) -> list[tuple[Version, int]]:
    """The versions, newest first, each with how many of these runs it has."""
    many = dict(runs.order_by().values_list("version").annotate(Count("pk")))
    versions = definition.versions.defer("xml", "decisions").order_by("-number")[:most]
    return [(one, many.get(one.pk, 0)) for one in versions]


def told_counts(standing: Iterable[Standing]) -> list[dict[str, Any]]:
    """For `<process-diagram>`."""
    return [
        {"element": one.element, "here": one.here, "failed": one.failed, "title": one.in_words}
        for one in standing
    ]


def _label(node: Any, element: str) -> str:
    if node is None:
        return element
    return label_of(names_of(node), node.kind, node.event.kind if node.event else "")
