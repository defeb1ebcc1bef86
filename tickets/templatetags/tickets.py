"""What only templates that show tickets need."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from tickets.clocks import has_kept
from tickets.masks import sheet_for
from tickets.models import Attachment, Clock, Ticket
from ui.templatetags.ui import badge, span_to

register = template.Library()

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
FILE_ICONS = {
    "image": "file-image",
    "text": "file-text",
    "pdf": "file-text",
    "csv": "file-spreadsheet",
    "xlsx": "file-spreadsheet",
    "xls": "file-spreadsheet",
    "ods": "file-spreadsheet",
}


@register.simple_tag
def clock(until: datetime | None, now: datetime) -> SafeString:
    """A promise that counts down; nothing for none. `<sla-clock>` keeps it true."""
    if until is None:
        return format_html('<span class="text-faint">{}</span>', "–")
    left = (until - now).total_seconds()
    tone = "danger" if left < 0 else "attention" if left < 3600 else "calm"
    return format_html(
        '<sla-clock until="{}" state="running" data-tone="{}" data-late="{}">{}</sla-clock>',
        until.isoformat(timespec="seconds").replace("+00:00", "Z"),
        tone,
        _("overdue"),
        span_to(until, now),
    )


@register.simple_tag
def clock_state(one: Clock, now: datetime) -> SafeString:
    """One of a ticket's clocks: the time left, or how it ended, or that it stands."""
    if one.target is None:
        return badge(_("Nothing promised"))
    if one.stopped_at is not None:
        return (
            badge(_("Promise kept"), "done")
            if has_kept(one, now=now)
            else badge(_("Promise missed"), "danger")
        )
    if one.due_at is None:
        late = not has_kept(one, now=now)
        return badge(_("Promise missed"), "danger") if late else badge(_("Stands still"), "neutral", "pause")
    return clock(one.due_at, now)


@register.simple_tag(takes_context=True)
def readable_sheet(context: Any, ticket: Ticket) -> list[dict[str, Any]]:
    """The lines of the ticket's answer sheet that the reader of the page may read."""
    return sheet_for(context["request"].user, ticket)


@register.filter
def sheet_sections(sheet: Any) -> Iterator[dict[str, Any]]:
    """The answers of a sheet under the sections of their form, in the form's order."""
    section: dict[str, Any] | None = None
    for answer in sheet or ():
        label = answer.get("section") or ""
        if section is None or section["label"] != label:
            if section is not None:
                yield section
            section = {"label": label, "answers": []}
        section["answers"].append(answer)
    if section is not None:
        yield section


@register.filter
def file_icon(file: Attachment) -> str:
    """The icon of a file, by what it is."""
    kind = file.content_type.partition("/")[0]
    suffix = PurePosixPath(file.name).suffix.lstrip(".").lower()
    return FILE_ICONS.get(suffix) or FILE_ICONS.get(kind) or "file"


@register.filter
def is_late(ticket: Ticket, now: datetime) -> bool:
    return bool(ticket.is_open and ticket.due_at and ticket.due_at < now)


@register.filter
def spell(time: timedelta) -> str:
    """A length of time in its largest unit: «3 hours», «2 days»."""
    if time < timedelta(minutes=1):
        return _("less than a minute")
    return timesince(EPOCH, EPOCH + time, depth=1)


@register.simple_tag
def upload_limit() -> int:
    """How large a file may be, in bytes, so that the browser needn't send one in vain."""
    return settings.UPLOAD_LIMIT
