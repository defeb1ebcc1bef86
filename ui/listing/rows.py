"""The rows of a listing, written in one go: at fifty rows a template would cost many times as much."""

from typing import Any

from django.template import Context
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ui.listing.columns import Column

TICK = (
    '<td class="list-tick"><input type="checkbox" class="checkbox" name="ids" value="{}" form="{}-bulk" '
    'data-tick aria-label="{}"></td>'
)


def written(listing: Any, context: Context) -> SafeString:
    """All rows of the page, without blanks between the cells: they would be a fifth of it."""
    ticks = bool(listing.bulk_actions())
    shown = [(column, _class(column)) for column in listing.shown]
    return mark_safe("\n".join(_row(row, listing, shown, ticks, context) for row in listing.rows))


def _row(row: Any, listing: Any, shown: list[tuple[Column, str]], ticks: bool, context: Context) -> str:
    tone, url = listing.row_tone(row), listing.row_url(row)
    parts = [
        f'<tr data-row="{conditional_escape(row.pk)}"',
        f' class="row-{conditional_escape(tone)}"' if tone else "",
        _peek(listing.peek_url(row), url),
        ">",
        format_html(TICK, row.pk, listing.element, listing.row_label(row)) if ticks else "",
    ]
    for column, css in shown:
        cell = drawn(column, row, listing, context)
        if column.lead and url:
            cell = format_html('<a class="row-link" href="{}">{}</a>', url, cell)
        parts.append(f"<td{css}>{cell}</td>")
    parts.append("</tr>")
    return "".join(parts)


def drawn(column: Column, row: Any, listing: Any, context: Context) -> SafeString:
    """One cell: by the column's function, else by its template in the page's own context, else as plain text."""
    if column.draw is not None:
        return conditional_escape(column.draw(row, listing))
    if not column.template:
        return column.plain(row)
    with context.push(row=row, column=column):
        return column.nodes.render(context)


def _peek(peek: str, url: str) -> str:
    """Where the preview is fetched; without a value it is `peek/` under the row's own address, as it mostly is."""
    if not peek:
        return ""
    return " data-peek" if url and peek == f"{url}peek/" else f' data-peek="{conditional_escape(peek)}"'


def _class(column: Column) -> str:
    where = "lead" if column.lead else "" if column.phone else "not-phone"
    names = conditional_escape(" ".join(filter(None, [column.align, where])))
    return f' class="{names}"' if names else ""
