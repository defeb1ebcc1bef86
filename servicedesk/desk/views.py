"""My work: what an agent sees first, and the key that opens the next piece of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from people.models import Person
from servicedesk.awaiting import all_awaited
from servicedesk.desk import lists
from tickets.access import desk_page, number_in


@desk_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Four short lists and today's pulse; alone, when something changed."""
    template = "desk/_work.html" if request.htmx else "desk/home.html"
    return render(request, template, _work(request.user, timezone.now()))


@desk_page
@require_safe
def open_next(request: HttpRequest) -> HttpResponse:
    """Leads to the most urgent ticket, or to the one behind the one that is open (`?not=INC-42`)."""
    ticket = lists.next_for(
        request.user, now=timezone.now(), passing_over=number_in(request.GET.get("not", ""))
    )
    if ticket is None:
        messages.success(request, _("Nothing is waiting for you. Well done."))
        return redirect("desk:home")
    return redirect("tickets:detail", ref=ticket.reference)


def _work(person: Person, now: datetime) -> dict[str, Any]:
    sections = [
        (
            "mine",
            gettext_lazy("Mine, most urgent first"),
            lists.by_urgency(lists.mine(person)),
            "assignee=me&phase=open&sort=due",
            gettext_lazy("Nothing is assigned to you. Press n to take the next ticket."),
        ),
        (
            "unassigned",
            gettext_lazy("Unassigned in my teams"),
            lists.by_urgency(lists.unassigned(person)),
            "team=mine&assignee=nobody&phase=open",
            gettext_lazy("Everything in your teams has somebody who looks after it."),
        ),
        (
            "breaching",
            gettext_lazy("About to breach"),
            lists.by_urgency(lists.breaching(person, now=now)),
            "due=4h&sort=due",
            gettext_lazy("No deadline falls within the next four hours."),
        ),
        (
            "watched",
            gettext_lazy("Watched"),
            list(lists.watched(person).select_related(*lists.SHOWN)[: lists.LENGTH]),
            "watched=me&phase=open",
            gettext_lazy("You watch no open ticket. The eye on a ticket's page makes you follow it."),
        ),
    ]
    return {
        "now": now,
        "pulse": _pulse(person, now),
        "awaited": all_awaited(person, most=lists.LENGTH),
        "sections": [
            {"name": name, "label": label, "tickets": tickets, "query": query, "empty": empty}
            for name, label, tickets, query, empty in sections
        ],
    }


def _pulse(person: Person, now: datetime) -> list[dict[str, Any]]:
    """The figures of today, each leading to the tickets behind it."""
    today = timezone.localdate(now).isoformat()
    told = {
        "opened": (gettext_lazy("opened today"), f"team=mine&opened_after={today}"),
        "resolved": (gettext_lazy("solved today"), f"team=mine&resolved_after={today}"),
        "overdue": (gettext_lazy("overdue"), "team=mine&due=overdue"),
        "waiting": (gettext_lazy("waiting"), "team=mine&phase=waiting"),
    }
    return [
        {
            "number": f"{lists.COUNTED - 1}+" if count >= lists.COUNTED else str(count),
            "label": told[name][0],
            "query": told[name][1],
        }
        for name, count in lists.pulse(person, now=now).items()
    ]
