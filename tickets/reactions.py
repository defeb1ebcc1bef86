"""Who hears of what happens to a ticket: browsers that watch it, people whom it concerns."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from journal.live import topic
from journal.models import Event
from journal.reactions import on
from people.actions import notify
from people.actions.notices import Links, Words
from people.models import Person
from people.notices import Topic
from tickets import topics
from tickets.invitations import rating_links
from tickets.models import Comment, Link, Participant, Ticket
from tickets.phases import Phase
from tickets.policies import may_work
from ui.bilingual import pick_lazy

REQUESTER = _("It is your request.")
ASSIGNEE = _("It is assigned to you.")
MEMBER = _("You belong to the team that has it.")
LEADER = _("You lead the team that has it.")
WATCHER = _("You watch it.")
PARTICIPANT = _("You take part in the conversation.")
ACTING = _("You have a task on it.")
MENTIONED = _("You were mentioned.")
ITS_TURN = {Phase.WAITING, Phase.RESOLVED, Phase.CLOSED, Phase.CANCELLED}


# ── browsers ──────────────────────────────────────────────────────────────────────────────────────


def _visible(person: Person, ids: Collection[int]) -> set[int]:
    return set(Ticket.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True))


def _workable(person: Person, ids: Collection[int]) -> set[int]:
    return set(Ticket.objects.workable_by(person).filter(pk__in=ids).values_list("pk", flat=True))


topic("ticket", kind="tickets.ticket", may_see=_visible, may_see_internal=_workable)


# ── people ────────────────────────────────────────────────────────────────────────────────────────


@on("ticket.opened", later=True, called=_("Telling of a new ticket"))
def tell_of_opening(event: Event) -> None:
    """The requester has it black on white; the assignee, else the team, has something to do."""
    ticket = _ticket(event)
    say = _saying(event, ticket)
    text = _line(_("We have received {reference}: {subject}"), ticket)
    if event.actor_id != ticket.requester_id:
        text = _line(_("{actor} opened {reference} for you: {subject}"), ticket, actor=event.actor.label)
    if not event.data.get("whole"):
        say(topics.RECEIVED, [ticket.requester], text, REQUESTER, body=_parts(ticket), tell_actor=True)
    _tell_who_has_it(event, ticket, say)


@on("ticket.assigned", later=True, called=_("Telling of an assignment"))
def tell_of_assignment(event: Event) -> None:
    ticket = _ticket(event)
    _tell_who_has_it(event, ticket, _saying(event, ticket))


@on("ticket.moved", later=True, called=_("Telling of a step"))
def tell_of_move(event: Event) -> None:
    """The requester hears more loudly when it is his turn, or over; what was asked of him comes along."""
    ticket, data = _ticket(event), event.data
    say = _saying(event, ticket)
    text = _line(_("{reference} is now in “{status}”: {subject}"), ticket, status=pick_lazy(data["to"]))
    turn = data["to_phase"] in ITS_TURN and data["to_phase"] != data["from_phase"]
    message = next((one["text"] for one in data["answers"] if one["name"] == "message"), "")
    done = data["to_phase"] == Phase.RESOLVED and data["from_phase"] != Phase.RESOLVED
    about = topics.TURN if turn else topics.MOVED
    say(
        about,
        [ticket.requester],
        text,
        REQUESTER,
        body=_how_was_it(message) if done else message,
        links=(lambda person: rating_links(ticket, person)) if done else None,
    )
    _tell_watchers(ticket, say, text)


@on("ticket.commented", later=True, called=_("Telling of a reply"))
def tell_of_reply(event: Event) -> None:
    ticket, say, words = _mentions(event)
    text = _line(_("{actor} replied on {reference}: {subject}"), ticket, actor=event.actor.label)
    if not _came_with_a_move(event):
        say(topics.REPLIED, [ticket.requester], text, REQUESTER, body=words)
    say(topics.REPLIED, _part(ticket, Participant.Role.COLLABORATOR), text, PARTICIPANT, body=words)
    say(topics.REPLIED, _acting(ticket), text, ACTING, body=words)
    if ticket.assignee:
        say(topics.REPLIED, [ticket.assignee], text, ASSIGNEE, body=words, at_desk=True)
    elif event.actor_id == ticket.requester_id:
        say(topics.IN_TEAM, _team(ticket), text, MEMBER, body=words, at_desk=True)
    _tell_watchers(ticket, say, text, body=words)


@on("ticket.noted", later=True, called=_("Telling who was mentioned in a note"))
def tell_of_note(event: Event) -> None:
    """Notes are for those who work on it, whatever else they are to the ticket."""
    ticket, say, words = _mentions(event)
    text = _line(_("{actor} wrote a note on {reference}: {subject}"), ticket, actor=event.actor.label)
    if ticket.assignee:
        say(topics.REPLIED, [ticket.assignee], text, ASSIGNEE, body=words, at_desk=True)
    watchers = [one for one in _part(ticket, Participant.Role.WATCHER) if may_work(one, ticket)]
    say(topics.WATCHED, watchers, text, WATCHER, body=words, at_desk=True)


@on("ticket.joined", later=True, called=_("Telling who was added"))
def tell_who_joined(event: Event) -> None:
    ticket = _ticket(event)
    text = _line(_("{actor} added you to {reference}: {subject}"), ticket, actor=event.actor.label)
    people = Person.objects.active().filter(pk=event.data["person"]["id"])
    _saying(event, ticket)(topics.JOINED, people, text, PARTICIPANT)


@on("ticket.due-soon", "ticket.breached", later=True, called=_("Telling of a deadline"))
def tell_of_deadline(event: Event) -> None:
    """Who has it, else who leads the team; once the promise is broken, the lead in any case."""
    ticket = _ticket(event)
    say = _saying(event, ticket)
    missed = event.verb == "ticket.breached"
    said = _("Missed on {reference}: {clock}") if missed else _("Soon due on {reference}: {clock}")
    text = _line(said, ticket, clock=pick_lazy(event.data["clock"]))
    if ticket.assignee:
        say(topics.DUE, [ticket.assignee], text, ASSIGNEE, at_desk=True)
    if missed or not ticket.assignee:
        say(topics.DUE, _leads(ticket), text, LEADER, at_desk=True)


# ── who, and in which words ───────────────────────────────────────────────────────────────────────

Say = Callable[..., None]


def _ticket(event: Event) -> Ticket:
    people = Ticket.objects.select_related("requester", "assignee", "team")
    return people.get(pk=event.subject_id)


def _saying(event: Event, ticket: Ticket) -> Say:
    """Tells people of this event, each once however many reasons there are, and not who did it."""

    def say(
        about: Topic,
        people: Iterable[Person],
        text: Callable[[], str],
        reason: Any,
        *,
        body: Words = "",
        at_desk: bool = False,
        tell_actor: bool = False,
        links: Links | None = None,
    ) -> None:
        notify(
            people,
            topic=about.name,
            key=f"event:{event.pk}",
            text=text,
            body=body,
            reason=reason,
            url=ticket.desk_url if at_desk else ticket.portal_url,
            now=event.at,
            links=links,
            exclude=None if tell_actor else event.actor,
        )

    return say


def _line(sentence: Any, ticket: Ticket, **more: Any) -> Callable[[], str]:
    """A line about the ticket, in the language of whoever reads it."""
    return lambda: str(sentence).format(reference=ticket.reference, subject=ticket.subject, **more)


def _how_was_it(message: str) -> Callable[[], str]:
    """What was said, and the question above the five links."""
    return lambda: "\n\n".join(filter(None, [message, str(_("How did it go? One click is enough:"))]))


def _tell_who_has_it(event: Event, ticket: Ticket, say: Say) -> None:
    """The assignee; without one, the team."""
    if event.data.get("assignee") and ticket.assignee_id == event.data["assignee"]["id"]:
        text = _line(_("{reference} is assigned to you: {subject}"), ticket)
        say(topics.ASSIGNED, [ticket.assignee], text, ASSIGNEE, at_desk=True)
    elif ticket.assignee_id is None and ticket.team:
        team = pick_lazy(ticket.team.names)
        text = _line(_("New in {team}: {reference} {subject}"), ticket, team=team)
        say(topics.IN_TEAM, _team(ticket), text, MEMBER, at_desk=True)


def _parts(ticket: Ticket) -> str:
    """What was opened together with it, as its parts."""
    below = Link.objects.filter(source=ticket, type=Link.Type.PARENT, target__opened_at=ticket.opened_at)
    return "\n".join(
        f"{one.target.reference}: {one.target.subject}" for one in below.select_related("target")
    )


def _mentions(event: Event) -> tuple[Ticket, Say, str]:
    """Those who were mentioned hear of that first; the rest then passes them over."""
    ticket = _ticket(event)
    say = _saying(event, ticket)
    text = _line(_("{actor} mentioned you on {reference}: {subject}"), ticket, actor=event.actor.label)
    ids = [one["id"] for one in event.data["mentions"]]
    people = list(Person.objects.active().filter(pk__in=ids)) if ids else []
    words = Comment.objects.values_list("text", flat=True).get(pk=event.data["comment"])
    for at_desk in (True, False):
        those = [one for one in people if may_work(one, ticket) is at_desk]
        say(topics.MENTIONED, those, text, MENTIONED, body=words, at_desk=at_desk)
    return ticket, say, words


def _came_with_a_move(event: Event) -> bool:
    return event.cause is not None and event.cause.verb == "ticket.moved"


def _tell_watchers(ticket: Ticket, say: Say, text: Callable[[], str], body: str = "") -> None:
    """Those who watch and may still read it."""
    watchers = _part(ticket, Participant.Role.WATCHER)
    workers = [one for one in watchers if may_work(one, ticket)]
    say(topics.WATCHED, workers, text, WATCHER, body=body, at_desk=True)
    others = [one for one in watchers if not may_work(one, ticket) and _visible(one, [ticket.pk])]
    say(topics.WATCHED, others, text, WATCHER, body=body)


def _part(ticket: Ticket, role: str) -> list[Person]:
    return list(Person.objects.active().filter(participations__ticket=ticket, participations__role=role))


def _acting(ticket: Ticket) -> list[Person]:
    """Those who have something to do on it now."""
    waiting = {"assignments__task__ticket": ticket, "assignments__task__state": "open"}
    return list(Person.objects.active().filter(**waiting, assignments__state="waiting").distinct())


def _team(ticket: Ticket) -> list[Person]:
    return list(Person.objects.active().filter(memberships__team=ticket.team_id)) if ticket.team_id else []


def _leads(ticket: Ticket) -> list[Person]:
    leading = Person.objects.active().filter(memberships__team=ticket.team_id, memberships__is_lead=True)
    return list(leading) if ticket.team_id else []
