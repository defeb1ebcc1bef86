"""A ticket is opened: numbered, prioritised, promised, indexed, recorded, in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cmdb.models import Item
from journal.actions import record
from journal.refusals import Invalid
from people.models import Department, Person, Team
from tickets import clocks, words
from tickets.actions._writing import LONG_TEXT, named, too_long
from tickets.actions.assigning import refuse_stranger
from tickets.actions.attaching import claim, name_files
from tickets.lifecycles import current, spec_of
from tickets.models import Attachment, Clock, Kind, LifecycleVersion, ServiceLevel, Ticket, TicketItem
from tickets.models.ticket import Level
from tickets.priorities import priority_of
from tickets.terms import keep
from tickets.wording import as_stored

SUBJECT = 200


@transaction.atomic
def open_ticket(
    *,
    kind: str,
    subject: str,
    requester: Person,
    by: Person,
    now: datetime,
    department: Department,
    team: Team | None = None,
    assignee: Person | None = None,
    description: str = "",
    impact: int = Level.LOW,
    urgency: int = Level.LOW,
    lifecycle: str = "request",
    service: str = "",
    service_name: dict[str, str] | None = None,
    service_version: int | None = None,
    answers: dict[str, Any] | None = None,
    sheet: list[dict[str, Any]] | None = None,
    items: Iterable[Item] = (),
    attachments: Iterable[Attachment] = (),
    service_level: ServiceLevel | None = None,
    terms: Mapping[str, Any] | None = None,
    whole: Ticket | None = None,
    channel: str = "portal",
) -> Ticket:
    """Opens a ticket in the first status of the lifecycle's newest version.

    The priority follows from impact and urgency. `attachments` are the requester's (or opener's) own
    uploads that belong to no ticket yet, `terms` what `tickets.terms.Agreed` reads. Of what is part of a `whole`
    the requester hears with the whole. Raises `Invalid` beside the field, `CannotAssign`.
    """
    subject, description = check_words(subject=subject, description=description)
    version = _version(lifecycle, kind)
    spec = spec_of(version.pk)
    ticket = Ticket(
        kind=kind,
        subject=subject,
        description=description,
        requester=requester,
        opened_by=by,
        department=department,
        team=team,
        assignee=assignee,
        lifecycle_version=version,
        status=spec.initial,
        status_since=now,
        impact=check_level("impact", impact),
        urgency=check_level("urgency", urgency),
        priority=priority_of(impact, urgency),
        service=service,
        service_name=service_name or {},
        service_version=service_version,
        answers=answers or {},
        sheet=sheet or [],
        terms=keep(terms),
        channel=channel,
        service_level=service_level,
        opened_at=now,
        updated_at=now,
    )
    refuse_stranger(ticket, assignee)
    started = clocks.new_clocks(ticket, now=now)
    ticket.save(force_insert=True)
    Clock.objects.bulk_create(started)
    TicketItem.objects.bulk_create([TicketItem(ticket=ticket, item=item) for item in dict.fromkeys(items)])
    if claim(attachments, ticket, by=by):
        name_files(ticket)
    words.index_ticket(ticket, replies=())
    data = {**_data(ticket, spec), "whole": whole.pk if whole else None}
    record("ticket.opened", ticket, by=by, now=now, channel=channel, data=data)
    return ticket


def check_words(*, subject: str, description: str) -> tuple[str, str]:
    """The two texts, trimmed; raises `Invalid` with every fault beside its field."""
    subject, description = (text.replace("\x00", "").strip() for text in (subject, description))
    errors: dict[str, list[Any]] = {}
    if not subject:
        errors["subject"] = [_("Please say in a few words what it is about.")]
    if len(subject) > SUBJECT:
        errors["subject"] = [too_long(len(subject), SUBJECT)]
    if len(description) > LONG_TEXT:
        errors["description"] = [too_long(len(description), LONG_TEXT)]
    if errors:
        raise Invalid(_("Please look at what is marked."), errors=errors)
    return subject, description


def check_level(name: str, level: Any) -> int:
    """The impact or urgency; raises `Invalid` for a value that doesn't exist."""
    if level in Level.values:
        return level
    sentence = _("Choose high, medium or low.")
    raise Invalid(sentence, errors={name: [sentence]})


def _version(lifecycle: str, kind: str) -> LifecycleVersion:
    if kind not in Kind.values:
        sentence = _("There is no such kind of ticket.")
        raise Invalid(sentence, errors={"kind": [sentence]})
    version = current(lifecycle)
    if spec_of(version.pk).kind != kind:
        sentence = _("This lifecycle is made for another kind of ticket.")
        raise Invalid(sentence, errors={"lifecycle": [sentence]})
    return version


def _data(ticket: Ticket, spec: Any) -> dict[str, Any]:
    return {
        "kind": ticket.kind,
        "status": as_stored(spec.statuses[ticket.status].label),
        "to_status": ticket.status,
        "to_phase": ticket.phase,
        "priority": ticket.priority,
        "service": ticket.service,
        "service_version": ticket.service_version,
        "requester": named(ticket.requester),
        "assignee": named(ticket.assignee),
        "team": {"id": ticket.team_id, **ticket.team.names} if ticket.team else None,
        "revision": ticket.revision,
    }
