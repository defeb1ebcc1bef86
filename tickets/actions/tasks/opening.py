"""Work is given out: a task is opened for people, for a team, or for whoever takes what nobody else does."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from journal.refusals import Invalid, NotAllowed
from people.models import Person, Team
from tickets.actions._writing import Ended, locked
from tickets.actions.tasks._writing import Role, State, all_named, give_part, tell
from tickets.actions.tasks.counting import go_on
from tickets.lifecycles import Question
from tickets.models import Assignment, Task, Ticket
from tickets.pace import Policy, wind
from tickets.performing import Appointed, is_for_a_team, pool_of, standing_in
from tickets.phases import ENDED
from tickets.task_policies import may_give_out
from tickets.wording import in_both

OWN_REQUEST = _("the requester may not approve the own request")


@transaction.atomic
def open_task(
    ticket: Ticket,
    *,
    kind: str,
    title: Mapping[str, str],
    performers: Iterable[Appointed],
    by: Person,
    now: datetime,
    team: Team | None = None,
    instructions: Mapping[str, str] | None = None,
    rule: str = "all",
    threshold: int = 50,
    in_turn: bool = False,
    after_return: str = "here",
    asks: Iterable[Question | Mapping[str, Any]] = (),
    fields: Mapping[str, str] | None = None,
    due_at: datetime | None = None,
    policy: Mapping[str, Any] | None = None,
    channel: str = "process",
) -> Task:
    """Gives out something to do on the ticket; whoever opened it hears of its end by `task.ended`.

    Work for the members of one team is not given to each of them: one takes it. Without anybody, the team of the
    ticket (of its department, the service desk) may take it, and the owners are told. `policy` is what
    `tickets.pace.Policy` reads. What it lets be decided by itself is decided at once: the task given back may have
    ended already. Raises `NotAllowed`, `Invalid`, `Ended`.
    """
    if not (by.is_machine or may_give_out(by, ticket)):
        raise NotAllowed(_("Only people who work on this ticket ask others for work or approval."))
    return open_up(
        ticket,
        kind=kind,
        title=title,
        performers=performers,
        by=by,
        now=now,
        team=team,
        instructions=instructions,
        rule=rule,
        threshold=threshold,
        in_turn=in_turn,
        after_return=after_return,
        asks=asks,
        fields=fields,
        due_at=due_at,
        policy=policy,
        channel=channel,
    )


def open_up(
    ticket: Ticket,
    *,
    kind: str,
    title: Mapping[str, str],
    performers: Iterable[Appointed],
    by: Person,
    now: datetime,
    channel: str,
    team: Team | None = None,
    policy: Mapping[str, Any] | None = None,
    asks: Iterable[Question | Mapping[str, Any]] = (),
    **more: Any,
) -> Task:
    """The giving out itself, whoever may do it; `more` are other fields of the task."""
    held = locked(ticket)
    if held.phase in ENDED:
        raise Ended(_("The request is closed; nothing is left to do."))
    read = _read(Policy, "policy", policy or {})
    people = _fit(held, kind, list(performers), read, now)
    of_team = is_for_a_team(kind, people)
    if of_team is not None and team is None:
        team, people = Team.objects.get(pk=of_team), []
    nobody = not people and team is None
    task = Task(
        ticket=held,
        kind=kind,
        title=dict(title),
        team=pool_of(held) if nobody else team,
        asks=[_question(one) for one in asks],
        policy=read.model_dump(mode="json", exclude_unset=True),
        opened_at=now,
        opened_by=by,
        **{
            name: dict(value or {}) if name in ("fields", "instructions") else value
            for name, value in more.items()
        },
    )
    wind(task, now=now)
    task.save(force_insert=True)
    parts = _give_parts(task, people, now)
    data = _data(task, parts, nobody=nobody)
    tell("task.opened", task, by=by, now=now, channel=channel, **data)
    if kind == Task.Kind.APPROVAL and parts:
        go_on(task, by=by, now=now)
    return task


def _read(model: type[Any], name: str, value: Any) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Invalid(_("This doesn't fit."), errors={name: [f"{place}: {first['msg']}"]}) from None


def _question(given: Question | Mapping[str, Any]) -> dict[str, Any]:
    """A question as a task keeps it."""
    read = given if isinstance(given, Question) else _read(Question, "asks", dict(given))
    return read.model_dump(mode="json")


def _fit(
    ticket: Ticket, kind: str, people: list[Appointed], policy: Policy, now: datetime
) -> list[Appointed]:
    """Each person once. Who asked for it doesn't approve it in somebody else's place, nor at all where the policy
    says so: then their manager does."""
    found: dict[int, Appointed] = {}
    for one in people:
        if kind == Task.Kind.APPROVAL and one.person.pk == ticket.requester_id:
            one = _without_requester(ticket, one, policy, now)
        if one is not None:
            found.setdefault(one.person.pk, one)
    return list(found.values())


def _without_requester(ticket: Ticket, one: Appointed, policy: Policy, now: datetime) -> Appointed | None:
    if one.on_behalf_of is not None and one.on_behalf_of.pk != ticket.requester_id:
        return Appointed(one.on_behalf_of, one.weight, one.why, team=one.team)
    if policy.own_request != "fallback":
        return one
    manager = ticket.requester.manager
    if manager is None or not manager.is_active:
        return None
    return standing_in(
        Appointed(manager, one.weight, in_both(OWN_REQUEST)), now, never=(ticket.requester_id,)
    )


def _give_parts(task: Task, people: list[Appointed], now: datetime) -> list[Assignment]:
    signs = task.kind == Task.Kind.APPROVAL
    return [
        give_part(
            task,
            one.person,
            Role.SIGNER if signs else Role.HANDLER,
            now=now,
            state=State.QUEUED if signs and task.in_turn and place else State.WAITING,
            place=place,
            weight=one.weight,
            why=one.why,
            on_behalf_of=one.on_behalf_of,
        )
        for place, one in enumerate(people)
    ]


def _data(task: Task, parts: list[Assignment], *, nobody: bool) -> dict[str, Any]:
    """Who got it, as the journal keeps it: `to` are those whose turn it is."""
    waiting = [part for part in parts if part.state == State.WAITING]
    team = {"id": task.team_id, **task.team.names} if task.team else None
    people = [part.who for part in parts] or ([task.team.names] if task.team else [in_both(_("nobody"))])
    return {
        "people": all_named(people),
        "to": [part.person_id for part in waiting],
        "team": team,
        "nobody": nobody,
    }
