"""Tasks and approvals over the API: the inbox, one of them, and what one does with it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from ninja import Router

from journal.refusals import Invalid
from people.models import Person
from tickets import actions
from tickets.inbox.filters import InboxFilter
from tickets.inbox.rows import since
from tickets.inbox.tabs import BY_NAME, tasks_in
from tickets.models import Task
from tickets.task_schemas import (
    DecisionIn,
    FinishIn,
    HandOverIn,
    TaskDetail,
    TaskPage,
    shown_to,
    with_parts,
)
from ui.paging import paged

router = Router()
LARGEST_ID = 2**63
SORTS = ("opened_at", "due_at", "id")
FILTERS = [
    {
        "name": name,
        "in": "query",
        "required": False,
        "description": str(part.label or name),
        "schema": {"type": "array", "items": {"type": "string"}},
    }
    for name, part in InboxFilter.base_filters.items()
]


@router.get("/tasks", response=TaskPage, summary="Your tasks", openapi_extra={"parameters": FILTERS})
def tasks(
    request: HttpRequest, tab: str = "todo", sort: str = "-id", cursor: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """What stands in a part of your inbox, a page at a time: `todo`, `done`, `started`, `copied` or `delegated`."""
    _refuse_unknown(request, tab, sort)
    queryset = since(tasks_in(BY_NAME[tab], request.user), request.user)
    asked = InboxFilter(request.GET, queryset, request=request)
    if not asked.is_valid():
        errors = {name: [str(one) for one in found] for name, found in asked.errors.items()}
        raise Invalid(_("A filter doesn't fit."), errors=errors)
    rows = with_parts(asked.qs)
    return paged(rows, sort, cursor=cursor, limit=limit, shown=lambda page: shown_to(request.user, page))


def _refuse_unknown(request: HttpRequest, tab: str, sort: str) -> None:
    """A misspelt filter would show more than was asked for, so it is refused."""
    errors: dict[str, list[Any]] = {
        name: [_("There is no such filter.")]
        for name in sorted(
            set(request.GET) - set(InboxFilter.base_filters) - {"tab", "sort", "cursor", "limit"}
        )
    }
    if tab not in BY_NAME:
        errors["tab"] = [format_lazy(_("One of: {names}."), names=", ".join(BY_NAME))]
    if sort.lstrip("-") not in SORTS:
        errors["sort"] = [format_lazy(_("Sort by one of: {names}."), names=", ".join(SORTS))]
    if errors:
        raise Invalid(_("A filter doesn't fit."), errors=errors)


@router.get("/tasks/{task_id}", response=TaskDetail, summary="A task")
def one(request: HttpRequest, task_id: int) -> TaskDetail:
    """One task of a ticket you may see."""
    return _detail(request, _seen(request, task_id))


@router.post("/tasks/{task_id}/decision", response=TaskDetail, summary="Approve, reject or return")
def decide(request: HttpRequest, task_id: int, payload: DecisionIn) -> TaskDetail:
    """Decides your part of an approval. What is returned goes to the requester, who is asked for what is flagged."""
    task = _seen(request, task_id)
    actions.decide(task, **payload.dict(), **_by(request))
    return _detail(request, task)


@router.post("/tasks/{task_id}/finish", response=TaskDetail, summary="Finish work, answer a question")
def finish(request: HttpRequest, task_id: int, payload: FinishIn) -> TaskDetail:
    """Ends work or a question, with the answers it asks for."""
    task = _seen(request, task_id)
    actions.finish_task(task, answers=payload.answers, seen=payload.seen, **_by(request))
    return _detail(request, task)


@router.post("/tasks/{task_id}/claim", response=TaskDetail, summary="Take it from the pool")
def claim(request: HttpRequest, task_id: int) -> TaskDetail:
    """Takes what waits for a team of yours."""
    task = _seen(request, task_id)
    actions.claim_task(task, **_by(request))
    return _detail(request, task)


@router.post("/tasks/{task_id}/release", response=TaskDetail, summary="Put it back into the pool")
def release(request: HttpRequest, task_id: int) -> TaskDetail:
    """Puts what you have taken back, for others of the team."""
    task = _seen(request, task_id)
    actions.release_task(task, **_by(request))
    return _detail(request, task)


@router.post("/tasks/{task_id}/hand-over", response=TaskDetail, summary="Hand it over")
def hand_over(request: HttpRequest, task_id: int, payload: HandOverIn) -> TaskDetail:
    """Gives your part to a colleague; who stands in for them gets it in their place."""
    task = _seen(request, task_id)
    to = Person.objects.visible_to(request.user).filter(username=payload.to).first()
    if to is None:
        sentence = _("This person can't be found.")
        raise Invalid(sentence, errors={"to": [sentence]})
    actions.hand_over_task(task, to=to, note=payload.note, seen=payload.seen, **_by(request))
    return _detail(request, task)


@router.post("/tasks/{task_id}/take-back", response=TaskDetail, summary="Take your decision back")
def take_back(request: HttpRequest, task_id: int) -> TaskDetail:
    """Opens your decision again while it is fresh, if what came of it can still be undone."""
    task = _seen(request, task_id)
    actions.take_back(task, **_by(request))
    return _detail(request, task)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now(), "channel": "api"}


def _seen(request: HttpRequest, task_id: int) -> Task:
    """The task among those of tickets the person may see; otherwise it doesn't exist. An administrator's look into
    a confidential department is recorded."""
    tasks = Task.objects.visible_to(request.user).select_related("ticket__department")
    found = tasks.filter(pk=task_id).first() if 0 < task_id < LARGEST_ID else None
    if found is None:
        raise Http404
    actions.inspect(found.ticket, by=request.user, now=timezone.now(), channel="api")
    return found


def _detail(request: HttpRequest, task: Task) -> TaskDetail:
    """The task as it is now; whoever has just given it away may see it still."""
    return TaskDetail.of(with_parts(Task.objects.filter(pk=task.pk)).get(), request.user)
