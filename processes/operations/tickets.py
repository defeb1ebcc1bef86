"""Operations on the ticket itself: where it stands, who has it, what it says."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from processes.operations.registry import Doing, Failed, Field, operation
from tickets import actions
from tickets.models.ticket import Level
from tickets.terms import lifecycle_of
from tickets.transitions import named

LEVELS = tuple((str(value), label) for value, label in Level.choices)
CHANNEL = "process"


@operation(
    "move",
    _("Move the ticket"),
    Field("transition", "transition", _("Step of its lifecycle")),
    Field("resolution", "longtext", _("How it was solved"), required=False),
    Field("reason", "longtext", _("Why"), required=False),
    Field("message", "longtext", _("Message to the requester"), required=False),
)
def move(doing: Doing) -> None:
    """Takes the ticket through a step of its lifecycle, named by its name or its label."""
    spec = lifecycle_of(doing.ticket)
    name = named(spec, doing.inputs["transition"]) or doing.inputs["transition"]
    asked = {question.name for question in spec.transitions[name].ask} if name in spec.transitions else set()
    answers = {key: doing.inputs[key] for key in asked & {"resolution", "reason", "message"}}
    answers |= {key: doing.facts[key] for key in asked - answers.keys() if key in doing.facts}
    actions.move(doing.ticket, name, by=doing.by, now=doing.now, channel=CHANNEL, **answers)


@operation(
    "assign",
    _("Assign the ticket"),
    Field("team", "team", _("Team"), required=False),
    Field("person", "person", _("Person"), required=False),
)
def assign(doing: Doing) -> Mapping[str, Any]:
    """Gives the ticket to a team, or to a person of it."""
    team, person = doing.inputs["team"], doing.inputs["person"]
    if team is None and person is None:
        raise Failed("missing-input", _("Say to which team or person."))
    said = {"by": doing.by, "now": doing.now, "channel": CHANNEL}
    if person is None:
        actions.assign(doing.ticket, to=team, **said)
    else:
        actions.assign(doing.ticket, to=person, team=team, **said)
    return {}


@operation(
    "set-subject",
    _("Change the subject"),
    Field("subject", "text", _("Subject")),
)
def set_subject(doing: Doing) -> None:
    actions.change_facts(
        doing.ticket, subject=doing.inputs["subject"], by=doing.by, now=doing.now, channel=CHANNEL
    )


@operation(
    "set-priority",
    _("Judge the priority anew"),
    Field("impact", "choice", _("Impact"), required=False, choices=LEVELS),
    Field("urgency", "choice", _("Urgency"), required=False, choices=LEVELS),
    Field("reason", "longtext", _("Why")),
    gives=("ticket_priority",),
)
def set_priority(doing: Doing) -> None:
    impact, urgency = doing.inputs["impact"], doing.inputs["urgency"]
    actions.change_priority(
        doing.ticket,
        impact=int(impact) if impact else None,
        urgency=int(urgency) if urgency else None,
        reason=doing.inputs["reason"],
        by=doing.by,
        now=doing.now,
        channel=CHANNEL,
    )
