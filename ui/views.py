"""The style guide: every piece in both shells, alive enough to be tried and tested."""

import json
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ui import icons, looks, samples
from ui.markdown import to_html

SHELLS = {"portal": "ui/portal.html", "desk": "ui/desk.html"}
SAMPLE_MARKDOWN = """**Restarted** the dock and *checked* the cable:

- firmware `1.4.2`
- see [the article](/answers/)

> It charges again.
"""


@login_required
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every piece, in the shell `?shell=` names."""
    return render(request, "ui/style_guide.html", _everything(request))


def _everything(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    faulty = samples.SampleForm({"how": "mail", "details": "…"}, prefix="wrong")
    faulty.is_valid()
    shell = request.GET.get("shell", "desk")
    return {
        "shell": SHELLS.get(shell, SHELLS["desk"]),
        "in_portal": shell == "portal",
        "now": now,
        "earlier": {"minutes": now - timedelta(minutes=12), "days": now - timedelta(days=3)},
        "later": {
            "soon": now + timedelta(minutes=40),
            "far": now + timedelta(hours=30),
            "gone": now - timedelta(hours=2),
        },
        "tones": looks.TONES,
        "phases": [(phase, *look) for phase, look in looks.PHASES.items()],
        "icons": sorted(icons.names()),
        "people": samples.PEOPLE,
        "mia": samples.MIA,
        "form": samples.SampleForm(initial={"how": "mail"}),
        "faulty": faulty,
        "board": samples.board(now),
        "lanes": samples.board(now, lanes=True),
        "listing": samples.ColleagueListing(request, samples.colleagues(request.user)),
        "prose": to_html(SAMPLE_MARKDOWN),
    }


@login_required
@require_safe
def sample_list(request: HttpRequest) -> HttpResponseBase:
    return samples.ColleagueListing(request, samples.colleagues(request.user)).response()


@login_required
@require_safe
def sample_peek(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(samples.colleagues(request.user), pk=pk)
    return render(request, "ui/style_guide/_peek.html", {"person": person})


@login_required
def sample_dialog(request: HttpRequest) -> HttpResponse:
    """A form in a dialog: refused with 422 until it is right, then closed by 204 and with a toast."""
    asked_for_rows = request.method == "POST" and "subject" not in request.POST
    form = samples.SampleForm(None if asked_for_rows else request.POST or None, auto_id="dialog_%s")
    if form.is_valid():
        return _toast(_("Sent."))
    return render(
        request, "ui/style_guide/_dialog.html", {"form": form}, status=422 if form.is_bound else 200
    )


@login_required
@require_safe
def sample_legal(request: HttpRequest) -> JsonResponse:
    cards = {card.id: card for card in samples.board(timezone.now()).cards}
    card = cards.get(request.GET.get("card", ""))
    return JsonResponse({"columns": samples.legal(card.column) if card else {}})


@login_required
@require_POST
def sample_move(request: HttpRequest) -> HttpResponse:
    """Resolving asks in a dialog; any other legal drop is done at once and forgotten with the page."""
    column = request.POST.get("column", "")
    if column in samples.REASONS:
        return HttpResponse(
            status=409, headers=_trigger(toast={"text": str(samples.REASONS[column]), "tone": "danger"})
        )
    if column == "resolved":
        return render(
            request, "ui/style_guide/_dialog.html", {"form": samples.SampleForm(auto_id="dialog_%s")}
        )
    return _toast(_("Moved."), undo=True)


@login_required
@require_safe
def sample_choose(request: HttpRequest) -> JsonResponse:
    words = request.GET.get("q", "").lower()
    found = [one for one in samples.PEOPLE if words in one.label.lower()]
    return JsonResponse(
        [{"id": one.pk, "label": one.label, "hint": one.initials} for one in found], safe=False
    )


@login_required
@require_POST
def sample_undo(request: HttpRequest) -> HttpResponse:
    return _toast(_("Done."))


def _toast(text: str, *, undo: bool = False) -> HttpResponse:
    toast = {"text": text, "tone": "done", **({"undo": reverse("ui:sample-undo")} if undo else {})}
    return HttpResponse(status=204, headers=_trigger(toast=toast))


def _trigger(**events: Any) -> dict[str, str]:
    return {"HX-Trigger": json.dumps(events)}
