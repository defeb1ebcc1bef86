"""The gallery in the back office of a storefront: look around, look closely, take."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from catalog import gallery
from catalog.administration.access import shown, storefront_for
from catalog.models import Storefront
from catalog.promise import in_words
from catalog.views import preview
from journal.refusals import Refused
from people.models import Team
from tickets.models import ServiceLevel

LONGEST = 100
LANGUAGES = {"en": "en", "zh": "zh-hans"}


class TakeForm(forms.Form):
    """What the company adds: who does it, how fast, in which currency."""

    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"), empty_label=None)
    service_level = forms.ModelChoiceField(
        ServiceLevel.objects.none(),
        label=gettext_lazy("Service level"),
        required=False,
        empty_label=gettext_lazy("What fits each of them best"),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(one, one) for one in gallery.CURRENCIES]
    )

    def __init__(
        self, storefront: Storefront, chosen: list[gallery.Entry], *args: Any, **kwargs: Any
    ) -> None:
        department = storefront.department
        usual = {"team": gallery.usual_team(department), "currency": gallery.usual_currency()}
        super().__init__(*args, initial=usual, **kwargs)
        self.department, self.chosen = department, chosen
        self.fields["team"].queryset = Team.objects.filter(department=department)
        self.fields["team"].required = usual["team"] is not None
        self.fields["service_level"].queryset = ServiceLevel.objects.all()
        if usual["team"] is None:
            self.fields["team"].empty_label = _("None yet")
        if not any(one.asks_for_money for one in chosen):
            del self.fields["currency"]

    def setting(self, one: gallery.Entry) -> gallery.Setting:
        said = self.cleaned_data
        level = said["service_level"] or gallery.usual_level(one)
        return gallery.Setting(self.department, said["team"], level, said.get("currency") or "EUR")


@require_safe
def gallery_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything there is to take; `?q=` words, `?topic=` one topic."""
    storefront = storefront_for(request.user, pk)
    text, topic = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("topic", "")
    found = gallery.matching(text, topic=topic)
    here = dict(storefront.get_children().values_list("slug", "pk"))
    areas = [
        {"label": label, "cards": [_card(one, here) for one in found if one.area == area]}
        for area, label in gallery.AREAS.items()
    ]
    own = storefront.department.slug
    areas.sort(key=lambda one: one["label"] != gallery.AREAS.get(own))  # the department's own first
    context = {
        "areas": [one for one in areas if one["cards"]],
        "count": len(found),
        "text": text,
        "topic": topic,
        "topics": gallery.topics(),
    }
    return shown(request, "gallery", storefront, _("Add from the gallery"), **context)


def _card(one: gallery.Entry, here: dict[str, int]) -> dict[str, Any]:
    return {"entry": one, "questions": len(one.spec.asked), "here": here.get(one.slug)}


@require_safe
def look(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One service of the gallery closely: what it says and asks, and a picture of its page."""
    storefront = storefront_for(request.user, pk)
    one = _entry(slug)
    level = gallery.usual_level(one)
    resolution = level.targets.get("default", {}).get("resolution") if level else None
    context = {
        "entry": one,
        "level": level,
        "within": in_words(resolution, level.calendar) if resolution else "",
        "conditional": sum(1 for each in one.spec.asked if each.visible_if or each.required_if),
        "checked": sum(1 for each in one.spec.asked if each.check),
    }
    return shown(request, "gallery_look", storefront, one.title, **context)


@require_safe
def picture(request: HttpRequest, pk: int, slug: str, side: str) -> HttpResponse:
    """The service's page as people of the portal would see it, in one of the two languages."""
    storefront = storefront_for(request.user, pk)
    if side not in LANGUAGES:
        raise Http404
    one = _entry(slug)
    team, level = gallery.usual_team(storefront.department), gallery.usual_level(one)
    setting = gallery.Setting(storefront.department, team, level, gallery.usual_currency())
    with translation.override(LANGUAGES[side]):
        return preview.shown(
            request, one.spec_for(setting), storefront.department, LANGUAGES[side], level=level
        )


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for team and service level, and makes a draft of each service that was picked (`?pick=`)."""
    storefront = storefront_for(request.user, pk)
    picked = (request.POST if request.method == "POST" else request.GET).getlist("pick")
    chosen = [one for one in gallery.entries() if one.slug in picked]
    if not chosen:
        messages.warning(request, _("Tick what you would like to take."))
        return redirect("catalog_admin:gallery", storefront.pk)
    form = TakeForm(storefront, chosen, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            pages = gallery.take_all([(one, form.setting(one)) for one in chosen], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _taken(request, storefront, pages)
    status = 422 if form.errors else 200
    title = _("Take from the gallery")
    return shown(request, "gallery_take", storefront, title, status=status, form=form, chosen=chosen)


def _taken(request: HttpRequest, storefront: Storefront, pages: list[Any]) -> HttpResponse:
    if len(pages) == 1:
        messages.success(request, _("“%(service)s” is a draft now. Change what you like, then publish it.") % {
            "service": pages[0].label
        })  # fmt: skip
        return redirect("wagtailadmin_pages:edit", pages[0].pk)
    sentence = ngettext("%(count)d service is a draft now.", "%(count)d services are drafts now.", len(pages))
    messages.success(request, sentence % {"count": len(pages)})
    return redirect(reverse("wagtailadmin_explore", args=[storefront.pk]))


def _entry(slug: str) -> gallery.Entry:
    found = gallery.entry(slug)
    if found is None:
        raise Http404
    return found
