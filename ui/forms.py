"""Any Django form, field by field, in the house's look."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def shape_of(bound: BoundField) -> str:
    """How the field is laid out: `input`, `select`, `textarea`, `switch` (one box before its label),
    `choices` (a group under a legend), `file` or `hidden`."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, GROUPS):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "switch"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "input"


def dress(bound: BoundField, *, label: str = "", wide: bool = False, optional: bool = True) -> dict[str, Any]:
    """What `ui/_field.html` needs: the control with its classes and its ties to help text and errors."""
    shape = shape_of(bound)
    help_id, error_id = f"{bound.auto_id}_help", f"{bound.auto_id}_error"
    ties = [one for one, there in ((help_id, bound.help_text), (error_id, bound.errors)) if there]
    attrs: dict[str, Any] = {}
    if ties and shape != "choices":
        attrs["aria-describedby"] = " ".join(ties)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    css = {"switch": "checkbox", "select": "select", "textarea": "textarea", "file": "file-input"}.get(
        shape, "input"
    )
    own = bound.field.widget.attrs.get("class", "")
    if shape not in ("choices", "hidden"):
        attrs["class"] = f"{css} {own}".strip()
    if shape == "choices":
        _class_of_choices(bound)
    return {
        "bound": bound,
        "control": "" if shape == "choices" else bound.as_widget(attrs=attrs),
        "shape": shape,
        "label": label or bound.label,
        "help_id": help_id,
        "error_id": error_id,
        "described_by": " ".join(ties),
        "wide": wide,
        "says_optional": optional and not bound.field.required,
    }


def _class_of_choices(bound: BoundField) -> None:
    """Lets each radio or tick of a group carry our class; the form's own copy of the widget is changed."""
    widget = bound.field.widget
    several = isinstance(widget, forms.CheckboxSelectMultiple)  # which Django derives from RadioSelect
    widget.attrs["class"] = "checkbox" if several else "radio"
