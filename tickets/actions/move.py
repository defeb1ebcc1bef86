"""The one gate: every status change of every ticket, whoever asks for it, goes through here."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.models import Event
from journal.refusals import NotAllowed, Refused
from people.models import Person
from tickets import clocks
from tickets.actions._writing import bump, last_change, locked, refuse_stale
from tickets.actions.answers import Given, read_answers
from tickets.actions.assigning import hand_over
from tickets.actions.saying import say
from tickets.facts import facts_of
from tickets.lifecycles import Spec, Transition, spec_of
from tickets.models import Ticket
from tickets.moves import no_way, not_used, rule_of, when_refuses, who_refuses
from tickets.phases import Phase, enter, may_follow
from tickets.policies import roles_of
from tickets.terms import lifecycle_of
from tickets.wording import as_stored
from ui.bilingual import pick_lazy

MOVED = ["status", "status_since", "phase", "resolved_at", "closed_at", "resolution", "due_at", "promised_at"]


class IllegalMove(Refused):
    """The ticket's lifecycle doesn't let it go there from here, or not yet; the message names the rule."""

    code = "illegal-move"


@transaction.atomic
def move(
    ticket: Ticket,
    transition: str,
    *,
    by: Person,
    now: datetime,
    seen: int | str | None = None,
    channel: str = "web",
    **answers: Any,
) -> Ticket:
    """Takes the ticket through a transition of its own lifecycle; gives back the ticket as it is now.

    `seen` is the revision or the status the person saw. Raises `Stale` if somebody was quicker,
    `IllegalMove` if there is no such step from here or its condition doesn't hold, `NotAllowed` if it is
    not this person's, `Invalid` for answers that are missing or don't fit.
    """
    now_held = locked(ticket)
    refuse_stale(now_held, seen)
    roles = roles_of(by, now_held, channel=channel)
    return pass_through(now_held, transition, roles=roles, by=by, now=now, channel=channel, answers=answers)


def pass_through(
    ticket: Ticket,
    transition: str,
    *,
    roles: frozenset[str],
    by: Person,
    now: datetime,
    channel: str,
    answers: dict[str, Any],
) -> Ticket:
    """The gate itself, for a ticket that is locked already and somebody acting in these roles."""
    spec = lifecycle_of(ticket)
    step = _find(spec, transition, ticket)
    refused = who_refuses(step, roles)
    if refused:
        raise NotAllowed(refused)
    _refuse_phase(ticket, spec.statuses[step.to].phase)
    _refuse_condition(step, ticket)
    given = read_answers(step, answers)
    return _take(ticket, spec, transition, given, by=by, now=now, channel=channel)


def _find(spec: Spec, transition: str, ticket: Ticket) -> Transition:
    step = spec.transitions.get(transition)
    switched_off = None if step else spec_of(ticket.lifecycle_version_id).transitions.get(transition)
    if switched_off is not None:
        raise IllegalMove(not_used(switched_off.label))
    if step is None:
        sentence = _("The lifecycle “{lifecycle}” has no step “{step}”.")
        label = pick_lazy(spec.label.model_dump())
        raise IllegalMove(format_lazy(sentence, lifecycle=label, step=transition[:80]))
    if ticket.status not in spec.sources[transition]:
        raise IllegalMove(_not_from_here(spec, transition, ticket))
    return step


def _not_from_here(spec: Spec, transition: str, ticket: Ticket) -> Any:
    step = spec.transitions[transition]
    here = pick_lazy(spec.statuses[ticket.status].label.model_dump())
    if step.to == ticket.status:
        last = last_change(ticket)
        sentence = _("It is already in “{status}”. {deed}")
        return format_lazy(sentence, status=here, deed=last.sentence if last else "")
    sources = [spec.statuses[name].label for name in spec.sources[transition]]
    if step.to in {way.to for way in spec.leaving(ticket.status).values()}:
        sentence = _("“{step}” starts from {sources}, but {reference} is in “{status}”.")
        return format_lazy(
            sentence,
            step=pick_lazy(step.label.model_dump()),
            sources=format_lazy(
                ", ".join(["“{}”"] * len(sources)), *[pick_lazy(one.model_dump()) for one in sources]
            ),
            reference=ticket.reference,
            status=here,
        )
    return no_way(spec, ticket.status, step.to)


def _refuse_phase(ticket: Ticket, phase: Phase) -> None:
    """A lifecycle that was drawn before the phases became what they are now stops here, not half-way."""
    if not may_follow(ticket.phase, phase):
        sentence = _("A ticket can't go from the phase {source} to the phase {target}.")
        raise IllegalMove(format_lazy(sentence, source=ticket.get_phase_display(), target=phase.label))


def _refuse_condition(step: Transition, ticket: Ticket) -> None:
    rule = rule_of(step)
    if rule is None:
        return
    refused = when_refuses(step, facts_of([ticket], rule.names)[ticket.pk])
    if refused:
        raise IllegalMove(format_lazy(_("This isn't possible yet: {reason}"), reason=refused))


def _take(
    ticket: Ticket, spec: Spec, name: str, given: Given, *, by: Person, now: datetime, channel: str
) -> Ticket:
    step, was = spec.transitions[name], ticket.status
    data = moved_data(spec, name, was, given)
    enter(ticket, spec.statuses[step.to].phase, now=now)
    ticket.status, ticket.status_since = step.to, now
    if ticket.phase == Phase.ACTIVE:
        ticket.resolution = ""
    ticket.resolution = given.get("resolution") or ticket.resolution
    missed = clocks.follow(ticket, now=now)
    bump(ticket, *MOVED, now=now)
    event = record(
        "ticket.moved", ticket, by=by, now=now, channel=channel, data={**data, "revision": ticket.revision}
    )
    clocks.tell_missed(ticket, missed, now=now, cause=event)
    _carry_out(ticket, given, by=by, now=now, channel=channel, cause=event)
    return ticket


def moved_data(spec: Spec, name: str, was: str, given: Given) -> dict[str, Any]:
    """What the journal keeps of a move, readable without the lifecycle."""
    step = spec.transitions[name]
    before, after = spec.statuses[was], spec.statuses[step.to]
    return {
        "transition": name,
        "label": as_stored(step.label),
        "from": as_stored(before.label),
        "to": as_stored(after.label),
        "from_status": was,
        "to_status": step.to,
        "from_phase": before.phase,
        "to_phase": after.phase,
        "answers": given.sheet,
    }


def _carry_out(
    ticket: Ticket, given: Given, *, by: Person, now: datetime, channel: str, cause: Event
) -> None:
    """What the well-known answers ask for beyond being written down."""
    team, assignee = given.get("team"), given.get("assignee")
    if team or assignee:
        hand_over(ticket, team=team, assignee=assignee, by=by, now=now, channel=channel, cause=cause)
    if given.get("message"):
        say(ticket, given.get("message"), by=by, now=now, channel=channel, cause=cause)
