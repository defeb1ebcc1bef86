"""Three hundred tickets with believable pasts, each lived through the deeds that people would have done."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from catalog.actions import order
from catalog.models import ServiceVersion
from cmdb.models import Item
from people.models import Person, Team
from servicedesk.demo import days
from servicedesk.demo.papers import paper
from tickets import actions
from tickets.models import Ticket

SEED = 20260
COUNT = 300
# How much of a history is told by its age in days: the older, the more is settled.
FRESH, RECENT = 2, 9


@dataclass
class Told:
    """What one story needs: who asks, what is asked, what came of it."""

    service: str
    language: str
    story: dict[str, Any]
    who: list[str] = field(default_factory=list)


def stories(entries: list[dict[str, Any]]) -> list[Told]:
    return [
        Told(entry["service"], entry["language"], story, entry.get("who", []))
        for entry in entries
        for story in entry["stories"]
    ]


class Teller:
    """Tells stories about the people of the demo company, always the same ones."""

    def __init__(
        self, people: dict[str, Person], versions: dict[str, ServiceVersion], *, now: datetime
    ) -> None:
        self.people, self.versions, self.now = people, versions, now
        self.chance = random.Random(SEED)  # noqa: S311 - the demo must come out the same each time
        self.askers = {language: cycle(self._askers(language)) for language in Person.Language.values}
        self.hands: dict[int, Iterator[Person]] = {}

    def tell(self, entries: list[dict[str, Any]], count: int = COUNT) -> list[Ticket]:
        """Lives `count` histories, oldest first."""
        told = stories(entries)
        faults = [one for one in told if one.service == "report-a-fault"]
        rest = [one for one in told if one.service != "report-a-fault"]
        self.chance.shuffle(faults)
        self.chance.shuffle(rest)
        sources = cycle([cycle(faults), cycle(rest)])
        return [
            self.live(next(next(sources)), opened)
            for opened in days.openings(count, now=self.now, chance=self.chance)
        ]

    def live(self, told: Told, opened: datetime) -> Ticket:
        asker = self._asker(told)
        answers = self._answers(told, asker, opened)
        version = self.versions[told.service]
        ticket = order(version, by=asker, answers=answers, now=opened, channel="portal")
        moments = days.steps(opened, now=self.now, chance=self.chance)
        age = (self.now - opened).days
        if self._lies_untouched(age):
            return ticket
        return Fulfilment(self, told, ticket, asker, moments, age).carry_out()

    def _lies_untouched(self, age: int) -> bool:
        return age <= FRESH and self.chance.random() < 0.5

    def hand(self, ticket: Ticket) -> Person:
        """The next member of the ticket's team, in turn."""
        team: Team = ticket.team
        if team.pk not in self.hands:
            members = team.members.filter(memberships__is_lead=False, memberships__team=team).order_by("pk")
            self.hands[team.pk] = cycle(list(members) or list(team.members.order_by("pk")))
        return next(self.hands[team.pk])

    def _askers(self, language: str) -> list[Person]:
        askers = [one for one in self.people.values() if one.language == language and one.username != "admin"]
        first = [one for one in askers if one.username in ("employee", "employee-zh", "manager")]
        mixed = askers + first * 3
        self.chance.shuffle(mixed)
        return mixed

    def _asker(self, told: Told) -> Person:
        if told.who:
            return self.people[self.chance.choice(told.who)]
        return next(self.askers[told.language])

    def _answers(self, told: Told, asker: Person, opened: datetime) -> dict[str, Any]:
        story = told.story
        answers = {name: dated(value, opened) for name, value in story["answers"].items()}
        mine = {"@me": asker.pk, "@department": asker.department.slug}
        answers = {
            name: mine.get(value, value) if isinstance(value, str) else value
            for name, value in answers.items()
        }
        if "device" in story:
            answers["device"] = own(asker, story["device"])
        for name, kind in story.get("device_answer", {}).items():
            answers[name] = own(asker, kind)
        if told.service == "submit-a-change":
            starts = opened + timedelta(days=self.chance.randint(6, 15))
            answers["items"] = story["item_tags"]
            answers["starts_at"] = starts.replace(hour=19, minute=0, second=0).isoformat()
            ends = starts.replace(hour=19, minute=0, second=0) + timedelta(hours=story["hours"])
            answers["ends_at"] = ends.isoformat()
        if told.service == "salary-review":
            answers["who"] = asker.reports.order_by("pk").first().pk
        if "file" in story:
            file = paper(f"{story['file']}.pdf", str(answers.get("partner", "")))
            answers[story["file"]] = [str(actions.upload(file, by=asker, now=opened).uid)]
        return answers


def own(person: Person, kind: str) -> str:
    """The inventory number of the person's device of that kind."""
    return Item.objects.devices_of(person).filter(type__slug=kind).values_list("tag", flat=True)[0]


