"""Drawing: each address reads its form, changes one part of the draft and shows what became of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal.refusals import Refused
from rules.rows import Rows, source_of
from tickets import actions
from tickets.access import publisher_page
from tickets.actions.drawing import newest_of
from tickets.designer import parts
from tickets.designer.access import draft_of, drawn_lifecycle
from tickets.designer.answering import answer, done, put_refusal
from tickets.designer.forms import AboutForm, PublishForm, StartForm, StatusForm, TransitionForm, text_of
from tickets.designer.showing import shown
from tickets.facts import FACTS
from tickets.lifecycles import Question, Spec, Transition, spec_of
from tickets.lifecycles.comparing import differences
from tickets.lifecycles.editing import (
    name_for,
    with_about,
    with_status,
    with_transition,
    without_status,
    without_transition,
)
from tickets.lifecycles.spec import WELL_KNOWN
from tickets.lifecycles.uses import misfits_of
from tickets.models import LifecycleDraft


@publisher_page
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new lifecycle: its name, its kind, whose it is, and what it begins as."""
    form = StartForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draft = actions.start_lifecycle(
                form.label,
                kind=given["kind"],
                department=given["department"],
                like=newest_of(given["like"]) if given["like"] else None,
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("tickets:lifecycle_draft", draft.lifecycle.slug)
    context = {"form": form, "title": _("New lifecycle"), "home": reverse("tickets:lifecycles")}
    context |= {"part": "tickets/lifecycles/_form.html", "send": _("Begin to draw")}
    return render(request, "tickets/lifecycles/form.html", context, status=422 if form.errors else 200)


@publisher_page
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft of the newest version or, to go back, of the posted `version`; goes on with one that is there."""
    lifecycle = drawn_lifecycle(request, slug)
    number = request.POST.get("version", "")
    base = get_object_or_404(lifecycle.versions, number=number) if number.isdecimal() else None
    try:
        actions.start_draft(lifecycle, base=base, by=request.user, now=timezone.now())
    except actions.AlreadyDrawn as refused:
        messages.info(request, str(refused))
    return redirect("tickets:lifecycle_draft", slug)


@publisher_page
@require_safe
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft: its drawing, its parts in words, what stands against it; those alone for htmx."""
    held = draft_of(request, slug)
    lifecycle, spec = held.lifecycle, _spec(held)
    newest = newest_of(lifecycle)
    context: dict[str, Any] = {
        "lifecycle": lifecycle,
        "draft": held,
        "shown": shown(spec, slug=slug, heights=held.heights, is_draft=True),
        "newest": newest,
        "misfits": misfits_of(spec, request.user),
        "is_stale": newest is not None and newest.pk != held.base_id,
        "changes": differences(spec_of(newest.pk), spec) if newest else [],
        "now": timezone.now(),
    }
    template = "tickets/lifecycles/_draft.html" if request.htmx else "tickets/lifecycles/draft.html"
    return render(request, template, context)


@publisher_page
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, slug: str) -> HttpResponse:
    held = draft_of(request, slug)
    spec = _spec(held)
    form = AboutForm(request.POST or None, spec=spec, initial=AboutForm.facts_of(spec) | _seen(held))

    def do() -> None:
        _change(request, held, form, with_about(spec, **form.facts))

    return answer(request, held, form, do, title=_("About this lifecycle"))


@publisher_page
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest, slug: str, name: str = "") -> HttpResponse:
    """A status, or a new one (in the phase `?phase=`)."""
    held = draft_of(request, slug)
    spec = _spec(held)
    if name and name not in spec.statuses:
        raise Http404
    facts = StatusForm.facts_of(spec, name) if name else {"phase": request.GET.get("phase", "active")}
    form = StatusForm(request.POST or None, initial=facts | _seen(held))

    def do() -> None:
        key = name or name_for(form.cleaned_data["label_en"], spec.statuses, "status")
        made = form.status(spec.statuses.get(name))
        _change(request, held, form, with_status(spec, key, made, is_first=form.cleaned_data["is_first"]))

    title = _("Status") if name else _("New status")
    remove = _url("status_remove", slug, name) if name and len(spec.statuses) > 1 else ""
    return answer(request, held, form, do, title=title, remove=remove)


@publisher_page
@require_http_methods(["GET", "POST"])
def transition(request: HttpRequest, slug: str, name: str = "") -> HttpResponse:
    """A transition, or a new one (from `?from=` to `?to=`), with its condition and its questions."""
    held = draft_of(request, slug)
    spec = _spec(held)
    if name and name not in spec.transitions:
        raise Http404
    was = spec.transitions.get(name)
    rows, told = parts.rows_in(was)
    facts = TransitionForm.facts_of(was) if was else _beginning(request)
    sent = request.POST or None
    form = TransitionForm(sent, spec=spec, initial=facts | told | _seen(held))
    condition = parts.RowFormSet(sent, initial=None if sent else rows, prefix="row")
    questions = parts.QuestionFormSet(sent, initial=None if sent else parts.questions_in(was), prefix="ask")

    def do() -> None:
        key = name or name_for(form.cleaned_data["label_en"], spec.transitions, "step")
        made = _made(form, condition, questions, was)
        _change(request, held, form, with_transition(spec, key, made))

    return answer(
        request,
        held,
        form,
        do,
        others=(condition, questions),
        part="tickets/lifecycles/_transition.html",
        title=_("Transition") if name else _("New transition"),
        remove=_url("transition_remove", slug, name) if name else "",
        condition=condition,
        questions=questions,
    )


