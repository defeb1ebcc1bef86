"""The service as it is typed in the editor just now, unsaved: its conditions read, its checks listed, its form tried.

Wagtail's own preview reads the form in the same way, and with the same rights; nothing is kept.
"""

import json
from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from pydantic import ValidationError
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView

from catalog import checklist
from catalog.authoring import read_block
from catalog.building import Reading, offered, read
from catalog.conditions import AUDIENCE_FACTS, PERSON
from catalog.models import ServicePage
from catalog.models.page import name_questions
from catalog.questions import KINDS
from catalog.views.preview import ask_again, choices
from rules import Fact, Facts, is_fact_name
from rules.building import words

MOST = 300  # conditions read at once
PERSONAL = "audience_rule"


class Typed:
    """What every view here does first: reads the posted editor form into the page."""

    http_method_names = ("post",)

    def typed(self, request: HttpRequest) -> ServicePage:
        """The page as typed; what can't be read stays as it was saved."""
        if not isinstance(self.object, ServicePage):
            raise Http404
        form = self.get_form(request.POST)
        if self.validate_form(form):
            form.save(commit=False)
        name_questions(form.instance.questions)
        return form.instance


class Conditions(Typed):
    """Reads conditions, in writing or as rows, against the draft's own questions: sentence, rows or fault."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = self.typed(request)
        facts = {"order": facts_of(page), "person": AUDIENCE_FACTS}
        answers = []
        for one in _asked(request):
            kind = "person" if one.get("place") == PERSONAL else "order"
            answers.append({**read(Reading.of(one), facts[kind]), "facts": kind})
        told = {kind: offered(each) for kind, each in facts.items()}
        return JsonResponse({"answers": answers, "facts": told, "names": _names(page), "words": words()})


class Checks(Typed):
    """Lists what stands against publishing the draft as typed, each line leading to its spot."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(
            request, "catalog/administration/_checks.html", checklist.looked_over(self.typed(request))
        )


class Previewed:
    """What the views beside a preview do first: read the form that Wagtail keeps for it into the page."""

    def previewed(self) -> ServicePage:
        form = self.get_form(self._get_form_data(self._get_form_state()))
        if not (isinstance(self.object, ServicePage) and self.validate_form(form)):
            raise Http404
        form.save(commit=False)
        return self.object

    @property
    def choose(self) -> str:
        return addresses(self.object, self.kwargs.get("parent_page_id"))["choices"]


class Form(Previewed):
    """The questions of the preview, asked again while somebody tries the form."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page, language = self.previewed(), request.GET.get("mode", "")
        known = language if language in dict(page.preview_modes) else page.default_preview_mode
        return ask_again(request, page, known, choose=self.choose)


class Choices(Previewed):
    """What the chooser of one of the preview's questions offers for what was typed."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        name, text = request.GET.get("question", ""), request.GET.get("q", "")[:100]
        return JsonResponse(choices(request, self.previewed(), name, text), safe=False)


class FormOfPage(Form, PreviewOnEditView):
    pass


class FormOfNew(Form, PreviewOnCreateView):
    pass


class ChoicesOfPage(Choices, PreviewOnEditView):
    pass


class ChoicesOfNew(Choices, PreviewOnCreateView):
    pass


class ConditionsOfPage(Conditions, PreviewOnEditView):
    pass


class ConditionsOfNew(Conditions, PreviewOnCreateView):
    pass


class ChecksOfPage(Checks, PreviewOnEditView):
    pass


class ChecksOfNew(Checks, PreviewOnCreateView):
    pass


NEW = {"content_type_app_name": "catalog", "content_type_model_name": "servicepage"}


def addresses(page: ServicePage, parent_id: int | None = None) -> dict[str, str]:
    """Where the editor of a page, or of a new one below `parent_id`, asks."""
    kind, key = ("page", page.pk) if page.pk else ("new", parent_id)
    asked = ("conditions", "checks", "form", "choices")
    return {name: reverse(f"catalog_admin:{name}-of-{kind}", args=[key]) for name in asked}


def facts_of(page: ServicePage) -> Facts:
    """What rules about an order of the draft may read; questions that can't be read yet are left out."""
    known: dict[str, Fact] = {"person": PERSON}
    for child in page.questions:
        with suppress(ValidationError):
            kind = KINDS[child.block_type]
            question = kind.model_validate({"kind": child.block_type, **read_block(kind, child.value)})
            known.update({name: fact for name, fact in question.facts().items() if is_fact_name(name)})
    return Facts(known)


def _asked(request: HttpRequest) -> list[dict[str, Any]]:
    try:
        found = json.loads(request.POST.get("_conditions", "[]"))
    except (ValueError, RecursionError):
        return []
    return [one for one in found[:MOST] if isinstance(one, dict)] if isinstance(found, list) else []


def _names(page: ServicePage) -> dict[str, str]:
    """The names questions have in rules, by block, so that one that a rule relies on can be kept."""
    return {child.id: child.value["name"] for child in page.questions if child.id and child.value.get("name")}
