"""When a way is taken, as somebody who writes no code says it: an answer, a comparison, a value."""

import json
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from processes.outlining.forms import SeenForm, text
from rules import BrokenRule, Facts, compile_open, is_fact_name
from rules.rows import rows_of

SIGNS = {
    "==": _("is"),
    "!=": _("is not"),
    ">": _("is more than"),
    ">=": _("is at least"),
    "<": _("is less than"),
    "<=": _("is at most"),
    "yes": _("is so"),
    "no": _("is not so"),
}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class WayForm(SeenForm):
    """A way's name and when it is taken: as a comparison or as a rule in writing."""

    name = text(_("Name of the way"), longest=120)
    default = forms.BooleanField(label=_("Taken when nothing else applies"), required=False)
    fact = text(_("If the answer"), longest=80, help_text=_("Short name of a question, such as amount."))
    sign = forms.ChoiceField(label=_("Comparison"), required=False, choices=list(SIGNS.items()))
    value = text(_("Value"), longest=200)
    condition = text(_("Or as a rule in writing (CEL)"), rows=2, longest=2000)

    def __init__(self, *args: Any, facts: Facts, conditional: bool, **kwargs: Any) -> None:
        self.facts = facts
        super().__init__(*args, **kwargs)
        if not conditional:
            for name in ("default", "fact", "sign", "value", "condition"):
                del self.fields[name]
        else:
            self.fields["fact"].widget.attrs["list"] = "answers"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "condition" not in self.fields or given.get("default"):
            return given
        rule = given.get("condition", "").strip()
        if given.get("fact"):
            if rule and rule != self.initial.get("condition", ""):
                self.add_error("condition", _("Say it in one way: as a comparison or as a rule."))
            if not is_fact_name(given["fact"].partition(".")[0]):
                self.add_error("fact", _("This is no short name of a question."))
                return given
            rule = compared(given["fact"].strip(), given["sign"], given.get("value", "").strip())
        try:
            if rule:
                compile_open(rule, self.facts, expects="bool")
        except BrokenRule as broken:
            self.add_error("condition", str(broken))
        given["condition"] = rule
        return given


def compared(fact: str, sign: str, value: str) -> str:
    """The comparison as a rule: numbers and days as such, anything else as words."""
    if sign in ("yes", "no"):
        return fact if sign == "yes" else f"!{fact}"
    if NUMBER.fullmatch(value):
        written = value
    elif DAY.fullmatch(value):
        written = f"date('{value}')"
    else:
        written = json.dumps(value, ensure_ascii=False)
    return f"{fact} {sign} {written}"


def begun(condition: str, facts: Facts) -> dict[str, str]:
    """A condition as the form begins with it: one comparison where it is one, else the rule."""
    rows = rows_of(condition, facts)
    if rows is None or len(rows.rows) != 1:
        return {"condition": condition}
    row = rows.rows[0]
    if facts[row.fact.partition(".")[0]].type == "yesno":
        return {"fact": row.fact, "sign": row.value, "value": ""}
    if row.sign not in SIGNS:
        return {"condition": condition}
    return {"fact": row.fact, "sign": row.sign, "value": row.value}
