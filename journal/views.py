"""Pages of the journal: deliveries that failed, and live updates for those who can only ask."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journal import actions, policies
from journal.filters import DeliveryFilter
from journal.live import changes, topics
from journal.live.stream import MOST_TOPICS, number
from journal.models import Delivery

PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD"])
def deliveries(request: HttpRequest) -> HttpResponse:
    """The deliveries that failed, newest first, with what to do about them."""
    if not policies.may_mend_deliveries(request.user):
        raise Http404
    filtered = DeliveryFilter(request.GET, queryset=Delivery.objects.select_related("event").order_by("-id"))
    found = filtered.qs
    if before := number(request.GET.get("before", "")):
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    query = request.GET.copy()
    query["before"] = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    context = {
        "filter": filtered,
        "rows": rows[:PAGE],
        "older": query.urlencode() if len(rows) > PAGE else "",
        "narrowed": any(request.GET.get(name) for name in filtered.filters),
        "states": Delivery.State,
    }
    return render(request, "journal/deliveries.html", context)


@login_required
@require_POST
def mend(request: HttpRequest) -> HttpResponse:
    """Replays or dismisses the chosen deliveries."""
    if not policies.may_mend_deliveries(request.user):
        raise Http404
    ids = [number(text) for text in request.POST.getlist("delivery")]
    now = timezone.now()
    if request.POST.get("do") == "dismiss":
        count = actions.dismiss(ids, by=request.user, now=now)
        said = ngettext("{count} delivery was put aside.", "{count} deliveries were put aside.", count)
    else:
        count = actions.replay(ids, by=request.user, now=now)
        said = ngettext("{count} delivery is tried again.", "{count} deliveries are tried again.", count)
    if count:
        messages.success(request, said.format(count=count))
    else:
        messages.warning(request, _("Choose at least one delivery that has failed."))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect("journal:deliveries")


@login_not_required
@require_GET
def live_since(request: HttpRequest) -> HttpResponse:
    """What changed after an event, as JSON: the same answer as the stream's, for polling."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    wish = topics.wish_from(request.GET.getlist("topic")[:MOST_TOPICS])
    if wish is None:
        return HttpResponse(status=400)
    after = number(request.GET.get("after", ""))
    return JsonResponse(changes.since(request.user, wish, after), headers={"Cache-Control": "no-store"})
