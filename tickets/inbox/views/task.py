"""One task: its screen, and what is decided on it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journal.refusals import Refused
from people.models import Person
from tickets import actions, pictures
from tickets.access import portal_page
from tickets.choices import teams
from tickets.inbox.access import colleagues, seen_task, shell_of
from tickets.inbox.answering import answer, done, put_refusal
from tickets.inbox.forms import ApproveForm, FinishForm, OpinionForm, RejectForm, ReturnForm
from tickets.inbox.picture import chain_of, deeds_of, screen_of
from tickets.inbox.steps import earlier_steps
from tickets.inbox.undoing import undo_of
from tickets.masks import sheet_for
from tickets.models import Task, Ticket
from tickets.terms import may_have_process
from ui.bilingual import pick


@portal_page
@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen; that its reader has seen it is kept."""
    return _screen(request, pk, finishing=None)


def _screen(request: HttpRequest, pk: int, *, finishing: FinishForm | None) -> HttpResponse:
    now = timezone.now()
    found = seen_task(request, pk, now=now)
    if found.mine is not None and found.mine.seen_at is None:
        actions.mark_seen(found, by=request.user, now=now)
    ticket = found.ticket
    shown = screen_of(found, request.user, now=now)
    works = shown["works"]
    context = {
        **shown,
        **pictures.talk_of(ticket, request.user, "", {}, works=works, now=now),
        **pictures.composer_of(ticket, works=works),
        "task": found,
        "shell": shell_of(request.user),
        "has_process": may_have_process(ticket),
        "answers_url": f"/inbox/{found.pk}/answers/" if _puts_right(found) else "",
        "finishing": finishing or (_finish_form(request, found, None) if shown["handles"] else None),
    }
    faulty = finishing is not None
    return render(request, "tickets/inbox/task.html", context, status=422 if faulty else 200)


def _puts_right(found: Task) -> bool:
    """Whether answers of the order's own form are asked for, which the catalog of services draws."""
    return found.kind == Task.Kind.QUESTION and bool(found.ticket.service and found.fields)


@portal_page
@require_safe
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands and who has it, alone, for a page that heard of a change."""
    now = timezone.now()
    found = seen_task(request, pk, now=now)
    return render(request, "tickets/inbox/_state.html", screen_of(found, request.user, now=now))


@portal_page
@require_safe
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """What was decided so far and who is still to decide, alone."""
    now = timezone.now()
    found = seen_task(request, pk, now=now)
    context = {"task": found, "now": now, "chain": chain_of(found.ticket, request.user)}
    return render(request, "tickets/inbox/_chain.html", context)


@portal_page
@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    """A glance beside the list: what is asked, and the buttons."""
    now = timezone.now()
    found = seen_task(request, pk, now=now)
    return render(request, "tickets/inbox/_peek.html", screen_of(found, request.user, now=now))


@portal_page
@require_safe
def deeds(request: HttpRequest, pk: int) -> HttpResponse:
    """The buttons, alone: whoever was overtaken has none left."""
    now = timezone.now()
    found = seen_task(request, pk, now=now)
    context = {**deeds_of(found, request.user, now=now), "task": found, "ticket": found.ticket, "now": now}
    return render(request, "tickets/inbox/_deeds.html", context)


@portal_page
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen_task(request, pk, now=timezone.now())
    form = ApproveForm(request.POST or None, initial=_seen(found))
    return _decide(request, found, "approve", form, title=_("Approve"), said=_("Approved: %(task)s"))


@portal_page
@require_http_methods(["GET", "POST"])
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen_task(request, pk, now=timezone.now())
    typed = request.GET.get("comment", "")
    form = RejectForm(request.POST or None, initial={**_seen(found), "comment": typed})
    title = _("Reject")
    return _decide(request, found, "reject", form, title=title, said=_("Rejected: %(task)s"), tone="danger")


@portal_page
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the requester or an earlier step, with the answers that have to be put right."""
    found = seen_task(request, pk, now=timezone.now())
    form = ReturnForm(
        request.POST or None,
        initial={**_seen(found), "comment": request.GET.get("comment", "")},
        steps=[(step.element, step.label) for step in earlier_steps(found)],
        answers=[
            (line["name"], pick(line["label"]))
            for line in sheet_for(request.user, found.ticket)
            if line["kind"] != "note"
        ],
    )
    return _decide(request, found, "return", form, title=_("Return"), said=_("Returned: %(task)s"))


