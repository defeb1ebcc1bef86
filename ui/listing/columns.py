"""What a row shows, and what may be done to chosen rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a listing.

    A cell is drawn by `draw`, a function of the row and the listing (for long lists: many times quicker), or
    by `template` (with `row`, `column` and the page's context), else it shows `attr`: a dotted path from the
    row, by default the column's name. `sort` is the field its header sorts by; without
    one the column can't be sorted. `export` gives the value for the file: a callable of the row or a dotted
    path; by default what `attr` gives, under `export_label` where the file says more than the page. The `lead`
    column carries the link to the row and is the title of its card on a phone, where columns with
    `phone=False` are left out.
    """

    name: str
    label: str | Promise
    template: str = ""
    draw: Callable[[Any, Any], Any] | None = None
    attr: str = ""
    sort: str = ""
    default: bool = True
    align: str = ""
    export: Callable[[Any], Any] | str | None = None
    lead: bool = False
    phone: bool = True
    fixed: bool = False  # may not be taken away
    exported: bool = True
    export_label: str | Promise = ""

    @property
    def heading(self) -> str | Promise:
        """What the column is called in a file."""
        return self.export_label or self.label

    @cached_property
    def nodes(self) -> Any:
        """The compiled template of the cell; rendering its nodes spares a context per cell."""
        backend: Any = get_template(self.template)
        return backend.template.nodelist

    def value(self, row: Any) -> Any:
        return _follow(row, self.attr or self.name)

    def plain(self, row: Any) -> SafeString:
        """The cell of a column without a template."""
        value = self.value(row)
        return conditional_escape("" if value is None else value)

    def exported_value(self, row: Any) -> str | int | float | Decimal | bool | datetime | date | None:
        """The value as a file keeps it; moments in the reader's time zone, translated words as words."""
        if callable(self.export):
            value = self.export(row)
        else:
            value = _follow(row, self.export) if self.export else self.value(row)
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value)
        if value is None or isinstance(value, (bool, int, float, Decimal, date)):
            return value
        return str(value)


@dataclass(frozen=True)
class BulkAction:
    """A deed for the chosen rows; its button posts their ids (`ids`, repeated) to `url`, a name or a path.

    Where the deed asks something first (`asks`), the answer of the URL is a dialog (`ui/_dialog.html`), else
    it is done at once; `confirm` is a question put before. `key` is the letter that presses the button.
    """

    name: str
    label: str | Promise
    url: str
    icon: str = ""
    tone: str = ""
    confirm: str | Promise = ""
    asks: bool = False
    key: str = ""
    args: tuple[Any, ...] = field(default=())

    @property
    def href(self) -> str:
        return self.url if "/" in self.url else reverse(self.url, args=self.args)


def _follow(row: Any, path: str) -> Any:
    """The value at a dotted path; nothing, as soon as one step is nothing. Methods are called."""
    value = row
    for step in path.split("."):
        value = getattr(value, step, None)
        if callable(value):
            value = value()
        if value is None:
            return None
    return value
