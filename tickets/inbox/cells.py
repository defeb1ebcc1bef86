"""The cells of the inbox, drawn by functions as those of the queue."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tickets.actions import urgeable_at
from tickets.inbox.rows import acts
from tickets.models import Assignment, Task
from tickets.templatetags.tickets import clock
from ui.templatetags.ui import ago, badge, face, icon

KIND_ICONS = {
    Task.Kind.APPROVAL: "stamp",
    Task.Kind.WORK: "clipboard-check",
    Task.Kind.QUESTION: "circle-help",
}
TONES = {
    Task.Outcome.APPROVED: ("done", "check"),
    Task.Outcome.DONE: ("done", "check"),
    Task.Outcome.REJECTED: ("danger", "x"),
    Task.Outcome.RETURNED: ("attention", "undo-2"),
}


def what(row: Task, listing: Any) -> SafeString:
    """What it is about and what is asked of it, with the marks that make somebody look: new, urged, in whose place."""
    unseen = listing.tab.name == "todo" and row.mine is not None and row.mine.seen_at is None
    return format_html(
        '<span class="task-what{}">{}<span class="task-lines"><span class="task-title clip">{}</span> '
        '<span class="small text-faint clip">{} · {}</span></span>{}</span>',
        " task-new" if unseen else "",
        icon(KIND_ICONS[row.kind], "", row.get_kind_display()),
        row.ticket.subject,
        row.ticket.reference,
        row.label,
        marks(row, unseen=unseen),
    )


def marks(row: Task, *, unseen: bool = False) -> SafeString:
    found = []
    if unseen:
        found.append(format_html('<span class="sr-only">{}</span>', _("New")))
    if row.mine is not None and row.mine.on_behalf_of_id:
        found.append(badge(_("for %(name)s") % {"name": row.mine.on_behalf_of.label}, "calm", "user-round"))
    if row.urged and row.is_open:
        found.append(badge(_("Urged"), "attention", "megaphone"))
    if row.state == Task.State.PAUSED:
        found.append(badge(_("Returned"), "attention", "undo-2"))
    return format_html_join("", "{}", ((mark,) for mark in found))


def reference(row: Task, listing: Any) -> SafeString:
    return format_html('<span class="reference">{}</span>', row.ticket.reference)


def requester(row: Task, listing: Any) -> SafeString:
    return face(row.ticket.requester, name=True)


def cost(row: Task, listing: Any) -> SafeString:
    return format_html('<span class="tabular">{}</span>', row.cost) if row.cost else mark_safe("")


def since(row: Task, listing: Any) -> SafeString:
    return ago(row.since, listing.now)


def due(row: Task, listing: Any) -> SafeString | str:
    return clock(row.due_at, listing.now) if row.due_at and row.is_open else ""


def holders(row: Task, listing: Any) -> SafeString:
    """Whose turn it is; a team where nobody has taken it."""
    if row.holders:
        first, more = row.holders[0], len(row.holders) - 1
        return format_html("{}{}", face(first.person, name=True), f" +{more}" if more else "")
    return format_html('<span class="quiet">{}</span>', row.team.label if row.team and row.is_open else "")


def holders_in_words(row: Task) -> str:
    return ", ".join(part.person.label for part in getattr(row, "holders", ()))


def outcome(row: Task, listing: Any) -> SafeString:
    if row.state == Task.State.CANCELLED or not row.outcome:
        return badge(row.get_state_display(), "neutral")
    tone, sign = TONES.get(row.outcome, ("neutral", ""))
    return badge(row.get_outcome_display(), tone, sign)


def outcome_in_words(row: Task) -> str:
    return str(row.get_outcome_display() if row.outcome else row.get_state_display())


DECIDE = (
    '<span class="row-deeds"><button type="button" class="btn btn-sm" hx-post="{}" '
    'hx-vals=\'{{"seen": "{}"}}\' aria-label="{}">{}<span>{}</span></button>'
    '<button type="button" class="btn btn-sm btn-ghost" hx-get="{}" aria-label="{}">{}<span>{}</span></button></span>'
)
ONE = (
    '<span class="row-deeds"><button type="button" class="btn btn-sm" hx-post="{}" hx-vals=\'{{"seen": "{}"}}\' '
    'aria-label="{}">{}</button></span>'
)


def deeds(row: Task, listing: Any) -> SafeString:
    """What can be done on the spot: approve, reject; take what is nobody's; finish what asks for nothing; urge."""
    if listing.tab.name == "started":
        return urging(row, listing)
    if listing.may_decide(row):
        approve, reject = _("Approve"), _("Reject")
        return format_html(
            DECIDE,
            reverse("tickets:task-approve", args=[row.pk]),
            row.revision,
            f"{approve}: {row.label} {row.ticket.reference}",
            icon("check"),
            approve,
            reverse("tickets:task-reject", args=[row.pk]),
            f"{reject}: {row.label} {row.ticket.reference}",
            icon("x"),
            reject,
        )
    if row.free:
        return _one(row, "tickets:task-claim", _("Take it"))
    if acts(row, Assignment.Role.HANDLER) and row.kind == Task.Kind.WORK and not row.asks:
        return _one(row, "tickets:task-finish", _("Done"))
    return mark_safe("")


def urging(row: Task, listing: Any) -> SafeString:
    """Urge those who have it; where it was done lately, when it can be done again."""
    if row.state != Task.State.OPEN:
        return mark_safe("")
    again = urgeable_at(row)
    if again is None or again <= listing.now:
        return _one(row, "tickets:task-urge", _("Urge"))
    said = _("Urged. Again from %(moment)s") % {
        "moment": date_format(localtime(again), "SHORT_DATETIME_FORMAT")
    }
    return format_html('<span class="small quiet">{}</span>', said)


def _one(row: Task, name: str, label: str) -> SafeString:
    spoken = f"{label}: {row.label} {row.ticket.reference}"
    return format_html(ONE, reverse(name, args=[row.pk]), row.revision, spoken, label)
