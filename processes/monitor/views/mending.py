"""One run in the hands of somebody who mends it: where it stands, what is wrong, and four deeds, each with its why."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from processes import actions
from processes.models import Run, Step
from processes.monitor.access import Mended, mended_run
from processes.monitor.forms import JumpForm, ReasonForm, SkipForm
from processes.store import drawing_of
from processes.tracking.pictures import notes_of, picture_of, told
from processes.tracking.reading import read_track
from processes.tracking.stops import label_of
from tickets.access import portal_page
from tickets.views import dialogs

HOLDING = ("subProcess", "transaction", "adHocSubProcess", "callActivity", "boundaryEvent")


@portal_page
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; with `?since=` its part that changes, or nothing where nothing has."""
    held = mended_run(request, pk)
    if request.GET.get("since") == str(held.run.revision):
        return HttpResponse(status=204)
    now = timezone.now()
    context = {
        "held": held,
        "run": held.run,
        "ticket": held.run.ticket if held.reads else None,
        "number": held.run.ticket.reference,
        "definition": held.run.version.definition,
        "track": read_track(held.run, held.run.ticket, held.reader, now=now),
        "steps": open_steps(held.run),
        "is_drawn": bool(picture_of(held.run.version_id, held.run.version.digest, remarks=True)),
        "is_running": held.run.condition == Run.State.RUNNING,
        "now": now,
    }
    part = "since" in request.GET
    return render(request, f"processes/monitor/{'_run' if part else 'run'}.html", context)


@portal_page
@require_safe
def diagram(request: HttpRequest, pk: int) -> JsonResponse:
    """The diagram with its marks; with `?marks` the marks alone."""
    held = mended_run(request, pk)
    track = read_track(held.run, held.run.ticket, held.reader, now=timezone.now())
    answer = told(track.marks, notes=notes_of(track))
    if "marks" not in request.GET:
        answer["xml"] = picture_of(held.run.version_id, held.run.version.digest, remarks=True)
    return JsonResponse(answer)


def open_steps(run: Run) -> list[dict[str, Any]]:
    """The steps at which something can be done: what failed first."""
    steps = run.steps.waiting().exclude(kind__in=HOLDING).select_related("run").order_by("pk")
    rows = [
        {"step": one, "label": label_of(one.name, one.kind), "failed": one.state == "failed"} for one in steps
    ]
    return sorted(rows, key=lambda row: not row["failed"])


@portal_page
@require_http_methods(["GET", "POST"])
def retry(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    held = mended_run(request, pk)
    here = _step(held, step)
    if here.state != Step.State.FAILED:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)  # only to be confirmed

    def do(_form: Any) -> None:
        actions.retry_step(here, by=request.user, now=timezone.now())

    return _asked(
        request,
        held,
        form,
        do,
        title=_("Try “%(step)s” again") % {"step": label_of(here.name, here.kind)},
        note=_("It is done once more from where it stopped."),
        said=_("It is being tried again."),
    )


@portal_page
@require_http_methods(["GET", "POST"])
def skip(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    held = mended_run(request, pk)
    here = _step(held, step)
    form = SkipForm(request.POST or None, drawing=drawing_of(held.run.version_id), step=here)

    def do(form: Any) -> None:
        given = form.cleaned_data
        actions.skip_step(
            here, reason=given["reason"], by=request.user, now=timezone.now(), way=given.get("way", "")
        )

    return _asked(
        request,
        held,
        form,
        do,
        title=_("Skip “%(step)s”") % {"step": label_of(here.name, here.kind)},
        hint=_("The process goes on as if it were done. Nobody does it any more."),
        said=_("It was skipped."),
    )


@portal_page
@require_http_methods(["GET", "POST"])
def jump(request: HttpRequest, pk: int) -> HttpResponse:
    """`?to=` names the element that was chosen on the diagram, `?step=` the step it goes from."""
    held = mended_run(request, pk)
    steps = [row["step"] for row in open_steps(held.run)]
    if not steps:
        raise Http404
    drawing = drawing_of(held.run.version_id)
    form = JumpForm(request.POST or None, drawing=drawing, steps=steps, element=request.GET.get("to", ""))

    def do(form: Any) -> None:
        given = form.cleaned_data
        here = next(one for one in steps if one.pk == given["step"])
        actions.jump(here, given["element"], reason=given["reason"], by=request.user, now=timezone.now())

    return _asked(
        request,
        held,
        form,
        do,
        title=_("Take the process to another step"),
        hint=_("What is open behind the step you choose ends, and is done anew."),
        said=_("The process goes on from there."),
    )


@portal_page
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    held = mended_run(request, pk)
    if held.run.condition != Run.State.RUNNING:
        raise Http404
    form = ReasonForm(request.POST or None)

    def do(form: Any) -> None:
        reason = form.cleaned_data["reason"]
        actions.cancel_run_by_hand(held.run, reason=reason, by=request.user, now=timezone.now())

    return _asked(
        request,
        held,
        form,
        do,
        title=_("End this process"),
        hint=_("Its tasks and timers end. The ticket stays where it is, and somebody has to go on by hand."),
        said=_("The process was ended."),
        tone="danger",
    )


def _step(held: Mended, pk: int) -> Step:
    return get_object_or_404(held.run.steps.waiting().select_related("run__version__definition"), pk=pk)


def _asked(
    request: HttpRequest, held: Mended, form: Any, do: Callable[[Any], None], **words: Any
) -> HttpResponse:
    home = reverse("processes:run", args=[held.run.pk])
    part = "processes/monitor/_deed.html"
    return dialogs.answer(request, held.run.ticket, form=form, do=do, home=home, part=part, **words)
