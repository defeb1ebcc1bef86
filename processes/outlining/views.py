"""The outline of a draft: each address reads its form, changes the drawing and shows what became of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal.refusals import Refused, Stale
from processes import actions
from processes.bpmn import Drawing, Flow, Node, read, write
from processes.designer.access import draft_of, seen_process, version_of
from processes.models import Draft
from processes.outline import editing, facts_of, outline_of
from processes.outline.surgery import graphs
from processes.outline.words import KINDS, called, headline, kind_of
from processes.outlining import showing, undoing
from processes.outlining.conditions import WayForm, begun
from processes.outlining.forms import AddForm, BackForm, Offers, StepForm, kinds_for
from processes.outlining.lists import extras_of, lists_of
from processes.outlining.shaping import as_kind, facts_in, with_answers
from processes.store import drawing_of
from tickets.access import publisher_page

CHANGED = "outline:changed"
MOVED = {
    "up": gettext_lazy("moved up"),
    "down": gettext_lazy("moved down"),
    "in": gettext_lazy("moved in"),
    "out": gettext_lazy("moved out"),
}


@publisher_page
@require_safe
def outline(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft as an outline; the list alone for htmx."""
    draft = draft_of(request, slug)
    context = {"process": draft.definition, "draft": draft, "shown": showing.shown(draft, request.user)}
    context["may_undo"] = undoing.before(request, draft) is not None
    template = "processes/outline/_outline.html" if request.htmx else "processes/outline/page.html"
    return render(request, template, context)


@publisher_page
@require_safe
def of_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A version in words: a part that the page with its diagram fetches."""
    process = seen_process(request, slug)
    version = version_of(process, number)
    shown = showing.read_only(slug, drawing_of(version.pk), request.user)
    return render(request, "processes/outline/_told.html", {"process": process, "shown": shown})


@publisher_page
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new step after the shape, or first on the way, that `after` names."""
    draft = draft_of(request, slug)
    after = request.GET.get("after", "") or request.POST.get("after", "")
    form = AddForm(request.POST or None, initial={"after": after, "kind": "work", "seen": draft.revision})
    made: list[str] = []

    def do() -> Drawing:
        given = form.cleaned_data
        drawing, element = editing.add(read(draft.xml), given["kind"], given["after"])
        made.append(element)
        node = _node(drawing, element)
        words = {"name_en": given["name_en"], "name_zh": given["name_zh"]}
        return editing.change(drawing, with_answers(node, words, {}))

    title = _("New step")
    return _answer(request, draft, form, do, title=title, told=lambda: (made[0], _("The step was added.")))


@publisher_page
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, slug: str, element: str) -> HttpResponse:
    """A step, a split, an event on a border: everything that is set on it."""
    draft = draft_of(request, slug)
    drawing = read(draft.xml)
    node = _node(drawing, element)
    wanted = request.POST.get("kind") or request.GET.get("kind", "")
    if wanted and wanted != kind_of(node) and wanted in dict(kinds_for(node)):
        node = as_kind(node, wanted)
    if "operation" in request.GET:
        node = replace(node, settings={**node.settings, "operation": request.GET["operation"][:60]})
    facts = facts_of(drawing, showing.facts_of(slug, request.user))
    offers = Offers(request.user, facts)
    words = {name: request.GET[name] for name in ("name_en", "name_zh") if name in request.GET}
    sent = request.POST or None
    form = StepForm(sent, node=node, offers=offers, initial=facts_in(node) | words | {"seen": draft.revision})
    lists = lists_of(node, sent, offers)

    def do() -> Drawing:
        return editing.change(drawing, with_answers(node, form.cleaned_data, extras_of(lists)))

    return _answer(
        request,
        draft,
        form,
        do,
        others=lists,
        part="processes/outline/_step.html",
        title=headline(node),
        kind=KINDS[kind_of(node)],
        told=lambda: (element, _("{step} was changed.").format(step=called(node))),
    )


@publisher_page
@require_http_methods(["GET", "POST"])
def way(request: HttpRequest, slug: str, flow: str) -> HttpResponse:
    """A way out of a split: what it is called and when it is taken."""
    draft = draft_of(request, slug)
    drawing = read(draft.xml)
    held = _flow(drawing, flow)
    facts = facts_of(drawing, showing.facts_of(slug, request.user))
    conditional = _node(drawing, held.source).kind in ("exclusiveGateway", "inclusiveGateway")
    known = {"name": held.name, "default": held.default, "seen": draft.revision} | begun(
        held.condition, facts
    )
    form = WayForm(request.POST or None, facts=facts, conditional=conditional, initial=known)

    def do() -> Drawing:
        given = form.cleaned_data
        return editing.change_way(
            drawing,
            flow,
            name=given["name"],
            condition=given.get("condition", held.condition),
            default=given.get("default", held.default),
        )

    return _answer(
        request,
        draft,
        form,
        do,
        part="processes/outline/_way.html",
        title=_("When this way is taken"),
        answers=[name for name in facts if name != "person"],
        told=lambda: (flow, _("The way was changed.")),
    )


