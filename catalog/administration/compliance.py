"""The pages of compliance: what is controlled, what waits for a sign-off, and the decision."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe
from pydantic import ValidationError
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem

from catalog import actions, compliance, policies
from catalog.actions.controlling import department_of
from catalog.administration.access import LARGEST, shown
from catalog.administration.versions import told
from catalog.authoring import compile_page
from catalog.models import Control, Service, ServicePage, SignOff, Storefront
from catalog.spec import ServiceSpec
from catalog.views.preview import shown as previewed
from journal.refusals import Invalid, Refused
from people.models import Person

HISTORY = 50


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed to refuse. It is kept, and whoever asked reads it."),
    )


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the person's sign-off, the oldest first, and what was decided lately."""
    if not request.user.reach("compliance"):
        raise Http404
    found = SignOff.objects.visible_to(request.user).select_related("department", "asked_by", "decided_by")
    decided = found.exclude(decision__in=["", SignOff.Decision.OVERTAKEN]).order_by("-decided_at")
    context = {
        "title": _("Compliance"),
        "header_title": _("Compliance"),
        "waiting": found.waiting().order_by("asked_at", "pk")[:200],
        "decided": decided[:HISTORY],
        "breadcrumbs_items": [{"url": "", "label": _("Compliance")}],
    }
    return render(request, "catalog/administration/sign_offs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One content before compliance, compared in words with what is ordered now; signed off or refused."""
    asked = _asked(request.user, pk)
    form, refused = ReasonForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        deed = actions.sign_off if "sign" in request.POST else actions.refuse_sign_off
        try:
            deed(asked, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        except Refused as error:
            refused = error
            form.add_error("reason" if "reason" in error.errors else None, str(error))
        else:
            said = (
                _("“%(service)s” is signed off.")
                if "sign" in request.POST
                else _("“%(service)s” is refused.")
            )
            messages.success(request, said % {"service": asked.label})
            return redirect("catalog_admin:sign-offs")
    live = (
        Service.objects.select_related("current").filter(page=asked.page_id).first()
        if asked.page_id
        else None
    )
    current = live.current.service_spec if live and live.current else None
    title = _("Sign-off: %(service)s") % {"service": asked.label}
    context = {
        "title": title,
        "header_title": title,
        "breadcrumbs_items": [
            {"url": reverse("catalog_admin:sign-offs"), "label": _("Compliance")},
            {"url": "", "label": asked.label},
        ],
        "asked": asked,
        "form": form,
        "current": live.current if current else None,
        "differences": told(current or _empty(asked), asked.content),
        "is_own": request.user.pk in compliance.writers_of(asked),
    }
    return render(request, "catalog/administration/sign_off.html", context, status=422 if refused else 200)


@xframe_options_sameorigin
@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The content as people would see it, in the reader's language."""
    asked = _asked(request.user, pk)
    return previewed(request, asked.content, asked.department, request.LANGUAGE_CODE)


@require_http_methods(["GET", "HEAD", "POST"])
def of_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a service is controlled, what compliance said to its draft, and what may be done about it."""
    page = ServicePage.objects.filter(pk=pk).first() if pk <= LARGEST else None
    return _about(request, page, "compliance")


@require_http_methods(["GET", "HEAD", "POST"])
def of_storefront(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a storefront, whose services all are controlled with it."""
    storefront = (
        Storefront.objects.select_related("department").filter(pk=pk).first() if pk <= LARGEST else None
    )
    return _about(request, storefront, "storefront-compliance")


def _about(request: HttpRequest, page: ServicePage | Storefront | None, address: str) -> HttpResponse:
    if page is None or not policies.may_control(request.user, department_of(page)):
        raise Http404
    refused = None
    if request.method == "POST":
        refused = _done(request, page)
        if refused is None:
            return redirect(f"catalog_admin:{address}", page.pk)
    department = department_of(page)
    own = Control.objects.filter(page=page.pk).select_related("by").first()
    context: dict[str, Any] = {
        "own": own,
        "refused": refused,
        "may_release": policies.may_sign_off(request.user, department),
        "may_ask": policies.may_edit(request.user, department),
        "officers": ", ".join(one.label for one in compliance.officers_of(department)),
        "is_storefront": isinstance(page, Storefront),
    }
    if isinstance(page, ServicePage):
        context |= _of_draft(page)
    return shown(request, "compliance", page, _("Compliance"), status=422 if refused else 200, **context)


def _of_draft(page: ServicePage) -> dict[str, Any]:
    draft = page.get_latest_revision_as_object()
    by_others = [one for one in compliance.controls_of(page) if one.page_id != page.pk]
    try:
        decision = compliance.decision_on(page, compile_page(draft).spec.digest())
    except ValidationError:
        decision = None
    history = SignOff.objects.filter(page=page.pk).select_related("asked_by", "decided_by")
    return {
        "by_storefront": next((one for one in by_others if one.page_id), None),
        "by_address": next((one for one in by_others if not one.page_id), None),
        "controlled": compliance.is_controlled(page),
        "decision": decision,
        "is_fine": not compliance.faults(draft),
        "history": history.order_by("-asked_at")[:HISTORY],
    }


def _done(request: HttpRequest, page: ServicePage | Storefront) -> Refused | None:
    """Does what the pressed button says; what was refused, if it was."""
    given = {"by": request.user, "now": timezone.now()}
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return Invalid(str(form.errors["reason"][0]))
    try:
        if "control" in request.POST:
            actions.control(page, **given)
        elif "release" in request.POST:
            actions.release(page, reason=form.cleaned_data["reason"], **given)
        elif "ask" in request.POST and isinstance(page, ServicePage):
            actions.ask_sign_off(page.get_latest_revision_as_object(), **given)
            messages.success(request, _("Compliance is asked."))
    except Refused as refused:
        return refused
    return None


def asked_from_editor(request: HttpRequest, page: ServicePage) -> HttpResponse | None:
    """Asks for a sign-off of what the editor has just saved, and says what came of it."""
    try:
        asked = actions.ask_sign_off(
            page.get_latest_revision_as_object(), by=request.user, now=timezone.now()
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if asked.decision == SignOff.Decision.SIGNED:
        messages.success(request, _("Compliance has signed off exactly this content; it may be published."))
    else:
        messages.success(request, _("Compliance is asked. You are told when they have decided."))
    return redirect("catalog_admin:compliance", page.pk)


class AskItem(ActionMenuItem):
    """The editor's button that lays a controlled service before compliance."""

    name = "action-ask-sign-off"
    label = gettext_lazy("Save and ask compliance")
    icon_name = "tasks"
    order = 45

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        shown = context["view"] == "edit" and isinstance(page, ServicePage) and not context["locked_for_user"]
        return shown and compliance.is_controlled(page)


class ComplianceMenuItem(MenuItem):
    """What waits, for those who answer for compliance somewhere."""

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Compliance"),
            "",
            name="compliance",
            icon_name="tasks",
            order=320,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.reach("compliance"))

    def render_component(self, request: HttpRequest) -> Any:
        self.url = reverse("catalog_admin:sign-offs")
        return super().render_component(request)


def _asked(person: Person, pk: int) -> SignOff:
    found = SignOff.objects.visible_to(person).select_related("department", "asked_by", "decided_by", "page")
    asked = found.filter(pk=pk).first() if pk <= LARGEST else None
    if asked is None:
        raise Http404
    return asked


def _empty(asked: SignOff) -> ServiceSpec:
    """What a service that was never published is compared with."""
    return ServiceSpec.model_validate(
        {"slug": asked.slug, "department": asked.department.slug, "title": {"en": "", "zh": ""}}
    )
