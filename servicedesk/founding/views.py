"""The pages of founding: each can be left and come back to, and shows what is there already."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog import gallery
from catalog.models import Service, ServicePage, Storefront
from journal.refusals import Refused
from people.forms import write_into
from people.models import Department
from people.zones import is_zone
from servicedesk.founding import deeds, first
from servicedesk.founding.forms import CompanyForm, DepartmentForm, FirstForm
from servicedesk.founding.presets import DEPARTMENTS, OTHER, STANDS_IN
from servicedesk.founding.steps import NAMES, departments_that_can, done, is_published, steps

View = Callable[..., HttpResponse]
BACKEND = "people.accounts.PersonBackend"


FOUNDED = "founded"  # in the session of whoever opened the desk


def for_administrators(view: View) -> View:
    """For who administers the company; for others the page doesn't exist."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_admin:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def while_nothing_is_offered(view: View) -> View:
    """For administrators of a desk that offers nothing yet. Later the page doesn't exist; whoever has just
    opened the desk is led to what there is now."""

    @for_administrators
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_published():
            return view(request, *args, **kwargs)
        if FOUNDED not in request.session:
            raise Http404
        return redirect("founding:ready")

    return guarded


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    found = steps(name)
    number = list(NAMES).index(name) + 1
    context |= {"steps": found, "number": number, "of": len(found), "label": NAMES[name]}
    return render(request, f"founding/{name}.html", context, status=status)


def _sent(request: HttpRequest) -> Any:
    """What was sent; None when a page is only looked at."""
    return request.POST if request.method == "POST" else None


# ── the first administrator ──


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """Makes whoever holds the link the first administrator, and signs them in."""
    if not first.is_wanted():
        raise Http404
    if not first.is_good(token):
        return render(request, "founding/ended.html", status=410)
    form = FirstForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("username", "name", "email", "password")}
        language = get_language() or settings.LANGUAGE_CODE
        try:
            person = first.make_first(token, **said, language=language, now=timezone.now())
        except Refused as refused:
            write_into(form, refused)
        else:
            login(request, person, backend=BACKEND)
            return redirect("founding:start")
    return render(request, "founding/first.html", {"form": form}, status=422 if form.errors else 200)


# ── the four pages ──


@while_nothing_is_offered
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Leads to the first page that isn't done."""
    return redirect(f"founding:{next((name for name, there in done().items() if not there), 'ready')}")


@while_nothing_is_offered
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    zone = request.GET.get("zone", "")
    form = CompanyForm(request.user, _sent(request), zone=zone if is_zone(zone) else settings.TIME_ZONE)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.settle_company(form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refused:
            write_into(form, refused)
        else:
            return redirect("founding:departments")
    return _page(request, "company", form=form, status=422 if form.errors else 200)


@while_nothing_is_offered
@require_http_methods(["GET", "HEAD", "POST"])
def departments(request: HttpRequest) -> HttpResponse:
    """The departments that are there, and those that could be; the ticked ones are opened, all or none."""
    if not done()["company"]:
        return redirect("founding:company")
    there = departments_that_can()
    known = {one.slug for one in Department.objects.only("slug")}
    forms = [
        DepartmentForm(preset, _sent(request)) for preset in (*DEPARTMENTS, OTHER) if preset.area not in known
    ]
    if request.method != "POST" and there:
        for form in forms:  # the first choice was made already
            form.initial["offers"] = False
    problem = ""
    if request.method == "POST" and all(form.is_valid() for form in forms):
        wanted = [form for form in forms if form.cleaned_data.get("offers")]
        if not (wanted or there):
            problem = _("Tick at least one department.")
        elif not (problem := _open(request, wanted)):
            return redirect("founding:services")
    wrong = bool(problem) or any(form.errors for form in forms)
    return _page(
        request, "departments", forms=forms, there=there, problem=problem, status=422 if wrong else 200
    )


def _open(request: HttpRequest, wanted: list[DepartmentForm]) -> str:
    """Opens them all; what stands against one is written into its form, and then none is."""
    now, language = timezone.now(), request.user.language
    with transaction.atomic():
        deeds.one_at_a_time(request.user)
        for form in wanted:
            if deeds.is_open_already(form.preset, form.cleaned_data["name"]):
                continue  # sent twice
            try:
                deeds.open_department(
                    form.preset, form.cleaned_data, language=language, by=request.user, now=now
                )
            except Refused as refused:
                transaction.set_rollback(True)
                write_into(form, refused)
                return str(refused)
    return ""


@while_nothing_is_offered
@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    """The gallery by need; the ticked services are taken and published, all or none."""
    there = departments_that_can()
    if not done()["departments"]:
        return redirect("founding:departments")
    by_area = {area: _who(area, there) for area in gallery.AREAS}
    begun = set(ServicePage.objects.values_list("slug", flat=True))
    wanted = set(request.POST.getlist("need"))
    picked = {*request.POST.getlist("pick"), *(one.slug for one in gallery.entries() if one.need in wanted)}
    currency = request.POST.get("currency", "")
    currency = currency if currency in gallery.CURRENCIES else gallery.usual_currency()
    problem = ""
    if request.method == "POST":
        free = [one for one in gallery.entries() if one.slug in picked - begun]
        problem = _offer(request, free, by_area, currency) if free else _("Tick at least one service.")
        if not problem:
            request.session[FOUNDED] = True
            return redirect("founding:ready")
    needs = [
        {
            "name": name,
            "label": label,
            "rows": (rows := _rows(name, by_area, begun, picked)),
            "is_free": not all(row["is_begun"] for row in rows),
            "is_picked": name in wanted,
        }
        for name, label in gallery.NEEDS.items()
    ]
    context = {"needs": needs, "problem": problem, "currency": currency, "currencies": gallery.CURRENCIES}
    return _page(request, "services", **context, status=422 if problem else 200)


def _who(area: str, there: list[Department]) -> Department:
    """Which of the company's departments does what usually this one does."""
    known = {one.slug: one for one in there}
    return next((known[slug] for slug in (area, *STANDS_IN[area]) if slug in known), there[0])


def _rows(need: str, by_area: Any, begun: Any, picked: Any) -> list[dict[str, Any]]:
    return [
        {
            "entry": one,
            "department": by_area[one.area],
            "is_begun": one.slug in begun,
            "is_picked": one.slug in picked,
        }
        for one in gallery.entries()
        if one.need == need
    ]


def _offer(
    request: HttpRequest, chosen: list[gallery.Entry], by_area: dict[str, Department], currency: str
) -> str:
    settled = [(one, _setting(one, by_area[one.area], currency)) for one in chosen]
    try:
        deeds.offer(settled, by=request.user, now=timezone.now())
    except Refused as refused:
        return str(refused)
    return ""


def _setting(one: gallery.Entry, department: Department, currency: str) -> gallery.Setting:
    return gallery.Setting(department, gallery.usual_team(department), gallery.usual_level(one), currency)


@for_administrators
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """What is offered now, for who has just opened the desk."""
    if not is_published():
        return redirect("founding:start")
    if FOUNDED not in request.session:
        raise Http404
    live = list(Service.objects.live().select_related("department").order_by("department__name", "name"))
    site = deeds.first_site()
    return _page(
        request,
        "ready",
        services=live,
        storefront=Storefront.objects.filter(department=live[0].department_id).first(),
        site=site,
        leads=departments_that_can(),
        address=settings.BASE_URL,
    )
