"""What can be done to one ticket: each address reads its form, calls one deed and shows what became of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.models import Person
from tickets import actions
from tickets.access import desk_ticket, portal_page
from tickets.choices import assignable, teams
from tickets.forms import AssignForm, FactsForm, PriorityForm, SeenForm, StepForm
from tickets.lifecycles import spec_of
from tickets.models import Ticket
from tickets.moves import Move
from tickets.views import dialogs


@portal_page
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, ref: str, transition: str) -> HttpResponse:
    """One transition: its questions, then the move through the gate."""
    ticket = desk_ticket(request, ref)
    move = _named(ticket, transition, request.user)
    form = StepForm(
        request.POST or None,
        initial=dialogs.seen_now(ticket),
        questions=move.ask,
        people=assignable(ticket),
        teams=teams(request.user),
    )

    do = dialogs.moving(request, ticket, transition)
    return dialogs.answer(
        request, ticket, form=form, do=do, title=move.label, note=move.note, hint=move.hint, tone=move.tone
    )


def _named(ticket: Ticket, transition: str, person: Person) -> Move:
    """The step of that name, wherever the ticket stands now: what was legal when the page was drawn may be so
    no longer, and only the gate can say why."""
    spec = spec_of(ticket.lifecycle_version_id)
    step = spec.transitions.get(transition)
    if step is None:
        raise Http404
    moves = actions.legal_moves(ticket, person, now=timezone.now(), include_refused=True)
    found = next((move for move in moves if move.name == transition), None)
    return found or Move(transition, step, spec.statuses[step.to].phase)


@portal_page
@require_POST
def take(request: HttpRequest, ref: str) -> HttpResponse:
    """Assign to me."""
    ticket = desk_ticket(request, ref)

    def do(form: SeenForm) -> Ticket:
        return actions.assign(
            ticket, to=request.user, by=request.user, now=timezone.now(), seen=form.cleaned_data["seen"]
        )

    title = _("Take %(ticket)s") % {"ticket": ticket.reference}
    said = _("%(ticket)s is yours now.") % {"ticket": ticket.reference}
    form = SeenForm(request.POST)
    return dialogs.answer(request, ticket, form=form, do=do, said=said, title=title)


@portal_page
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, ref: str) -> HttpResponse:
    ticket = desk_ticket(request, ref)
    initial = dialogs.seen_now(ticket) | {"assignee": ticket.assignee_id, "team": ticket.team_id}
    form = AssignForm(
        request.POST or None, initial=initial, people=assignable(ticket), teams=teams(request.user)
    )

    def do(form: AssignForm) -> Ticket:
        assignee, team = form.cleaned_data["assignee"], form.cleaned_data["team"]
        deed = {"by": request.user, "now": timezone.now(), "seen": form.cleaned_data["seen"]}
        if assignee is not None:
            return actions.assign(ticket, to=assignee, team=team, **deed)
        return actions.assign(ticket, to=team if team and team.pk != ticket.team_id else None, **deed)

    return dialogs.answer(request, ticket, form=form, do=do, title=_("Assign"))


@portal_page
@require_http_methods(["GET", "POST"])
def priority(request: HttpRequest, ref: str) -> HttpResponse:
    """Impact and urgency, from which the priority follows."""
    ticket = desk_ticket(request, ref)
    form = PriorityForm(
        request.POST or None,
        initial=dialogs.seen_now(ticket) | {"impact": ticket.impact, "urgency": ticket.urgency},
    )

    def do(form: PriorityForm) -> Ticket:
        given = form.cleaned_data
        return actions.change_priority(
            ticket,
            impact=given["impact"],
            urgency=given["urgency"],
            reason=given["reason"],
            by=request.user,
            now=timezone.now(),
            seen=given["seen"],
        )

    return dialogs.answer(request, ticket, form=form, do=do, title=_("Change priority"))


@portal_page
@require_http_methods(["GET", "POST"])
def facts_form(request: HttpRequest, ref: str) -> HttpResponse:
    ticket = desk_ticket(request, ref)
    initial = dialogs.seen_now(ticket) | {"subject": ticket.subject, "description": ticket.description}
    form = FactsForm(request.POST or None, initial=initial)

    def do(form: FactsForm) -> None:
        given = form.cleaned_data
        actions.change_facts(
            ticket,
            by=request.user,
            now=timezone.now(),
            seen=given["seen"],
            subject=given["subject"],
            description=given["description"],
        )

    return dialogs.answer(request, ticket, form=form, do=do, title=_("Edit"), send=_("Save"))