def dated(value: Any, opened: datetime) -> Any:
    """An answer with "+3" or "-2T09:00" turned into a day or a moment beside the day of the order."""
    if isinstance(value, list):
        return [dated(one, opened) for one in value]
    if isinstance(value, dict):
        return {name: dated(one, opened) for name, one in value.items()}
    if not isinstance(value, str) or value[:1] not in "+-" or not value[1:2].isdigit():
        return value
    offset, _t, time = value.partition("T")
    day: date = opened.date() + timedelta(days=int(offset))
    return f"{day.isoformat()}T{time}:00{opened.strftime('%z')}" if time else day.isoformat()


@dataclass
class Fulfilment:
    """The work on one ticket, step by step, until the story or the present ends it."""

    teller: Teller
    told: Told
    ticket: Ticket
    asker: Person
    moments: Iterator[datetime]
    age: int

    def carry_out(self) -> Ticket:
        self.agent = self.teller.hand(self.ticket)
        actions.assign(self.ticket, to=self.agent, by=self.agent, now=next(self.moments))
        self._concern()
        if self.told.service == "submit-a-change":
            return self._change()
        self._move("start", "accept")
        chance = self.teller.chance
        if self.age <= RECENT and chance.random() < 0.25:
            return self._pause()
        self._talk()
        if "note" in self.told.story:
            self._say(self.agent, self.told.story["note"], internal=True)
        if self.age <= RECENT and chance.random() < 0.45:
            return self.ticket
        if chance.random() < 0.04:
            return self._move("decline", "withdraw", reason=self._reason())
        self._move("resolve", "fulfil", resolution=self.told.story.get("resolution", "Done."))
        if self.age > FRESH + 1 and chance.random() < 0.06:
            self._move("reopen", by=self.asker, reason=self._again())
            self._move("resolve", "fulfil", resolution=self.told.story.get("resolution", "Done."))
        if self.age > RECENT or chance.random() < 0.4:
            self._move("close", by=self.asker)
        return self.ticket

    def _change(self) -> Ticket:
        lead = self.ticket.department.head
        for step, person, answers in (
            ("assess", self.agent, {}),
            ("request_authorization", self.agent, {}),
            ("authorize", lead, {}),
            ("implement", self.agent, {}),
            ("complete", self.agent, {}),
            ("close", lead, {}),
        )[: max(1, min(6, self.age // 3))]:
            self._step(step, person, answers)
        return self.ticket

    def _concern(self) -> None:
        for tag in self.told.story.get("items", ()):
            actions.add_item(self.ticket, Item.objects.get(tag=tag), by=self.agent, now=next(self.moments))

    def _talk(self) -> None:
        for number, text in enumerate(self.told.story.get("talk", ())):
            self._say(self.asker if number % 2 else self.agent, text)

    def _say(self, person: Person, text: str, *, internal: bool = False) -> None:
        actions.comment(self.ticket, text, by=person, now=next(self.moments), internal=internal)

    def _pause(self) -> Ticket:
        question = "您能再详细说明一下吗？" if self._chinese else "Could you tell us a little more, please?"
        return self._move("ask_requester", message=question)

    @property
    def _chinese(self) -> bool:
        return self.told.language.startswith("zh")

    def _reason(self) -> str:
        return "已通过其他方式解决。" if self._chinese else "Solved in another way, as agreed."

    def _again(self) -> str:
        return "问题又出现了。" if self._chinese else "It is back again this morning."

    def _move(self, *names: str, by: Person | None = None, **answers: Any) -> Ticket:
        """Takes the first of these steps that the ticket's lifecycle offers from here."""
        person = by or self.agent
        legal = {one.name for one in actions.legal_moves(self.ticket, person, now=self.teller.now)}
        for name in names:
            if name in legal:
                return self._step(name, person, answers)
        return self.ticket

    def _step(self, name: str, person: Person, answers: dict[str, Any]) -> Ticket:
        moves = actions.legal_moves(self.ticket, person, now=self.teller.now)
        asked = {question.name: question for move in moves if move.name == name for question in move.ask}
        given = {key: value for key, value in answers.items() if key in asked}
        moment = next(self.moments)
        given |= {key: filler(one, moment) for key, one in asked.items() if one.required and key not in given}
        self.ticket = actions.move(self.ticket, name, by=person, now=moment, **given)
        return self.ticket


def filler(question: Any, moment: datetime) -> Any:
    """A plain answer to something a step asks for and the story doesn't tell."""
    if question.kind == "choice":
        return question.choices[0].value
    if question.kind == "yesno":
        return True
    if question.kind == "date":
        return moment.date().isoformat()
    return "As described in the change: plan, way back and tests were followed."
