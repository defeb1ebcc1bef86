"""The controls that HTML has no element for: choosing a colleague or an item while typing, files, tables."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from ui import icons


class PickInput(forms.TextInput):
    """A text field that finds people or things while somebody types; `pick_url` answers with what fits.

    With scripts the id of what was chosen is sent (`id_of` the shown text), without them the text itself:
    the field must read both.
    """

    template_name = "catalog/widgets/pick.html"
    pick_url = ""

    def id_of(self, shown: str) -> str:
        return shown

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["autocomplete"] = "off"
        chosen = self.id_of(context["widget"]["value"] or "")
        return {**context, "pick_url": self.pick_url, "chosen": chosen}


class ManyPickInput(PickInput):
    """Several of them."""

    template_name = "catalog/widgets/pick_many.html"
    chosen: Any = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        found = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return [one for one in found if one]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, None, attrs), "several": self.chosen}


class PictureInput(forms.TextInput):
    """The name of an icon, offered while somebody types it."""

    template_name = "catalog/widgets/picture.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {"list": f"{name}-names", "autocomplete": "off"}
        return {**context, "names": sorted(icons.names())}


class TableInput(forms.Widget):
    """Rows of cells, named `<question>-<row>-<column>`; buttons named `_add` and `_remove` change the rows.

    The first `_add` or `_remove` needs no script: the form comes back with one row more or less.
    """

    template_name = "catalog/widgets/table.html"
    table: Any = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        if name in data and isinstance(data[name], list):
            return data[name]
        places = re.compile(rf"^{re.escape(name)}-(\d{{1,4}})-([a-z][a-z0-9_]*)$")
        rows: dict[int, dict[str, Any]] = {}
        for key in data:
            if found := places.match(key):
                rows.setdefault(int(found[1]), {})[found[2]] = data[key]
        removed = str(data.get("_remove", ""))
        kept = [row for number, row in sorted(rows.items()) if removed != f"{name}-{number}"]
        if data.get("_add") == name:
            kept.append({})
        return kept

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = value if isinstance(value, list) and value else [{}] * self.table.question.min_rows
        lines = [self._line(name, number, row) for number, row in enumerate(rows)]
        return {
            **context,
            "columns": self.table.question.columns,
            "lines": lines,
            "totals": self._totals(rows),
            "full": len(lines) >= self.table.question.max_rows,
        }

    def _line(self, name: str, number: int, row: dict[str, Any]) -> dict[str, Any]:
        shown = self._computed(row)
        cells = []
        for column in self.table.question.columns:
            field = self.table.cells.get(column.name)
            errors = self.table.cell_errors.get((number, column.name), [])
            key = f"{name}-{number}-{column.name}"
            cell: dict[str, Any] = {"column": column, "errors": errors, "id": f"id_{key}"}
            if field is None:
                cell["text"] = self.table.question.read_cell(column, shown.get(column.name))
            else:
                cell["control"] = self._control(field, key, row.get(column.name), bool(errors))
            cells.append(cell)
        return {"number": number, "key": f"{name}-{number}", "cells": cells}

    def _control(self, field: forms.Field, key: str, value: Any, wrong: bool) -> str:
        css = "select" if isinstance(field.widget, forms.Select) else "input"
        attrs = {"id": f"id_{key}", "class": css, **field.widget_attrs(field.widget)}
        if wrong:
            attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{key}_error"}
        return field.widget.render(key, field.prepare_value(value), attrs)

    def _cleaned(self, row: dict[str, Any]) -> dict[str, Any]:
        cleaned = {}
        for name, field in self.table.cells.items():
            try:
                cleaned[name] = field.clean(row.get(name))
            except ValidationError:
                cleaned[name] = None
        return cleaned

    def _computed(self, row: dict[str, Any]) -> dict[str, Any]:
        return self.table.question.computed(self._cleaned(row))

    def _totals(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        totals = self.table.question.totals([self._computed(row) for row in rows])
        return self.table.question.cells_of(totals) if totals else []


class FilesInput(forms.Widget):
    """Files that were uploaded already, by their ids, and a place to drop more."""

    template_name = "catalog/widgets/files.html"
    accept: tuple[str, ...] = ()
    at_most = 5
    uploaded: Any = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        if hasattr(data, "getlist"):
            return [value for value in data.getlist(name) if value]
        found = data.get(name)
        return found if isinstance(found, list) else [found] if found else []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {
            **context,
            "files": self.uploaded,
            "photos": not self.accept or bool({"jpg", "jpeg"} & set(self.accept)),
            "accept": ",".join(f".{one}" for one in self.accept),
            "kinds": ", ".join(self.accept),
            "limit": settings.UPLOAD_LIMIT,
            "at_most": self.at_most,
            "upload_url": reverse("tickets:upload"),
        }
