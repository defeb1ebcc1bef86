"""Wagtail's preview of a draft, looked at as a chosen colleague."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.utils.decorators import xframe_options_sameorigin_override

from catalog import policies
from catalog.administration.typed import addresses
from catalog.questions.person import named
from catalog.views.preview import SEEN_AS, Frame, seen_as
from people.models import Person

OFFERED = 12


class AsSomebody:
    """`?as=<user name>` chooses the person, and holds for all drafts until another is chosen."""

    @method_decorator(xframe_options_sameorigin_override)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "as" in request.GET:
            request.session[SEEN_AS] = seen_as(request.user, request.GET["as"][:150]).username
        return super().get(request, *args, **kwargs)

    def get_extra_request_attrs(self) -> dict[str, Any]:
        request, page = self.request, self.object
        language = request.GET.get("mode", page.default_preview_mode)
        told = addresses(page, self.kwargs.get("parent_page_id"))
        frame = Frame(
            address=request.path,
            ask=f"{told['form']}?mode={language}",
            choose=told["choices"],
            people=reverse("catalog_admin:people"),
            language=language,
            in_panel=request.GET.get("in_preview_panel") == "true",
        )
        seen = {"seen_as": request.session.get(SEEN_AS, ""), "frame": frame}
        return {**super().get_extra_request_attrs(), **seen}


class PreviewOfPage(AsSomebody, PreviewOnEditView):
    pass


class PreviewOfNew(AsSomebody, PreviewOnCreateView):
    pass


@require_safe
def people(request: HttpRequest) -> JsonResponse:
    """The colleagues a draft may be looked at as, by `?q=`."""
    if not policies.may_look_at_drafts(request.user):
        raise Http404
    found = Person.objects.visible_to(request.user).active().named(request.GET.get("q", "")[:100])
    rows = found.select_related("department").order_by("name", "pk")[:OFFERED]
    return JsonResponse(
        [
            {"id": one.username, "label": named(one), "hint": one.department.label if one.department else ""}
            for one in rows
        ],
        safe=False,
    )
