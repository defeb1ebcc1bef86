"""The queue: the listing, the rail of saved views with its counts; keeping, renaming, sharing views."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets import saved_views
from tickets.access import desk_page, workable
from tickets.actions.views import delete_view, save_view
from tickets.forms import SavedViewForm
from tickets.listing import TicketListing
from tickets.models import SavedView
from tickets.picking import services_for
from tickets.undoing import undo_of_view


@desk_page
@require_safe
def queue(request: HttpRequest) -> HttpResponseBase:
    """All tickets the person works with, the latest change first, as far as nothing else is asked."""
    views = saved_views.rail_of(request.user, request.GET.urlencode())
    here = saved_views.kept(request.GET)
    return TicketListing(
        request, workable(request.user), views=views, here=here, view=_current(views)
    ).response()


def _current(views: list[saved_views.View]) -> saved_views.View | None:
    return next((view for view in views if view.current), None)


@desk_page
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """The rail again, with how many tickets each view holds."""
    views = saved_views.rail_of(request.user, request.GET.urlencode())
    found = saved_views.counted(views, workable(request.user), request)
    return render(
        request,
        "tickets/_views.html",
        {"views": found, "here": saved_views.kept(request.GET), "counted": True},
    )


@desk_page
@require_safe
def choose_service(request: HttpRequest) -> JsonResponse:
    """Services the person may see, by `?q=`, for the filter: `[{"id", "label", "hint"}]`."""
    found = services_for(request.user, text=request.GET.get("q", "")[:100].strip())
    return JsonResponse(
        [{"id": slug, "label": label, "hint": hint} for slug, label, hint in found], safe=False
    )


@desk_page
@require_http_methods(["GET", "POST"])
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keeps what the queue is being asked under a name."""
    query = saved_views.kept(QueryDict(request.POST.get("query", request.GET.urlencode())))
    return _edit(request, SavedView(owner=request.user, query=query), title=_("Keep this view"))


@desk_page
@require_http_methods(["GET", "POST"])
def change_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name, other people to share it with."""
    return _edit(request, _own(request, pk), title=_("Change this view"))


@desk_page
@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    undo = undo_of_view(request, view)
    delete_view(view, by=request.user, now=timezone.now())
    messages.success(request, _("The view “%(name)s” is gone.") % {"name": view.name}, extra_tags=undo)
    return _to_queue(request, "")


def _own(request: HttpRequest, pk: int) -> SavedView:
    view = saved_views.visible_to(request.user).filter(pk=pk).first()
    if view is None:
        raise Http404
    return view


def _edit(request: HttpRequest, view: SavedView, *, title: str) -> HttpResponse:
    teams = saved_views.teams_to_share_with(request.user)
    form = SavedViewForm(request.POST or None, instance=view, teams=teams)
    if request.method == "POST" and form.is_valid():
        view = _renewed(form.replaced, view)
        save_view(
            view,
            name=form.cleaned_data["name"],
            team=form.cleaned_data["team"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
        return _to_queue(request, view.query)
    context: dict[str, Any] = {"form": form, "view": view, "title": title, "action": request.path}
    template = "tickets/_view_form.html" if request.htmx else "tickets/dialog.html"
    context["part"] = "tickets/_view_form.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _renewed(known: SavedView | None, view: SavedView) -> SavedView:
    """The view that is kept already, asking what the new one asks."""
    if known is None:
        return view
    known.query = view.query
    return known


def _to_queue(request: HttpRequest, query: str) -> HttpResponse:
    address = reverse("tickets:queue") + (f"?{query}" if query else "")
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