@publisher_page
@require_http_methods(["GET", "POST"])
def lead_back(request: HttpRequest, slug: str, flow: str) -> HttpResponse:
    """The end of a way leads back to an earlier step."""
    draft = draft_of(request, slug)
    drawing = read(draft.xml)
    _flow(drawing, flow)
    goals = [
        (item.node.id, f"{item.number} {headline(item.node)}")
        for item in outline_of(drawing).walk()
        if item.kind == "step" and item.node.kind != "startEvent"
    ]
    form = BackForm(request.POST or None, goals=goals, initial={"seen": draft.revision})

    def do() -> Drawing:
        return editing.lead_back(drawing, flow, form.cleaned_data["goal"])

    return _answer(
        request, draft, form, do, title=_("Lead back"), told=lambda: (flow, _("The way leads back now."))
    )


@publisher_page
@require_POST
def move(request: HttpRequest, slug: str, where: str) -> HttpResponse:
    """Moves the posted `element` up, down, in or out."""
    if where not in MOVED:
        raise Http404
    element = request.POST.get("element", "")

    def do(drawing: Drawing) -> tuple[Drawing, str]:
        return editing.move(drawing, element, where), element

    return _done(request, slug, do, str(MOVED[where]))


@publisher_page
@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes the posted `element`, a shape or a way, out of the draft with what lies below it."""
    element = request.POST.get("element", "")

    def do(drawing: Drawing) -> tuple[Drawing, str]:
        return editing.remove(drawing, element), ""

    return _done(request, slug, do, _("removed"))


@publisher_page
@require_POST
def add_way(request: HttpRequest, slug: str) -> HttpResponse:
    """Another way out of the posted split."""
    return _done(
        request, slug, lambda drawing: editing.add_way(drawing, _posted(request)), _("has another way")
    )


@publisher_page
@require_POST
def add_border(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens when the posted step takes too long."""
    return _done(
        request, slug, lambda drawing: editing.add_border(drawing, _posted(request)), _("has a time limit")
    )


@publisher_page
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes back the person's last change, as long as nobody has changed the draft since."""
    draft = draft_of(request, slug)
    before = undoing.before(request, draft)
    if before is None:
        raise Stale(_("There is nothing to undo: the draft was changed since."))
    actions.change_draft(draft, xml=before, seen=draft.revision, by=request.user, now=timezone.now())
    undoing.forget(request)
    return _told(request, draft, "", _("The last change was undone."))


# ── what all of them share ───────────────────────────────────────────────────────────────────────


def _answer(
    request: HttpRequest,
    draft: Draft,
    form: Form,
    do: Callable[[], Drawing],
    *,
    told: Callable[[], tuple[str, str]],
    others: dict[str, Any] | None = None,
    part: str = "processes/outline/_form.html",
    **context: Any,
) -> HttpResponse:
    """The form as it stands, or what became of it."""
    sets = list((others or {}).values())
    if request.method == "POST" and all([form.is_valid(), *(one.is_valid() for one in sets)]):
        try:
            _keep(request, draft, do(), form.cleaned_data["seen"])
        except Refused as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Stale):
                form.data = form.data.copy()
                newest = Draft.objects.filter(pk=draft.pk).values_list("revision", flat=True).first()
                form.data["seen"] = newest or ""
        else:
            return _told(request, draft, *told())
    slug = draft.definition.slug
    context |= {"form": form, "lists": others or {}, "process": draft.definition, "part": part}
    context |= {"home": reverse("processes:outline", args=[slug]), "action": request.get_full_path()}
    wrong = bool(form.errors) or any(one.is_bound and not one.is_valid() for one in sets)
    template = part if request.htmx else "processes/outline/form.html"
    return render(request, template, context, status=422 if wrong else 200)


def _done(
    request: HttpRequest, slug: str, do: Callable[[Drawing], tuple[Drawing, str]], deed: str
) -> HttpResponse:
    """A deed without a form: done, or refused as every deed is."""
    draft = draft_of(request, slug)
    drawing = read(draft.xml)
    posted = _posted(request)
    node = next((node for _graph, node in drawing.walk() if node.id == posted), None)
    changed, element = do(drawing)
    seen = request.POST.get("seen", "")
    _keep(request, draft, changed, int(seen) if seen.isdecimal() and len(seen) < 10 else None)
    what = called(node) if node else _("the way")
    return _told(request, draft, element, f"{what}: {deed}")


def _keep(request: HttpRequest, draft: Draft, drawing: Drawing, seen: int | None) -> None:
    xml = write(drawing, over=draft.xml)
    held = actions.change_draft(draft, xml=xml, seen=seen, by=request.user, now=timezone.now())
    undoing.remember(request, held, before=draft.xml)


def _told(request: HttpRequest, draft: Draft, element: str, said: str) -> HttpResponse:
    """Makes the page fetch its list anew, say what happened and go to the step; leads there without scripts."""
    if not request.htmx:
        messages.success(request, said)
        return redirect("processes:outline", draft.definition.slug)
    events = {CHANGED: {"element": element, "said": said}, "dialog:close": {}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


def _posted(request: HttpRequest) -> str:
    return request.POST.get("element", "")


def _node(drawing: Drawing, element: str) -> Node:
    found = next((node for _graph, node in drawing.walk() if node.id == element), None)
    if found is None:
        raise Http404
    return found


def _flow(drawing: Drawing, element: str) -> Flow:
    for graph in graphs(drawing):
        for flow in graph.flows:
            if flow.id == element:
                return flow
    raise Http404