@publisher_page
@require_POST
def remove(request: HttpRequest, slug: str, kind: str, name: str) -> HttpResponse:
    """Takes a status (with its transitions) or a transition out of the draft; what is gone already is gone."""
    held = draft_of(request, slug)
    without = without_status if kind == "status" else without_transition
    actions.change_draft(held, without(_spec(held), name), by=request.user, now=timezone.now())
    return done(request, reverse("tickets:lifecycle_draft", args=[slug]))


@publisher_page
@require_POST
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps how far down the box `name` was put (`y`)."""
    held = draft_of(request, slug)
    name, y = request.POST.get("name", ""), request.POST.get("y", "")
    if y.lstrip("-").isdecimal() and len(y) < 7:
        actions.place_boxes(held, {name: int(y)}, by=request.user, now=timezone.now())
    return done(request, reverse("tickets:lifecycle_draft", args=[slug]))


@publisher_page
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft becomes the next version; every fault stands above the form, where there are any."""
    held = draft_of(request, slug)
    newest = newest_of(held.lifecycle)
    known = {"over": newest.number if newest else None}
    form = PublishForm(request.POST if request.method == "POST" else None, initial=_seen(held) | known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            version = actions.publish_draft(held, by=request.user, now=timezone.now(), **given)
        except actions.BrokenLifecycle as broken:
            form.add_error(None, str(broken))
        except Refused as refused:
            put_refusal(form, refused, held)
            newest = newest_of(held.lifecycle)
            form.data = form.data | {"over": newest.number if newest else ""}
        else:
            messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
            return redirect("tickets:lifecycle", slug)
    spec = _spec(held)
    context = {
        "form": form,
        "lifecycle": held.lifecycle,
        "draft": held,
        "shown": shown(spec, slug=slug, is_draft=True),
        "newest": newest,
        "misfits": misfits_of(spec, request.user),
        "is_stale": newest is not None and newest.pk != held.base_id,
        "changes": differences(spec_of(newest.pk), spec) if newest else [],
    }
    return render(request, "tickets/lifecycles/publish.html", context, status=422 if form.errors else 200)


@publisher_page
@require_POST
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    held = draft_of(request, slug)
    actions.discard_draft(held, by=request.user, now=timezone.now())
    messages.success(request, _("The draft is gone."))
    if newest_of(held.lifecycle) is None:
        return redirect("tickets:lifecycles")
    return redirect("tickets:lifecycle", slug)


def _made(form: TransitionForm, condition: Any, questions: Any, was: Transition | None) -> Transition:
    given = form.cleaned_data
    rows = tuple(row for one in condition if (row := one.row))
    when = given["when"] or source_of(Rows(given["joined"] or "all", rows), FACTS)
    note = text_of(form, "note")
    return Transition(
        label=text_of(form, "label"),
        source=tuple(given["source"]),
        to=given["to"],
        who=tuple(given["who"]),
        when=when,
        ask=_asked(given["known"], questions, was),
        note=note if note.en or note.zh else None,
        tone=given["tone"],
        on=given["on"],
    )


def _asked(known: list[str], questions: Any, was: Transition | None) -> tuple[Question, ...]:
    """The well-known questions as they were, then one's own."""
    before = {one.name: one for one in was.ask} if was else {}
    asked = [
        before.get(name) or Question.model_validate({"name": name, **WELL_KNOWN[name]}) for name in known
    ]
    for one in questions:
        question = one.question([*before, *(each.name for each in asked)])
        if question:
            asked.append(question)
    return tuple(asked)


def _beginning(request: HttpRequest) -> dict[str, Any]:
    return {"source": request.GET.getlist("from"), "to": request.GET.get("to", ""), "who": ["agent", "lead"]}


def _change(request: HttpRequest, held: LifecycleDraft, form: Any, spec: Spec) -> None:
    seen = form.cleaned_data["seen"]
    actions.change_draft(held, spec, seen=seen, by=request.user, now=timezone.now())


def _spec(held: LifecycleDraft) -> Spec:
    return Spec.model_validate(held.spec)


def _seen(held: LifecycleDraft) -> dict[str, int]:
    return {"seen": held.revision}


def _url(name: str, slug: str, key: str) -> str:
    return reverse(f"tickets:lifecycle_{name}", args=[slug, key])
