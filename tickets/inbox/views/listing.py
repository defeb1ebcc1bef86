"""The inbox itself: its tabs, their numbers, and deeds for the chosen rows."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from journal.refusals import Invalid
from tickets import actions
from tickets.access import portal_page
from tickets.bulk import Outcome, each
from tickets.inbox.access import colleagues, shell_of
from tickets.inbox.forms import BulkApproveForm, BulkForm, BulkHandOverForm, BulkRejectForm
from tickets.inbox.listing import InboxListing
from tickets.inbox.rows import dressed, read_along, since
from tickets.inbox.tabs import COUNTED, TABS, counted, counts_of, tab_named, tasks_in, waiting_for
from tickets.inbox.undoing import undo_of
from tickets.models import Task


@portal_page
@require_safe
def inbox(request: HttpRequest, tab: str = "todo") -> HttpResponseBase:
    """One tab of the reader's inbox."""
    listing = InboxListing(request, tab_named(tab), shell=shell_of(request.user))
    if request.headers.get("HX-Target") != listing.element and not request.GET.get("export"):
        listing.context |= {"tabs": TABS, "counts": _counts(request)}
    return listing.response()


@portal_page
@require_safe
def tabs(request: HttpRequest, tab: str = "todo") -> HttpResponse:
    """The tabs with their numbers, alone."""
    context = {"tab": tab_named(tab), "tabs": TABS, "counts": _counts(request)}
    return render(request, "tickets/inbox/_tabs.html", context)


@portal_page
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """The number beside the inbox in the navigation."""
    number = waiting_for(request.user).order_by()[:COUNTED].count()
    return render(request, "tickets/inbox/_count.html", {"number": number})


def _counts(request: HttpRequest) -> dict[str, str]:
    return {name: counted(number) for name, number in counts_of(request.user).items()}


@portal_page
@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    """Each of the chosen approvals, with the same comment."""
    form = BulkApproveForm(_filled(request))
    return _answer(request, form, _deciding(request, form, "approve"), title=_("Approve"), undoes=True)


@portal_page
@require_POST
def reject(request: HttpRequest) -> HttpResponse:
    form = BulkRejectForm(_filled(request))
    return _answer(
        request, form, _deciding(request, form, "reject"), title=_("Reject"), undoes=True, tone="danger"
    )


@portal_page
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """All of them to one colleague."""
    form = BulkHandOverForm(_filled(request), people=colleagues(request.user))

    def deed(task: Task) -> None:
        given = form.cleaned_data
        actions.hand_over_task(
            task, to=given["person"], note=given["comment"], by=request.user, now=timezone.now()
        )

    return _answer(request, form, deed, title=_("Hand over"))


@portal_page
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """What nobody has taken; no more is asked."""
    outcome = each(
        _chosen(request), lambda task: actions.claim_task(task, by=request.user, now=timezone.now())
    )
    return _told(request, outcome)


def _deciding(request: HttpRequest, form: BulkForm, outcome: str) -> Callable[[Task], None]:
    def deed(task: Task) -> None:
        if task.kind != Task.Kind.APPROVAL:
            raise Invalid(_("This is not an approval. Open it to see what is asked."))
        actions.decide(
            task, outcome, comment=form.cleaned_data["comment"], by=request.user, now=timezone.now()
        )

    return deed


def _filled(request: HttpRequest) -> Any:
    """The form's data, once the dialog was sent; the first post only brings what was chosen."""
    return request.POST if "asked" in request.POST else None


def _chosen(request: HttpRequest) -> list[Task]:
    ids = [one for one in request.POST.getlist("ids") if one.isdecimal() and len(one) < 19][:500]
    waiting = tasks_in(TABS[0], request.user).filter(pk__in=ids)
    return dressed(since(read_along(waiting), request.user).order_by("pk"), request.user, costs=False)


def _answer(
    request: HttpRequest,
    form: BulkForm,
    deed: Callable[[Task], Any],
    *,
    title: str,
    tone: str = "",
    undoes: bool = False,
) -> HttpResponse:
    """The dialog, or what became of it. A fault that lies in the form itself is shown beside its field."""
    chosen = _chosen(request)
    if not chosen:
        raise Invalid(_("Nothing of what you chose waits for you any more."))
    if form.is_bound and form.is_valid():
        return _told(request, each(chosen, deed), undoes=undoes)
    context = {"form": form, "title": title, "tone": tone, "chosen": chosen, "action": request.path}
    return render(request, "tickets/inbox/_bulk_form.html", context, status=422 if form.is_bound else 200)


def _told(request: HttpRequest, outcome: Outcome, *, undoes: bool = False) -> HttpResponse:
    """A line in passing when all went well, otherwise each refusal with its task."""
    events: dict[str, Any] = {"live:change": {"verb": "bulk"}}
    if not outcome.refused:
        undo = undo_of(request, outcome.done, now=timezone.now()) if undoes else ""
        events |= {"toast": {"text": outcome.sentence, "tone": "done", "undo": undo}, "dialog:close": {}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
    told = render(request, "tickets/inbox/_bulk_outcome.html", {"outcome": outcome})
    told.headers["HX-Retarget"] = "#dialog"
    told.headers["HX-Reswap"] = "innerHTML"
    told.headers["HX-Trigger"] = json.dumps(events)
    return told
