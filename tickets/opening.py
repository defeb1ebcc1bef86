"""An incident without a form: by hand at the desk, by a program, later by mail."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cmdb.models import Item
from journal.refusals import Invalid, NotAllowed
from people.models import Person, Team
from tickets.actions import open_ticket
from tickets.models import Attachment, ServiceLevel, Ticket


def open_incident(
    *,
    subject: str,
    by: Person,
    now: datetime,
    description: str = "",
    requester: str | None = None,
    team: str | None = None,
    impact: int = 3,
    urgency: int = 3,
    items: Iterable[str] = (),
    attachments: Iterable[Attachment] = (),
    channel: str = "web",
) -> Ticket:
    """Opens an incident for oneself, or, by somebody who works tickets, for somebody else.

    `requester` is a user name, `team` a slug (the service desk by default), `items` inventory numbers of
    things the opener may see. Raises `Invalid` beside the field, `NotAllowed`.
    """
    taken_by = _team(team)
    return open_ticket(
        kind="incident",
        lifecycle="incident",
        subject=subject,
        description=description,
        requester=_requester(requester, by),
        by=by,
        now=now,
        department=taken_by.department,
        team=taken_by,
        impact=impact,
        urgency=urgency,
        items=_items(items, by),
        attachments=attachments,
        service_level=ServiceLevel.objects.filter(for_incidents=True).first(),
        channel=channel,
    )


def _requester(username: str | None, by: Person) -> Person:
    if username is None or username == by.username:
        return by
    if not by.is_agent:
        raise NotAllowed(_("Only people who work tickets open one for somebody else."))
    found = Person.objects.visible_to(by).filter(username=username).first()
    if found is None:
        raise _unknown("requester", username)
    return found


def _team(slug: str | None) -> Team:
    teams = Team.objects.select_related("department")
    if slug:
        found = teams.filter(slug=slug).first()
        if found is None:
            raise _unknown("team", slug)
        return found
    found = teams.filter(is_service_desk=True).order_by("pk").first()
    if found is None:
        sentence = _("Say which team takes it: no team is the service desk yet.")
        raise Invalid(sentence, errors={"team": [sentence]})
    return found


def _items(tags: Iterable[str], by: Person) -> list[Item]:
    tags = list(dict.fromkeys(tags))
    found = {item.tag: item for item in Item.objects.visible_to(by).filter(tag__in=tags)} if tags else {}
    for tag in tags:
        if tag not in found:
            raise _unknown("items", tag)
    return [found[tag] for tag in tags]


def _unknown(field: str, name: str) -> Invalid:
    sentence = format_lazy(_("There is no “{name}”, or it is not for you."), name=name[:80])
    return Invalid(sentence, errors={field: [sentence]})
