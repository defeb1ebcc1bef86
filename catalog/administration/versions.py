"""The versions of a service: what changed, how each did, and the way back."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from pydantic import ValidationError
from wagtail.admin import messages

from catalog import policies, references
from catalog.actions import roll_back
from catalog.administration.access import page_for, service_of, shown, version_of
from catalog.authoring import compile_page
from catalog.comparing import Difference, differences
from catalog.figures import Figures, figures_of
from catalog.models import ServicePage, ServiceVersion, SignOff
from catalog.promise import in_words
from catalog.spec import ServiceSpec
from journal.refusals import Refused
from ui.bilingual import choose

DRAFT = "draft"
MOST = 200


@dataclass(frozen=True)
class Line:
    """One version as the page lists it."""

    version: ServiceVersion
    signed: SignOff | None
    figures: Figures
    usual: str
    is_current: bool

    @property
    def notes(self) -> str:
        return choose(self.version.notes, self.version.notes_zh)


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with its figures; two of them can be chosen to be compared."""
    page = page_for(request.user, pk)
    service = service_of(page)
    calendar = service.service_level.calendar if service.service_level else None
    figures = figures_of(service)

    signed = {one.digest: one for one in SignOff.objects.signed().filter(page=page).order_by("decided_at")}

    def line(version: ServiceVersion) -> Line:
        did = figures.get(version.pk, Figures())
        usual = in_words(did.usual, calendar) if did.usual and calendar else ""
        return Line(
            version,
            signed.get(version.digest),
            did,
            usual,
            is_current=version.pk == service.current_id and service.is_live,
        )

    found = service.versions.select_related("published_by").defer("spec").order_by("-number")[:MOST]
    lines = [line(version) for version in found]
    context = {"service": service, "lines": lines, "has_draft": page.has_unpublished_changes}
    return shown(request, "versions", page, _("Versions"), **context)


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions, or a version and the draft (`?old=1&new=draft`), in sentences."""
    page = page_for(request.user, pk)
    service = service_of(page)
    numbers = list(service.versions.order_by("-number").values_list("number", flat=True)[:MOST])
    before = str(numbers[1]) if len(numbers) > 1 else str(numbers[0])
    new = request.GET.get("new") or (str(numbers[0]) if len(numbers) > 1 else DRAFT)
    old = request.GET.get("old") or before
    context: dict[str, Any] = {"numbers": [str(one) for one in numbers], "old": old, "new": new}
    try:
        context["differences"] = told(_spec(page, old), _spec(page, new))
    except ValidationError:
        context["unreadable"] = True
    return shown(request, "compare", page, _("Compare versions"), **context)


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Says what going back to a version changes, and goes."""
    page = page_for(request.user, pk)
    version = version_of(page, number)
    publishes = policies.may_publish(request.user, page.get_parent().specific.department)
    refused = None
    if request.method == "POST":
        try:
            published = roll_back(version, by=request.user, now=timezone.now())
        except Refused as error:
            refused = error
        else:
            _say(request, number, published)
            return redirect(reverse("catalog_admin:versions", args=[page.pk]))
    current = version.service.current
    context = {
        "version": version,
        "publishes": publishes,
        "refused": refused,
        "differences": told(current.service_spec, version.service_spec) if current else [],
        "is_live": version.service.is_live,
        "has_draft": page.has_unpublished_changes,
    }
    title = _("Back to version %(number)s") % {"number": number}
    return shown(request, "back", page, title, status=422 if refused else 200, **context)


def _say(request: HttpRequest, number: int, published: ServiceVersion | None) -> None:
    if published is None:
        said = _("The draft is version %(number)s again. Somebody who may publish has to publish it.")
        messages.success(request, said % {"number": number})
    else:
        said = _("Version %(new)s is published; it is version %(number)s again.")
        messages.success(request, said % {"new": published.number, "number": number})


def told(old: ServiceSpec, new: ServiceSpec) -> list[Difference]:
    """The differences with what people call teams, departments and the like."""
    return differences(old, new, called=references.called(new.department))


def _spec(page: ServicePage, which: str) -> ServiceSpec:
    if which == DRAFT:
        return compile_page(page.get_latest_revision_as_object()).spec
    if not which.isdecimal() or len(which) > 9:
        raise Http404
    return version_of(page, int(which)).service_spec
