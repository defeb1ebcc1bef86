"""What is asked of somebody who mends a run."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from processes.bpmn import Drawing, Graph
from processes.models import Step
from processes.settings import names_of
from processes.tracking.stops import label_of

MOST = 1000
NOWHERE = ("boundaryEvent",)  # what a run can't be taken to


class ReasonForm(forms.Form):
    """Why; the sentence stands in the ticket's history."""

    reason = forms.CharField(
        label=_("Why?"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )


class SkipForm(ReasonForm):
    """Why, and behind a gateway which way it goes on."""

    def __init__(self, data: Any, *, drawing: Drawing, step: Step) -> None:
        super().__init__(data)
        ways = ways_out(drawing, step.element)
        if len(ways) > 1:
            self.fields["way"] = forms.ChoiceField(label=_("Which way does it go on?"), choices=ways)
            self.order_fields(["way", "reason"])


class JumpForm(ReasonForm):
    """Why, from which of the steps under way (where there are several), and to where."""

    def __init__(self, data: Any, *, drawing: Drawing, steps: list[Step], element: str = "") -> None:
        super().__init__(data, initial={"element": element})
        froms = [(one.pk, label_of(one.name, one.kind)) for one in steps]
        self.fields["step"] = forms.TypedChoiceField(
            label=_("From which step?"), choices=froms, coerce=int, initial=froms[0][0] if froms else None
        )
        self.fields["element"] = forms.ChoiceField(
            label=_("To which step?"),
            choices=places_in(drawing),
            help_text=_("What comes after it is done anew."),
        )
        self.order_fields(["step", "element", "reason"])


def ways_out(drawing: Drawing, element: str) -> list[tuple[str, str]]:
    """The flows out of a gateway, each with its name and where it leads; none for what is no gateway."""
    for graph, node in drawing.walk():
        if node.id == element and node.is_gateway:
            return [(one.id, _way_label(graph, one)) for one in graph.out_of(element)]
    return []


def places_in(drawing: Drawing) -> list[tuple[str, str]]:
    """Every element a run may be taken to, with what it is called."""
    return [
        (node.id, f"{label} ({node.id})" if (label := _label(node)) else node.id)
        for _graph, node in drawing.walk()
        if node.kind not in NOWHERE and not node.hidden
    ]


def _way_label(graph: Graph, flow: Any) -> str:
    target = graph.nodes.get(flow.target)
    where = (_label(target) if target else "") or flow.target
    return f"{flow.name} → {where}" if flow.name else f"→ {where}"


def _label(node: Any) -> str:
    names = names_of(node)
    return label_of(names, node.kind) if any(names.values()) else ""