def _answers(person: Person, ticket: Ticket) -> list[tuple[str, str]]:
    """What can be ticked: the answers the person reads, by name and label."""
    lines = (line for line in sheet_for(person, ticket) if line["kind"] != "note")
    return [(line["name"], pick(line["label"])) for line in lines]


def _decide(
    request: HttpRequest, found: Task, outcome: str, form: Any, *, title: str, said: str, tone: str = ""
) -> HttpResponse:
    def do(form: Any) -> None:
        given = form.cleaned_data
        more = {name: given[name] for name in ("flagged", "back_to") if name in given}
        actions.decide(
            found,
            outcome,
            by=request.user,
            now=timezone.now(),
            comment=given["comment"],
            seen=given["seen"],
            **more,
        )

    return answer(
        request,
        found,
        form=form,
        do=do,
        title=title,
        tone=tone,
        said=said % {"task": found.label},
        undo=lambda: undo_of(request, [found], now=timezone.now()),
        leaves=True,
    )


@portal_page
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The task is done, with what was asked for."""
    found = seen_task(request, pk, now=timezone.now())
    form = _finish_form(request, found, request.POST)
    if form.is_valid():
        try:
            actions.finish_task(
                found,
                by=request.user,
                now=timezone.now(),
                answers=form.answers,
                seen=form.cleaned_data["seen"],
            )
        except Refused as refused:
            if request.htmx and not (set(refused.errors) & set(form.fields)):
                raise
            put_refusal(form, refused, found)
        else:
            return done(request, found, _("Done: %(task)s") % {"task": found.label}, leaves=True)
    if request.htmx:
        context = {"task": found, "finishing": form}
        return render(request, "tickets/inbox/_finish.html", context, status=422)
    return _screen(request, pk, finishing=form)


def _finish_form(request: HttpRequest, found: Task, data: Any) -> FinishForm:
    questions = actions.questions_of(found)
    asked = {question.kind for question in questions}
    return FinishForm(
        data,
        initial={**_seen(found), **found.answers},
        questions=questions,
        people=colleagues(request.user) if "person" in asked else (),
        teams=teams(request.user) if "team" in asked else (),
    )


@portal_page
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody who was consulted thinks of it."""
    found = seen_task(request, pk, now=timezone.now())

    def do(form: OpinionForm) -> None:
        actions.give_opinion(found, form.cleaned_data["comment"], by=request.user, now=timezone.now())

    form = OpinionForm(request.POST or None, initial=_seen(found))
    said = _("Your opinion is on record.")
    return answer(request, found, form=form, do=do, title=_("Give your opinion"), said=said, leaves=True)


@portal_page
@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    said = _("%(task)s is yours now.")
    return _at_once(request, pk, actions.claim_task, said=said, anew=True)


@portal_page
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    said = _("%(task)s waits for somebody of the team.")
    return _at_once(request, pk, actions.release_task, said=said, anew=True)


@portal_page
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own decision, as long as nothing was built on it."""
    said = _("Your decision is taken back. It waits for you again.")
    return _at_once(request, pk, actions.take_back, said=said, anew=True)


@portal_page
@require_POST
def urge(request: HttpRequest, pk: int) -> HttpResponse:
    said = _("They were reminded.")
    return _at_once(request, pk, actions.urge, said=said)


def _at_once(
    request: HttpRequest, pk: int, deed: Callable[..., Any], *, said: str, anew: bool = False
) -> HttpResponse:
    """A deed that asks nothing. Its refusal is told as such: there is no form to write it into."""
    found = seen_task(request, pk, now=timezone.now())
    deed(found, by=request.user, now=timezone.now())
    return done(request, found, said % {"task": found.label} if "%" in said else said, anew=anew)


def _seen(found: Task) -> dict[str, Any]:
    return {"seen": found.revision}
