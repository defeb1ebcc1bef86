"""Drawing: the canvas and what it sends, a file brought along, and the draft's end as a version or as nothing."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal.refusals import Refused, Stale
from processes import actions
from processes.actions.drawing import newest_of
from processes.complaints import errors
from processes.designer.access import draft_of, drawn_process, version_of
from processes.designer.comparing import compared
from processes.designer.files import file_response, text_of
from processes.designer.forms import FileForm, PublishForm, StartForm
from processes.designer.offering import offered
from processes.designer.showing import told
from processes.judging import judged
from processes.models import Draft
from tickets.access import publisher_page


@publisher_page
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new process: its name, whose it is, and what it begins as."""
    begun = {"ready": request.GET.get("ready", "")}
    form = StartForm(request.POST or None, request.FILES or None, person=request.user, initial=begun)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draft = actions.start_process(
                form.names,
                department=given["department"],
                xml=_content(form),
                like=given["like"].current if given["like"] else None,
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("file" if given["file"] else None, str(refused))
        else:
            return redirect("processes:draft", draft.definition.slug)
    return render(request, "processes/new.html", {"form": form}, status=422 if form.errors else 200)


@publisher_page
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft of the newest version or, to go back, of the posted `version`; goes on with one that is there."""
    definition = drawn_process(request, slug)
    number = request.POST.get("version", "")
    base = version_of(definition, int(number)) if number.isdecimal() and len(number) < 9 else None
    try:
        actions.start_draft(definition, base=base, by=request.user, now=timezone.now())
    except actions.AlreadyDrawn as refused:
        messages.info(request, str(refused))
    return redirect("processes:draft", slug)


@publisher_page
@require_safe
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The canvas on which the draft is drawn; on a phone to be looked at."""
    held = draft_of(request, slug)
    found = judged(slug, held.xml, held.decisions, request.user)
    newest = newest_of(held.definition)
    context = {
        "process": held.definition,
        "draft": held,
        "newest": newest,
        "is_stale": newest is not None and newest.pk != held.base_id,
        "found": told(found, held.xml),
        "desk": offered(held, request.user)
        | {"findings": told(found), "revision": held.revision, "decisions": held.decisions},
        "now": timezone.now(),
    }
    return render(request, "processes/draft.html", context)


@publisher_page
@require_POST
def save(request: HttpRequest, slug: str) -> JsonResponse:
    """Keeps what was drawn (`xml`, `decisions` as JSON, `seen`): `{"revision", "findings"}`.

    409 with `{"message", "revision"}` where somebody else drew meanwhile, 422 for what is no diagram.
    """
    held = draft_of(request, slug)
    seen = request.POST.get("seen", "")
    try:
        changed = actions.change_draft(
            held,
            xml=request.POST.get("xml"),
            decisions=_decisions(request),
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            by=request.user,
            now=timezone.now(),
        )
    except Stale as stale:
        newest = Draft.objects.filter(pk=held.pk).values_list("revision", flat=True).first()
        return JsonResponse({"message": str(stale), "revision": newest}, status=stale.status)
    except Refused as refused:
        return JsonResponse({"message": str(refused)}, status=refused.status)
    found = judged(slug, changed.xml, changed.decisions, request.user)
    return JsonResponse({"revision": changed.revision, "findings": told(found)})


@publisher_page
@require_safe
def draft_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft as BPMN 2.0 XML."""
    return file_response(draft_of(request, slug).xml, f"{slug}-draft")


@publisher_page
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """A diagram from a file takes the place of what is drawn."""
    held = draft_of(request, slug)
    form = FileForm(request.POST or None, request.FILES or None, initial={"seen": held.revision})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            xml = text_of(given["file"])
            actions.change_draft(held, xml=xml, seen=given["seen"], by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("processes:draft", slug)
    context = {"form": form, "process": held.definition, "home": reverse("processes:draft", args=[slug])}
    return render(request, "processes/import.html", context, status=422 if form.errors else 200)


@publisher_page
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft becomes the next version; every finding stands above the form, where there are any."""
    held = draft_of(request, slug)
    newest = newest_of(held.definition)
    known = {"over": newest.number if newest else None, "seen": held.revision}
    form = PublishForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.publish_draft(held, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Stale):
                held.refresh_from_db()
                newest = newest_of(held.definition)
                more = {"over": newest.number if newest else "", "seen": held.revision}
                form.data = form.data | more if isinstance(form.data, dict) else {**form.data.dict(), **more}
        else:
            messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
            return redirect("processes:process", slug)
    found = judged(slug, held.xml, held.decisions, request.user)
    before = (newest.xml, newest.decisions) if newest else None
    context: dict[str, Any] = {
        "form": form,
        "process": held.definition,
        "draft": held,
        "newest": newest,
        "found": told(found, held.xml),
        "blocks": bool(errors(found)),
        "is_stale": newest is not None and newest.pk != held.base_id,
        "difference": compared(before, (held.xml, held.decisions)) if before else None,
    }
    return render(request, "processes/publish.html", context, status=422 if form.errors else 200)


@publisher_page
@require_POST
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    held = draft_of(request, slug)
    actions.discard_draft(held, by=request.user, now=timezone.now())
    messages.success(request, _("The draft is gone."))
    if newest_of(held.definition) is None:
        return redirect("processes:index")
    return redirect("processes:process", slug)


def _content(form: StartForm) -> str:
    """The diagram it begins with, where it is one of the gallery or from a file. Raises `BadDiagram`."""
    if form.cleaned_data["file"]:
        return text_of(form.cleaned_data["file"])
    return form.from_gallery.xml if form.from_gallery else ""


def _decisions(request: HttpRequest) -> Any:
    """The posted tables; None where none were posted. What is no JSON object is no table either."""
    sent = request.POST.get("decisions")
    if sent is None:
        return None
    try:
        found = json.loads(sent)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"?": None}
