"""What the panel asks the server while somebody types: conditions read, tables checked, people found."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.models import Person
from processes.bpmn import read
from processes.bpmn.decisions import read_decisions, write_decisions
from processes.bpmn.xml import LARGEST
from processes.complaints import BadDiagram
from processes.designer.access import draft_of
from processes.designer.files import dmn_response
from processes.designer.offering import facts_of
from processes.judging import found_on_the_way
from processes.outline import facts_of as facts_in
from processes.outline.knowing import guessed
from processes.store import tables_in
from processes.uses import Use, uses_of
from rules import Facts, is_fact_name, names_in
from rules.building import Reading, offered, words
from rules.building import read as read_rule
from rules.tables import BadCell
from rules.tables.deciding import faults
from rules.tables.keeping import as_json, table_of
from tickets.access import publisher_page

MOST = 100  # conditions read at once
AT_MOST = 20  # people offered


@publisher_page
@require_safe
def people(request: HttpRequest) -> JsonResponse:
    """Active colleagues by `?q=` name: `[{"id": user name, "label", "hint"}]`."""
    found = Person.objects.visible_to(request.user).active().select_related("department")
    found = found.named(request.GET.get("q", "")[:100]).order_by("name", "pk")[:AT_MOST]
    told = [
        {"id": one.username, "label": one.label, "hint": one.department.label if one.department else ""}
        for one in found
    ]
    return JsonResponse(told, safe=False)


@publisher_page
@require_POST
def conditions(request: HttpRequest, slug: str) -> JsonResponse:
    """Reads conditions, in writing or as rows, against what the draft and its services know."""
    asked = [one for one in _list(request.POST.get("_conditions")) if isinstance(one, dict)]
    facts = _with_guesses(_facts(request, slug), asked, uses_of([slug], request.user)[slug])
    answers = [{**read_rule(Reading.of(one), facts), "facts": "process"} for one in asked[:MOST]]
    told = {"process": offered(facts)}
    return JsonResponse({"answers": answers, "facts": told, "names": {}, "words": words()})


@publisher_page
@require_POST
def table(request: HttpRequest, slug: str) -> JsonResponse:
    """Looks at a decision table (`table`, JSON): `{"faults": [{"row", "column", "text"}]}`."""
    facts = _facts(request, slug)
    try:
        sent = json.loads(request.POST.get("table", ""))
    except (ValueError, RecursionError):
        sent = None
    try:
        found = faults(table_of(request.POST.get("name", "")[:100], sent), facts)
    except BadCell as bad:
        found = [bad]
    told = [{"row": one.row, "column": one.column, "text": str(one)} for one in found]
    return JsonResponse({"faults": told})


@publisher_page
@require_http_methods(["GET", "POST"])
def tables(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft's decision tables as a DMN file; a posted `file` read as tables: `{"tables": {name: table}}`, or 422
    with a `message`. Nothing is kept by it."""
    draft = draft_of(request, slug)
    if request.method == "GET":
        return dmn_response(write_decisions(tables_in(draft.decisions)), slug)
    upload = request.FILES.get("file")
    try:
        found = read_decisions(upload.read(LARGEST + 1) if upload else b"")
    except BadDiagram as bad:
        return JsonResponse({"message": str(bad)}, status=bad.status)
    return JsonResponse({"tables": {name: as_json(one) for name, one in found.items()}})


def _facts(request: HttpRequest, slug: str) -> Facts:
    """The services' answers, and what the draft finds out on its way."""
    draft = draft_of(request, slug)
    given = facts_of(uses_of([slug], request.user)[slug])
    try:
        drawing = read(draft.xml)
    except BadDiagram:
        return given
    return facts_in(drawing, Facts({**found_on_the_way(drawing), **given}))


def _with_guesses(facts: Facts, asked: list[dict[str, Any]], uses: list[Use]) -> Facts:
    """Where no service says what it asks, a name that is written is taken for an answer."""
    if any(use.facts is not None for use in uses):
        return facts
    sources = [str(one.get("source") or "") for one in asked]
    names = {name: source for source in sources if source.strip() for name in names_in(source)}
    fitting = {name: source for name, source in names.items() if is_fact_name(name) and name not in facts}
    return Facts({**facts, **{name: guessed(name, source) for name, source in fitting.items()}})


def _list(sent: str | None) -> list[Any]:
    try:
        found = json.loads(sent or "[]")
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []
