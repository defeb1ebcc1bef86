"""The masks in the service editor: a row each, of boxes to tick; works without scripts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from catalog.authoring import compile_page, usual_lifecycle
from catalog.naming import name_from
from tickets.lifecycles import Spec, current, spec_of
from tickets.masks import capacities
from tickets.models import Lifecycle
from ui.bilingual import pick

EMPTY_ROWS = 3
LISTS = ("questions", "sections", "who", "at")
MAY = [
    ("hidden", gettext_lazy("hidden")),
    ("read", gettext_lazy("to be read")),
    ("edit", gettext_lazy("to be read and edited")),
]
Options = list[tuple[str, str]]


class MasksInput(forms.Widget):
    """Rows named `masks-0-questions`, …; a row in which nothing is chosen, or that is to be removed, is none."""

    template_name = "catalog/widgets/masks.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.offers: dict[str, Options] = {name: [] for name in LISTS}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        rows = [*(value or []), *({} for _number in range(EMPTY_ROWS))]
        context = super().get_context(name, value, attrs)
        return {**context, "rows": [self._row(name, number, row) for number, row in enumerate(rows)]}

    def _row(self, name: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "name": f"{name}-{number}",
            "words": self._words(row) if row else "",
            "may": [(key, label, key == row.get("may", "hidden")) for key, label in MAY],
            **{key: self._boxes(key, row.get(key) or ()) for key in LISTS},
        }

    def _boxes(self, key: str, chosen: Any) -> list[tuple[str, str, bool]]:
        """What is offered, and what was chosen and is no longer there."""
        offered = dict(self.offers[key])
        gone = {one: _("“%(name)s”, which is gone") % {"name": one} for one in chosen if one not in offered}
        return [(one, label, one in chosen) for one, label in {**offered, **gone}.items()]

    def _words(self, row: Mapping[str, Any]) -> str:
        """The row as a sentence."""

        def said(key: str) -> str:
            return ", ".join(label for _one, label, on in self._boxes(key, row.get(key) or ()) if on)

        what = ", ".join(filter(None, [said("questions"), said("sections")]))
        words = {"what": what or "…", "who": said("who") or "…", "may": dict(MAY)[row.get("may", "hidden")]}
        if row.get("at"):
            return _("%(what)s: %(may)s (%(who)s; %(at)s)") % {**words, "at": said("at")}
        return _("%(what)s: %(may)s (%(who)s)") % words

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for number in range(200):
            prefix = f"{name}-{number}-"
            if f"{prefix}may" not in data:
                break
            row: dict[str, Any] = {key: _several(data, f"{prefix}{key}") for key in LISTS}
            if any(row[key] for key in ("questions", "sections", "who")) and f"{prefix}remove" not in data:
                rows.append({**row, "may": str(data.get(f"{prefix}may"))})
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-may" not in data

    def id_for_label(self, id_: str) -> str:
        return ""


def _several(data: Any, name: str) -> list[str]:
    return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name) or [])


class MasksField(forms.Field):
    """Masks as the page keeps them; whether they fit is said before publishing."""

    widget = MasksInput

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=gettext_lazy("Rules"),
            help_text=gettext_lazy(
                "Without a rule, whoever sees the ticket reads every answer. Of several rules that fit, the last "
                "one decides. Rules for the people who work on it hold for the assignee and the lead, too."
            ),
        )

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = value or []
        if any(row["may"] not in dict(MAY) for row in rows):
            raise forms.ValidationError(_("Say what the rule allows."), code="invalid")
        return rows

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != (data or [])


def offer_masks(fields: Mapping[str, Any], page: Any) -> None:
    """Gives the editor's fields what they offer: the questions of the draft, the parts of its lifecycle."""
    questions, sections = _questions(page)
    steps, statuses = _parts(page)
    fields["masks"].widget.offers = {
        "questions": questions,
        "sections": sections,
        "who": [(one.name, str(one.label)) for one in capacities()],
        "at": statuses,
    }
    for name, offered in (("without_steps", steps), ("without_statuses", statuses)):
        known = dict(offered)
        gone = [
            (one, _("“%(name)s”, which is gone") % {"name": one})
            for one in getattr(page, name) or ()
            if one not in known
        ]
        fields[name].choices = [*offered, *gone]


def _questions(page: Any) -> tuple[Options, Options]:
    """Names and texts of the draft's questions and of its sections."""
    if not page.pk:
        return [], []
    try:
        spec = compile_page(page).spec
    except ValidationError:
        return _as_typed(page), []
    sections = [(name, spec.questions[place].text) for name, place in spec.section_names.items()]
    return [(one.name, one.text or one.name) for one in spec.asked], sections


def _as_typed(page: Any) -> Options:
    """The questions of a draft that can't be read as a whole yet."""
    rows = [child.value for child in page.questions if "name" in child.value]
    return [
        (row["name"] or name_from(row["label"]), row["label"]) for row in rows if row["name"] or row["label"]
    ]


def _parts(page: Any) -> tuple[Options, Options]:
    """The transitions and statuses of the lifecycle that the draft runs on."""
    spec = lifecycle_spec(page.lifecycle.slug if page.lifecycle else usual_lifecycle(page.kind))
    if spec is None:
        return [], []
    steps = [(name, _step(spec, name)) for name in spec.transitions]
    return steps, [(name, pick(one.label.model_dump())) for name, one in spec.statuses.items()]


def _step(spec: Spec, name: str) -> str:
    step = spec.transitions[name]
    words = {"step": pick(step.label.model_dump())}
    to = spec.statuses.get(step.to)
    return (
        _("%(step)s → %(status)s") % {**words, "status": pick(to.label.model_dump())} if to else words["step"]
    )


def lifecycle_spec(slug: str) -> Spec | None:
    """The lifecycle's newest version; None for one nobody has published."""
    try:
        return spec_of(current(slug).pk)
    except Lifecycle.DoesNotExist:
        return None
