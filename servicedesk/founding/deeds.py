"""What the pages do: settle the company, open departments, put services before people."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog import gallery, publishing
from catalog.models import ServiceVersion
from journal.actions import later
from journal.refusals import NotAllowed
from people import actions
from people.models import Department, Person, Site, Team, WorkingCalendar
from servicedesk.founding.presets import PROMISES, Preset
from tickets.actions import set_service_level
from tickets.models import ServiceLevel


def one_at_a_time(by: Person) -> None:
    """Waits until nothing else that the person founds is under way; called in a transaction."""
    Person.objects.select_for_update().get(pk=by.pk)


@transaction.atomic
def settle_company(said: Mapping[str, Any], *, by: Person, now: datetime) -> Site:
    """The company's first site with its working calendar, and the usual service levels where there are none.

    Said again, it changes site and calendar; service levels are left to whoever has worked on them since.
    Raises `Invalid` beside the fields, `NotAllowed`.
    """
    one_at_a_time(by)
    deed = {"by": by, "now": now}
    span = [[_clock(said["opens"]), _clock(said["closes"])]]
    names = {"name": said["name"], "name_zh": said["name_zh"]}
    site = first_site()
    calendar = site.calendar if site else None
    told = (sorted(said["days"]), _clock(said["opens"]), _clock(said["closes"]))
    is_known = calendar is not None and told == day_of(calendar)  # lunch breaks and the like stay then
    worked = calendar.hours if calendar and is_known else dict.fromkeys(said["days"], span)
    hours = {"hours": worked, "holidays": said["holidays"]}
    if calendar is None:
        named = {"name": "Office hours", "name_zh": "办公时间"}
        slug = _free("office-hours", WorkingCalendar)
        calendar = actions.add_calendar(slug=slug, **named, time_zone=said["time_zone"], **hours, **deed)
    else:
        actions.change_calendar(calendar, time_zone=said["time_zone"], **hours, **deed)
    if site is None:
        slug = _free(slugify(said["name"])[:50] or "company", Site)
        site = actions.add_site(slug=slug, **names, time_zone=said["time_zone"], calendar=calendar, **deed)
    else:
        actions.change_site(site, **names, time_zone=said["time_zone"], calendar=calendar, **deed)
    if by.site_id is None:
        actions.change_person(by, site=site, **deed)
    actions.change_own_settings(by, language=said["language"], **deed)
    _promise(calendar, minutes=_minutes(said["opens"], said["closes"]), by=by, now=now)
    return site


def first_site() -> Site | None:
    return Site.objects.select_related("calendar").order_by("pk").first()


def day_of(calendar: WorkingCalendar) -> tuple[list[str], str, str] | None:
    """Its working days, and when the first of them begins and ends; None where nobody works."""
    days = {day: spans for day, spans in calendar.hours.items() if spans}
    spans = next(iter(days.values()), None)
    return (sorted(days), spans[0][0], spans[-1][1]) if spans else None


def _promise(calendar: WorkingCalendar, *, minutes: int, by: Person, now: datetime) -> None:
    """The usual service levels, in days of the company's own length."""
    if ServiceLevel.objects.exists():
        return
    for one in PROMISES:
        targets = {
            priority: {"response": round(first * minutes), "resolution": round(done * minutes)}
            for priority, (first, done) in one.days.items()
        }
        set_service_level(
            one.slug,
            name=one.name["en"],
            name_zh=one.name["zh"],
            calendar=calendar,
            targets=targets,
            for_incidents=one.for_incidents,
            by=by,
            now=now,
        )


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


def _minutes(opens: time, closes: time) -> int:
    return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute


def _free(slug: str, model: Any) -> str:
    found, number = slug, 2
    while model.objects.filter(slug=found).exists():
        found, number = f"{slug}-{number}", number + 1
    return found


def is_open_already(preset: Preset, name: str) -> bool:
    """Whether the department was opened before: the usual one, or another of this name."""
    if preset.area == "other":
        return Department.objects.filter(name=name).exists()
    return Department.objects.filter(slug=preset.area).exists()


@transaction.atomic
def open_department(
    preset: Preset, said: Mapping[str, Any], *, language: str, by: Person, now: datetime
) -> Department:
    """A department with a team and somebody who leads both and publishes its services.

    Without a mail address that is the one who does this. A new colleague gets an account and a mail with the
    way to a password. Raises `Invalid`, `NotAllowed`.
    """
    deed = {"by": by, "now": now}
    slug = preset.area if preset.area != "other" else slugify(said["name"])[:50] or "department"
    lead = _lead(said, language=language, by=by, now=now)
    department = actions.add_department(
        slug=_free(slug, Department),
        name=said["name"],
        name_zh=said["name_zh"],
        icon=preset.icon,
        confidential=preset.confidential,
        head=lead,
        **deed,
    )
    team = actions.add_team(
        slug=_free(slugify(said["team"])[:50] or f"{slug}-team", Team),
        name=said["team"],
        name_zh=said["team_zh"],
        department=department,
        is_service_desk=preset.is_service_desk,
        **deed,
    )
    actions.join_team(lead, team, is_lead=True, **deed)
    if lead != by:
        for role in ("lead", "owner"):
            actions.give_role(lead, role, department, **deed)
    if lead.department_id is None:
        actions.change_person(lead, department=department, **deed)
    return department


def _lead(said: Mapping[str, Any], *, language: str, by: Person, now: datetime) -> Person:
    mail = said["lead_mail"].strip()
    if not mail:
        return by
    known = Person.objects.active().filter(email__iexact=mail).first()
    if known is not None:
        return known
    base = slugify(mail.partition("@")[0].replace(".", "-"))[:60] or "lead"
    username, number = base, 2
    while Person.objects.filter(username=username).exists():
        username, number = f"{base}-{number}", number + 1
    person = actions.add_person(
        username,
        name=said["lead_name"].strip() or mail,
        email=mail,
        site=first_site(),
        language=language,
        by=by,
        now=now,
    )
    later(
        "people.mail_new_password",
        subject=f"people.person:{person.pk}",
        key=f"{person.pk}:{now.isoformat()}",
        payload={"person": person.pk, "welcome": True},
        now=now,
    )
    return person


@transaction.atomic
def offer(
    chosen: Iterable[tuple[gallery.Entry, gallery.Setting]], *, by: Person, now: datetime
) -> list[ServiceVersion]:
    """Takes services from the gallery and publishes them, all or none. Raises `CannotPublish`, `NotAllowed`."""
    if not by.is_admin:
        raise NotAllowed(_("Only an administrator may do that. Ask one of your administrators."))
    pages = gallery.take_all(chosen, by=by)
    return [publishing.publish(page, by=by, now=now) for page in pages]
