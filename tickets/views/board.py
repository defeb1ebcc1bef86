"""The board: the page, where a card may go, the drop and what it asks, the limits of the columns."""

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.models import Team
from tickets import actions
from tickets.access import desk_page, workable
from tickets.actions.limits import ColumnFull, full_for, limit_column, within_limit
from tickets.arrangements import Slot, Target
from tickets.board import COLUMNS, LANES, BoardPage
from tickets.choices import assignable, teams
from tickets.forms import DropForm, LimitsForm
from tickets.lifecycles import Question
from tickets.models import Kind, Ticket
from tickets.moves import Move
from tickets.policies import may_limit_board
from tickets.timeline import last_event_of
from tickets.undoing import undo_of, words_for
from tickets.views import dialogs

LIMITED = ("status", "phase")


@desk_page
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The whole page, or for htmx the board alone."""
    page = BoardPage(request, workable(request.user))
    context: dict[str, Any] = {"page": page, "board": page.board()}
    if request.htmx.target == context["board"].name:
        answer = render(request, "ui/_board.html", context)
        answer.headers["HX-Reselect"] = f"#{context['board'].name}"
        return answer
    offered = list(teams(request.user))
    context |= {
        "columns": COLUMNS,
        "lanes": LANES,
        "kinds": Kind.choices,
        "teams": offered,
        "chosen_teams": page.params.getlist("team"),
        "limitable": _limitable(page, offered),
    }
    return render(request, "tickets/board.html", context)


def _limitable(page: BoardPage, offered: list[Team]) -> list[Team]:
    """The shown teams whose limits the person sets; none where columns know no limits."""
    if page.columns_by not in LIMITED:
        return []
    return [team for team in page.teams or offered if may_limit_board(page.person, team)]


@desk_page
@require_safe
def legal(request: HttpRequest) -> JsonResponse:
    """Where the card (`?card=`) may be dropped, and for the other columns why not."""
    page, ticket = _page_and_ticket(request, request.GET.get("card", ""))
    targets = dict(page.arrangement.targets(ticket, person=request.user, now=page.now))
    open_to_it = [
        slot
        for slot in page.arrangement.slots
        if slot.limitable and slot.key in targets and not targets[slot.key].refused
    ]
    full = full_for(ticket, open_to_it, by=request.user)
    targets |= {key: Target(refused=sentence) for key, sentence in full.items()}
    return JsonResponse({"columns": {key: _told(target) for key, target in targets.items()}})


def _told(target: Target) -> dict[str, Any]:
    if target.refused is not None:
        return {"ok": False, "reason": str(target.refused)}
    return {
        "ok": True,
        "label": " / ".join(f"{move.label}{'…' if move.ask else ''}" for move in target.moves),
    }


@desk_page
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """A card was dropped on a column: the one deed this means is done (204), or first what it asks."""
    page, ticket = _page_and_ticket(request, request.POST.get("card", ""))
    slot = page.arrangement.slot(request.POST.get("column", ""))
    if slot is None:
        raise Http404
    target = page.arrangement.targets(ticket, person=request.user, now=page.now).get(slot.key)
    if target is None:  # it lies there already
        return HttpResponse(status=204)
    if target.refused is not None:
        raise actions.IllegalMove(target.refused)
    move = next((one for one in target.moves if one.name == request.POST.get("transition")), None)
    move = move or (target.moves[0] if target.moves else None)
    questions = _questions(page, move)
    form = DropForm(
        request.POST,
        moves=target.moves,
        chosen=move,
        questions=questions,
        people=assignable(ticket) if questions else (),
        teams=teams(request.user) if questions else (),
    )

    def do(form: DropForm) -> Ticket:
        return _carry_out(request, ticket, slot, _deed(page, ticket, slot, move, form), form)

    words = {"title": _title(slot, move), "note": move.note if move else ""}
    if "asked" in request.POST:
        part = "tickets/_drop_form.html"
        return dialogs.answer(request, ticket, form=form, do=do, part=part, **words)
    if questions or len(target.moves) > 1:
        return _asked(request, ticket, form.asking(), words)
    try:
        form.is_valid()
        became = do(form)
    except ColumnFull as full:
        if not full.may_confirm:
            raise
        return _asked(request, ticket, form.asking(confirmed=True), words | {"note": str(full)})
    return _dropped(request, ticket, became)


def _dropped(request: HttpRequest, was: Ticket, became: Ticket) -> HttpResponse:
    """The card lies there already; a line offers the way back, where there is one."""
    undo = undo_of(request, [(was, became)], now=timezone.now())
    toast = {"toast": {"text": words_for(was, became), "tone": "done", "undo": undo}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(toast)} if undo else {})


# What dropping a card among the priorities asks, in the words of the deed behind it.
REASON = Question.model_validate(
    {
        "name": "reason",
        "kind": "longtext",
        "label": {"en": "Why is it more or less urgent?", "zh": "为什么调整优先级？"},
    }
)


def _questions(page: BoardPage, move: Move | None) -> tuple[Question, ...]:
    if move is not None:
        return move.ask
    return (REASON,) if page.columns_by == "priority" else ()


def _deed(
    page: BoardPage, ticket: Ticket, slot: Slot, move: Move | None, form: DropForm
) -> Callable[[], Ticket]:
    """What the drop means, ready to be done."""
    how = {"by": page.person, "now": timezone.now(), "seen": form.cleaned_data.get("seen")}
    if move is not None:
        return lambda: actions.move(ticket, move.name, **how, **form.answers)
    if page.columns_by == "priority":
        reason = form.answers.get("reason") or ""
        return lambda: actions.change_priority(ticket, priority=int(slot.key), reason=reason, **how)
    to = next((mate for mate in page.mates if str(mate.pk) == slot.key), None)
    return lambda: actions.assign(ticket, to=to, **how)


def _carry_out(
    request: HttpRequest, ticket: Ticket, slot: Slot, deed: Callable[[], Ticket], form: DropForm
) -> Ticket:
    if not slot.limitable:
        return deed()
    return within_limit(
        ticket,
        slot.key,
        Ticket.objects.filter(slot.holds, is_open=True),
        deed,
        label=slot.label,
        by=request.user,
        confirmed=form.cleaned_data.get("confirmed", False),
    )


def _title(slot: Slot, move: Move | None) -> Any:
    return move.label if move else format_lazy(gettext_lazy("Move to “{column}”"), column=slot.label)


def _asked(request: HttpRequest, ticket: Ticket, form: DropForm, words: dict[str, Any]) -> HttpResponse:
    form.initial["since"] = last_event_of(ticket)
    context = {"ticket": ticket, "form": form, "action": request.get_full_path(), **words}
    return render(request, "tickets/_drop_form.html", context)


def _page_and_ticket(request: HttpRequest, card: str) -> tuple[BoardPage, Ticket]:
    """The board and the card's ticket, if the person works it."""
    tickets = workable(request.user)
    number = int(card) if card.isdecimal() and len(card) < 19 else 0
    ticket = tickets.with_people().filter(pk=number).first()
    if ticket is None:
        raise Http404
    page = BoardPage(request, tickets)
    page.widen_to(ticket)
    return page, ticket


@desk_page
@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """How many cards each column of a team's board may hold: the one that is shown, or `?limited=`."""
    page = BoardPage(request, workable(request.user))
    if "limited" in request.GET:
        page.narrow_to(request.GET["limited"])
    if page.team is None or not may_limit_board(request.user, page.team):
        raise Http404
    slots = [slot for slot in page.arrangement.slots if slot.limitable]
    form = LimitsForm(request.POST or None, slots=slots, limits=page.limits)

    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        for slot in slots:
            limit = form.cleaned_data[slot.key]
            limit_column(page.team, slot.key, limit, label=slot.label, by=request.user, now=now)
        said = _("The limits of %(team)s are kept.") % {"team": page.team.label}
        events = {"dialog:close": {}, "live:change": {"verb": "board.limited"}}
        toast = {"text": said, "tone": "done"}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events | {"toast": toast})})
    title = _("Limits of %(team)s") % {"team": page.team.label}
    context = {
        "form": form,
        "title": title,
        "send": _("Save"),
        "note": _("How many cards a column should hold at most. Empty means as many as come."),
        "action": request.get_full_path(),
    }
    return dialogs.shown(request, "tickets/_dialog_form.html", context, faulty=form.is_bound)
