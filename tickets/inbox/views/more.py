"""What stands behind *More* on a task's screen: each address is a dialog, or a page of its own without scripts."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.models import Person
from tickets import actions
from tickets.access import portal_page
from tickets.inbox.access import colleagues, seen_task
from tickets.inbox.answering import answer
from tickets.inbox.forms import AddedForm, AskForm, PersonAloneForm, SignerForm, SomebodyForm
from tickets.inbox.picture import added_by, helpers_of
from tickets.models import Task

dialog = require_http_methods(["GET", "POST"])
Do = Callable[[Any], Any]


@portal_page
@dialog
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A question in the conversation; the task stays where it is."""
    task = _task(request, pk)
    form = AskForm(request.POST or None, initial=_seen(task), people=_askable(task, request.user))

    def do(form: AskForm) -> None:
        given = form.cleaned_data
        actions.ask_about(task, given["person"], given["text"], **_by(request))

    return answer(
        request, task, form=form, do=do, title=_("Ask a question"), said=_("Your question is sent.")
    )


def _askable(task: Task, person: Person) -> Any:
    """Those who know of the ticket: who asked for it, who has it, and who has or had a part in one of its tasks."""
    ticket = task.ticket
    known = {ticket.requester_id, ticket.opened_by_id, ticket.assignee_id}
    known |= set(ticket.participants.values_list("person", flat=True))
    return (
        Person.objects.visible_to(person).active().filter(pk__in=known - {None, person.pk}).order_by("name")
    )


@portal_page
@dialog
def add_signer(request: HttpRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    form = SignerForm(
        request.POST or None, initial=_seen(task), people=colleagues(request.user), said=_("What for?")
    )

    def do(form: SignerForm) -> None:
        given = form.cleaned_data
        actions.add_signer(
            task,
            given["person"],
            place=given["place"],
            note=given["comment"],
            seen=given["seen"],
            **_by(request),
        )

    return answer(request, task, form=form, do=do, title=_("Add somebody who decides"), send=_("Add"))


@portal_page
@dialog
def remove_signer(request: HttpRequest, pk: int) -> HttpResponse:
    """Only those one has added oneself."""
    task = _task(request, pk)
    parts = added_by(task, request.user)
    form = AddedForm(request.POST or None, initial=_first(task, parts), parts=parts)

    def do(form: AddedForm) -> None:
        actions.remove_signer(_chosen(parts, form), **_by(request))

    return answer(request, task, form=form, do=do, title=_("Remove somebody you added"), send=_("Remove"))


@portal_page
@dialog
def add_helper(request: HttpRequest, pk: int) -> HttpResponse:
    return _to_somebody(request, pk, actions.add_helper, _("Add a helper"), send=_("Add"))


@portal_page
@dialog
def remove_helper(request: HttpRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    parts = helpers_of(task)
    form = AddedForm(request.POST or None, initial=_first(task, parts), parts=parts)

    def do(form: AddedForm) -> None:
        actions.remove_helper(task, _chosen(parts, form).person, **_by(request))

    return answer(request, task, form=form, do=do, title=_("Remove a helper"), send=_("Remove"))


@portal_page
@dialog
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    def deed(task: Task, person: Person, **said: Any) -> None:
        actions.copy_to(task, [person], **said)

    return _to_somebody(request, pk, deed, _("Keep somebody informed"), send=_("Add"))


@portal_page
@dialog
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    form = SomebodyForm(
        request.POST or None,
        initial=_seen(task),
        people=colleagues(request.user),
        said=_("Why?"),
        needed=True,
    )

    def do(form: SomebodyForm) -> None:
        given = form.cleaned_data
        actions.hand_over_task(
            task, to=given["person"], note=given["comment"], seen=given["seen"], **_by(request)
        )

    said = _("Handed over: %(task)s") % {"task": task.label}
    return answer(request, task, form=form, do=do, title=_("Hand over"), said=said, leaves=True)


@portal_page
@dialog
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """An opinion, on which nothing depends but the one who asks for it."""
    task = _task(request, pk)
    form = SomebodyForm(
        request.POST or None,
        initial=_seen(task),
        people=colleagues(request.user),
        said=_("What do you want to know?"),
        needed=True,
    )

    def do(form: SomebodyForm) -> None:
        given = form.cleaned_data
        actions.consult(task, given["person"], given["comment"], **_by(request))

    return answer(request, task, form=form, do=do, title=_("Ask for an opinion"), send=_("Ask"))


def _to_somebody(
    request: HttpRequest, pk: int, deed: Callable[..., Any], title: str, *, send: str
) -> HttpResponse:
    task = _task(request, pk)
    form = PersonAloneForm(request.POST or None, initial=_seen(task), people=colleagues(request.user))

    def do(form: PersonAloneForm) -> None:
        deed(task, form.cleaned_data["person"], **_by(request))

    return answer(request, task, form=form, do=do, title=title, send=send)


def _task(request: HttpRequest, pk: int) -> Task:
    return seen_task(request, pk, now=timezone.now())


def _seen(task: Task) -> dict[str, Any]:
    return {"seen": task.revision}


def _first(task: Task, parts: list[Any]) -> dict[str, Any]:
    return {**_seen(task), "part": str(parts[0].pk) if parts else ""}


def _chosen(parts: list[Any], form: AddedForm) -> Any:
    return next(part for part in parts if str(part.pk) == form.cleaned_data["part"])


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}
