"""Who hears of tasks: whose turn it is, who is urged or reminded, who asked for it, who answers for it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from journal.models import Event
from journal.reactions import on
from people.actions import notify
from people.actions.notices import Words
from people.models import Person
from people.notices import Topic
from tickets import topics
from tickets.actions.tasks import cancel_all, pass_on, preview_of
from tickets.models import Assignment, Task, Ticket
from tickets.performing import administrators, owners_of
from tickets.phases import ENDED
from tickets.task_links import links_for
from tickets.wording import in_both
from ui.bilingual import pick, pick_lazy

YOUR_TURN = _("It waits for you.")
YOUR_TEAM = _("It waits for your team, and nobody has taken it.")
REQUESTER = _("It is your request.")
OWNER = _("You answer for the department, and nobody was found.")
ASKED_BY_YOU = _("You asked for it.")
INFORMED = _("You are kept informed.")
CLOSED = _("the request has ended")
REWRITTEN = ("ticket.answered-anew", "ticket.corrected")


# ── what follows at once ──────────────────────────────────────────────────────────────────────────────


@on("ticket.moved")
def end_open_tasks(event: Event) -> None:
    """A request that has ended needs nothing any more; what its process ended already stays as it is."""
    if event.data["to_phase"] in ENDED:
        ticket = Ticket.objects.get(pk=event.subject_id)
        cancel_all(ticket, by=event.actor, now=event.at, why=in_both(CLOSED))


@on(*REWRITTEN)
def outdate_what_was_seen(event: Event) -> None:
    """Whoever has to decide decides about what it says now: a page opened before is stale."""
    for task in Task.objects.open().filter(ticket=event.subject_id):
        task.revision += 1
        task.save(update_fields=["revision"])


@on("person.delegated", "person.delegation-begun", "person.delegation-ended")
def pass_on_what_waits(event: Event) -> None:
    """Parts go to the substitute when the time begins, and what is left comes back when it is over."""
    if event.data.get("begun", True):
        pass_on(Person.objects.get(pk=event.data["person"]), by=event.actor, now=event.at)


# ── people ────────────────────────────────────────────────────────────────────────────────────────────

TURNS = (
    "task.opened",
    "task.decided",
    "task.resumed",
    "task.handed-over",
    "task.passed-on",
    "task.signer-added",
    "task.signer-removed",
    "task.escalated",
    "task.resigned",
    "task.taken-back",
)


@on(*TURNS, later=True, called=_("Telling whose turn it is"))
def tell_whose_turn_it_is(event: Event) -> None:
    """Those to whom it came; without anybody the team that may take it, and the owners."""
    task = _task(event)
    returned = event.verb == "task.opened" and task.parent_id is not None and event.data["to"]
    if returned or not task.is_open:  # of what is returned the requester hears by that
        return
    _tell_parts(event, task, _("{task}: {reference} {subject}"), YOUR_TURN, wanted=event.data.get("to", ()))
    if event.data.get("nobody"):
        _tell_nobody(event, task)
    elif event.verb == "task.opened" and task.team_id and not event.data["to"]:
        _tell_team(event, task)


@on("task.released", later=True, called=_("Telling the team of what was put back"))
def tell_of_release(event: Event) -> None:
    task = _task(event)
    if task.is_open:
        _tell_team(event, task)


@on("task.urged", "task.reminded", "task.overdue", later=True, called=_("Reminding those who have a task"))
def tell_of_waiting(event: Event) -> None:
    """Those who have it hear that somebody waits; for what nobody has, its team, and once it is late the owners."""
    task = _task(event)
    if not task.is_open:
        return
    said = _("Still waits for you – {task}: {reference} {subject}")
    if event.verb == "task.urged":
        said = _("{actor} asks you to hurry – {task}: {reference} {subject}")
    _tell_parts(
        event,
        task,
        said,
        YOUR_TURN,
        wanted=event.data["to"],
        body=event.data.get("note", ""),
        about=topics.TASK_DUE,
    )
    if event.data.get("nobody"):
        _tell_team(event, task)
        if event.verb == "task.overdue":
            _tell_nobody(event, task)


@on("task.returned", later=True, called=_("Telling of a return"))
def tell_of_return(event: Event) -> None:
    """The requester hears at once what is missing, with the way to it."""
    task = _task(event)
    asked = event.data.get("asked")
    people = Person.objects.active().filter(pk__in=asked or [])
    question = Task.objects.filter(pk=event.data.get("question")).first()
    say = _saying(event, question or task)
    text = _line(_("{actor} needs something from you on {reference}: {subject}"), event, task)
    say(topics.TURN, people, text, REQUESTER, body=event.data["comment"])


@on("task.consulted", later=True, called=_("Telling who is asked for an opinion"))
def tell_of_consulting(event: Event) -> None:
    text = _("{actor} asks for your opinion – {task}: {reference} {subject}")
    _tell_named(event, text, YOUR_TURN, topics.TASKED, body=event.data["question"])


@on("task.advised", later=True, called=_("Telling of an opinion"))
def tell_of_opinion(event: Event) -> None:
    text = _("{actor} gave an opinion – {task}: {reference} {subject}")
    _tell_named(event, text, ASKED_BY_YOU, topics.TASKED, body=event.data["opinion"])


@on("task.helper-added", later=True, called=_("Telling who helps"))
def tell_helper(event: Event) -> None:
    text = _("{actor} asks you to help – {task}: {reference} {subject}")
    _tell_named(event, text, YOUR_TURN, topics.TASKED)


@on("task.copied", later=True, called=_("Telling who is kept informed"))
def tell_of_copy(event: Event) -> None:
    text = _("For your information – {task}: {reference} {subject}")
    _tell_named(event, text, INFORMED, topics.TASK_COPIED)


@on("task.ended", "task.cancelled", later=True, called=_("Telling of the end of a task"))
def tell_of_end(event: Event) -> None:
    """Who gave it out by hand hears what came of it; those who still had it, that it is no longer needed; those
    kept informed, the outcome."""
    task = _task(event)
    say = _saying(event, task)
    outcome = event.data.get("outcome_label")
    ended = _line(_("{task} – {outcome}: {reference} {subject}"), event, task, outcome=pick_lazy(outcome))
    body = event.data.get("comment", "")
    if event.verb == "task.cancelled":
        gone = _line(_("No longer needed – {task}: {reference} {subject}"), event, task)
        people = Person.objects.active().filter(pk__in=event.data["to"])
        say(topics.TASK_ENDED, people, gone, YOUR_TURN, body=pick_lazy(event.data["why"]))
        return
    say(topics.TASK_ENDED, [task.opened_by], ended, ASKED_BY_YOU, body=body)
    copied = Person.objects.active().filter(assignments__task=task, assignments__role=Assignment.Role.COPIED)
    say(topics.TASK_COPIED, copied.distinct(), ended, INFORMED, body=body)


@on("person.deactivated", later=True, called=_("Telling what somebody who left still holds"))
def tell_what_is_left(event: Event) -> None:
    """Whoever ended the access, else the administrators, hear of what would lie with nobody, with the way to it."""
    person = Person.objects.get(pk=event.subject_id)
    held = preview_of(person)
    if person.is_active or not held.count:
        return
    said = _("{person} has left and still holds something ({count}): hand it over")
    notify(
        administrators() if event.actor.is_machine else [event.actor],
        topic=topics.UNRESOLVED.name,
        key=f"event:{event.pk}",
        text=lambda: str(said).format(person=person.label, count=held.count),
        reason=_("You administer the accounts."),
        url=f"/people/{person.pk}/leaving/",
        now=event.at,
    )


# ── in which words ────────────────────────────────────────────────────────────────────────────────────


def _task(event: Event) -> Task:
    rows = Task.objects.select_related("ticket__department", "ticket__requester", "team", "opened_by")
    return rows.get(pk=event.data["task"])


def _saying(event: Event, task: Task) -> Callable[..., None]:
    """Tells people of this event, each once, and not who did it."""

    def say(
        about: Topic,
        people: Iterable[Person],
        text: Any,
        reason: Any,
        *,
        body: Words = "",
        parts: dict[int, Assignment] | None = None,
    ) -> None:
        def links(person: Person) -> list[dict[str, str]]:
            part = (parts or {}).get(person.pk)
            return links_for(part, person) if part is not None else []

        notify(
            people,
            topic=about.name,
            key=f"event:{event.pk}",
            text=text,
            body=body,
            reason=reason,
            url=task.get_absolute_url(),
            now=event.at,
            links=links,
            exclude=event.actor,
        )

    return say


def _line(sentence: Any, event: Event, task: Task, **more: Any) -> Callable[[], str]:
    """A line about the task, in the language of whoever reads it."""
    return lambda: str(sentence).format(
        task=task.label,
        reference=task.ticket.reference,
        subject=task.ticket.subject,
        actor=event.actor.label,
        **{name: str(value) for name, value in more.items()},
    )


def _tell_parts(
    event: Event,
    task: Task,
    said: Any,
    reason: Any,
    *,
    wanted: Iterable[int],
    body: Words = "",
    about: Topic | None = None,
) -> None:
    """Those of the people named who still have to act; a signer's mail carries the links to decide by."""
    waiting = task.assignments.filter(person__in=list(wanted), state=Assignment.State.WAITING)
    say = _saying(event, task)
    for part in waiting.select_related("person", "on_behalf_of", "task"):
        signs = part.role == Assignment.Role.SIGNER
        topic = about or (topics.APPROVAL if signs else topics.TASKED)
        for_whom = _on_behalf(part)
        say(
            topic,
            [part.person],
            _line(said, event, task),
            for_whom or reason,
            body=body or _body(task),
            parts={part.person_id: part} if signs else None,
        )


