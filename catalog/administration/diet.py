"""The diet of a form: what each question costs and gives, and taking one out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from catalog.actions import remove_question
from catalog.administration.access import page_for, service_of, shown
from catalog.diet import diet_of, uses_of
from journal.refusals import Refused


@require_safe
def diet(request: HttpRequest, pk: int) -> HttpResponse:
    """Every question of what is ordered now with its figures and with what reads its answer."""
    page = page_for(request.user, pk)
    service = service_of(page)
    names = {child.value.get("name") for child in page.get_latest_revision_as_object().questions}
    return shown(
        request, "diet", page, _("Form diet"), service=service, diet=diet_of(service), in_draft=names
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Says what reads the answer, and after a yes makes a draft without the question."""
    page = page_for(request.user, pk)
    spec = service_of(page).current.service_spec
    question = next((one for one in spec.asked if one.name == name), None)
    if question is None:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            remove_question(page, name, by=request.user)
        except Refused as error:
            refused = error
        else:
            words = {"question": question.text or name}
            messages.success(
                request, _("The draft no longer asks “%(question)s”. Nothing is published yet.") % words
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    context = {"question": question, "uses": list(uses_of(spec, question)), "refused": refused}
    title = _("Take “%(question)s” out") % {"question": question.text or name}
    return shown(request, "diet_remove", page, title, status=422 if refused else 200, **context)
