"""The cells of the queue, drawn by functions: fifty rows of seven cells are too many for templates."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tickets.models import Ticket
from tickets.templatetags.tickets import clock
from ui.templatetags.ui import ago, face, phase_badge, priority_badge


def reference(row: Ticket, listing: Any) -> SafeString:
    return format_html('<span class="reference">{}</span>', row.reference)


def subject(row: Ticket, listing: Any) -> SafeString:
    """The requester's face before the words."""
    return format_html(
        '{}<span class="clip">{}</span>',
        face(row.requester),
        row.subject,
    )


def status(row: Ticket, listing: Any) -> SafeString:
    return phase_badge(row)


def priority(row: Ticket, listing: Any) -> SafeString:
    return priority_badge(row)


def due(row: Ticket, listing: Any) -> SafeString | str:
    return clock(row.due_at, listing.now) if row.is_open else ""


def assignee(row: Ticket, listing: Any) -> SafeString:
    """Who has it; what nobody has can be taken on the spot."""
    if row.assignee_id or not row.is_open:
        return face(row.assignee, name=True)
    return format_html(
        '<button type="button" class="btn btn-xs" hx-post="{}" hx-vals=\'{{"seen": "{}"}}\'>{}</button>',
        reverse("tickets:take", args=[row.reference]),
        row.revision,
        _("Take it"),
    )


def opened(row: Ticket, listing: Any) -> SafeString:
    return ago(row.opened_at, listing.now)


def updated(row: Ticket, listing: Any) -> SafeString:
    return ago(row.updated_at, listing.now)
