"""The processes of the demo company, and requests that are on their way through them."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from catalog import gallery as catalog_gallery
from catalog.actions import order
from catalog.gallery import Setting
from catalog.models import ServiceVersion
from people.models import Department, Person, Team
from processes import gallery
from processes.actions import publish_process
from servicedesk.demo.histories import dated
from tickets import actions
from tickets.models import Assignment, ServiceLevel, Task, Ticket

PLACES = {"department": Department, "team": Team}
STEP = timedelta(hours=1)  # between two things people do
NOTES = {
    "approve": {"en": "Fine with me.", "zh-hans": "同意。"},
    "return": {"en": "Which of your two desks is it for?", "zh-hans": "请说明是哪个工位。"},
}


def publish(entries: Iterable[Mapping[str, Any]], *, by: Person, now: datetime) -> None:
    """Publishes each process that is new or differs; publishing again changes nothing."""
    for entry in entries:
        one = gallery.entry(entry["slug"])
        department = Department.objects.get(slug=entry["department"]) if "department" in entry else None
        publish_process(
            entry["slug"], one.names, _as_here(one.xml, entry), department=department, by=by, now=now
        )


def _as_here(xml: str, entry: Mapping[str, Any]) -> str:
    """The gallery's diagram with the answers and amounts of this company."""
    for old, new in entry.get("reads", {}).items():
        xml = xml.replace(escape(f">{old} >"), escape(f">{new} >")).replace(f">{old} &gt;", f">{new} &gt;")
    for old, new in entry.get("above", {}).items():
        xml = xml.replace(f"&gt; {old}<", f"&gt; {new}<")
    return xml


def services(entries: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """Services out of the catalog's gallery that show a process."""
    for entry in entries:
        department, team = (model.objects.get(slug=entry[name]) for name, model in PLACES.items())
        level = ServiceLevel.objects.get(slug=entry["service_level"])
        spec = catalog_gallery.entry(entry["service"]).spec_for(Setting(department, team, level, "EUR"))
        yield {**spec.as_json(), "process": entry["process"]}


def without(versions: Mapping[str, ServiceVersion]) -> dict[str, ServiceVersion]:
    """The same versions as they were before they had processes: the company's past was lived by hand."""
    return {slug: _by_hand(version) for slug, version in versions.items()}


def _by_hand(version: ServiceVersion) -> ServiceVersion:
    before = copy(version)
    before.spec, before.digest = {**version.spec, "process": ""}, f"{version.digest} by hand"
    return before


def send_on_their_way(
    entries: Iterable[Mapping[str, Any]], versions: Mapping[str, ServiceVersion], *, now: datetime
) -> list[Ticket]:
    """Orders that people have begun to decide and to work on."""
    people = {one.username: one for one in Person.objects.active()}
    return [_send(entry, versions[entry["service"]], people, now) for entry in entries]


def _send(
    entry: Mapping[str, Any], version: ServiceVersion, people: Mapping[str, Person], now: datetime
) -> Ticket:
    opened = now - timedelta(hours=entry["ago"])
    by = people[entry["by"]]
    answers = {name: dated(value, opened) for name, value in entry["answers"].items()}
    ticket = order(version, by=by, answers=answers, now=opened, channel="portal")
    moment = opened
    for name, said in entry.get("moves", {}).items():
        moment += STEP
        ticket = actions.move(ticket, name, by=_hand(ticket), now=moment, **said)
    for deed in entry.get("then", ()):
        moment += STEP
        _do(ticket, deed, moment)
    return ticket


def _do(ticket: Ticket, deed: str, moment: datetime) -> None:
    """What the first who has something to do does: decides it, or finishes the work with its first answers."""
    task = Task.objects.filter(ticket=ticket, state=Task.State.OPEN).order_by("pk").first()
    part = Assignment.objects.filter(task=task, state=Assignment.State.WAITING).first()
    person = part.person if part else task.team.members.order_by("pk").first()
    if task.kind == Task.Kind.APPROVAL:
        comment = NOTES[deed].get(person.language, NOTES[deed]["en"])
        actions.decide(task, deed, by=person, now=moment, comment=comment)
        return
    if part is None:
        actions.claim_task(task, by=person, now=moment)
    answers = {ask["name"]: True for ask in task.asks if ask["kind"] == "yesno"}
    actions.finish_task(task, by=person, now=moment, answers=answers)


def _hand(ticket: Ticket) -> Person:
    return ticket.team.members.order_by("pk").first()