def _on_behalf(part: Assignment) -> Any:
    if part.on_behalf_of is None:
        return None
    name = part.on_behalf_of.label
    return lambda: str(_("You stand in for {person}.")).format(person=name)


def _body(task: Task) -> Callable[[], str]:
    return lambda: pick(task.instructions)


def _tell_named(event: Event, said: Any, reason: Any, about: Topic, *, body: Words = "") -> None:
    task = _task(event)
    people = Person.objects.active().filter(pk__in=event.data["to"])
    _saying(event, task)(about, people, _line(said, event, task), reason, body=body)


def _tell_team(event: Event, task: Task) -> None:
    """Whoever may take it; on an approval not who asked for it."""
    if task.team_id is None:
        return
    members = Person.objects.active().filter(memberships__team=task.team_id)
    if task.kind == Task.Kind.APPROVAL:
        members = members.exclude(pk=task.ticket.requester_id)
    text = _line(_("{task}: {reference} {subject}"), event, task)
    _saying(event, task)(topics.TASK_IN_TEAM, members, text, YOUR_TEAM, body=_body(task))


def _tell_nobody(event: Event, task: Task) -> None:
    text = _line(_("Nobody was found for “{task}” on {reference}; a team may take it"), event, task)
    _tell_team(event, task)
    _saying(event, task)(topics.UNRESOLVED, owners_of(task.ticket.department), text, OWNER)
