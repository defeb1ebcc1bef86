"""What the people of the demo company thought of what came of their requests, and what they are told now."""

import random
from datetime import datetime, timedelta

from catalog import actions as catalog
from catalog.models import ServicePage
from people.models import Department, Person
from tickets import actions
from tickets.models import Ticket
from tickets.phases import Phase

SEED = 20261
ANSWERED = 0.4  # of those who are asked
SCORES = (5, 5, 5, 4, 4, 4, 3, 2, 1)
WORDS = {
    "en": {
        5: "Quick and friendly, thank you!",
        4: "",
        3: "It took a while.",
        2: "I had to ask twice.",
        1: "",
    },
    "zh-hans": {5: "又快又好，谢谢！", 4: "", 3: "等了比较久。", 2: "问了两次才有人回复。", 1: ""},
}


def rate(*, now: datetime) -> None:
    """Some requesters say how it went, soon after it was closed."""
    chance = random.Random(SEED)  # noqa: S311 - the demo must come out the same each time
    closed = Ticket.objects.filter(phase=Phase.CLOSED).select_related("requester").order_by("pk")
    for ticket in closed:
        if chance.random() > ANSWERED:
            continue
        score = chance.choice(SCORES)
        said = WORDS[ticket.requester.language][score] if chance.random() < 0.5 else ""
        when = min(now, ticket.closed_at + timedelta(hours=chance.randint(1, 20)))
        actions.rate(ticket, by=ticket.requester, score=score, comment=said, now=when, channel="mail")


def control(machine: Person, *, now: datetime) -> None:
    """One service that nothing is published of before compliance has signed it off."""
    catalog.control(ServicePage.objects.get(slug="salary-review"), by=machine, now=now)


def announce(machine: Person, *, now: datetime) -> None:
    """One announcement, so that everybody sees where they stand."""
    begins = (now + timedelta(days=5 - now.weekday() if now.weekday() < 5 else 7)).replace(
        hour=20, minute=0, second=0, microsecond=0
    )
    catalog.announce(
        by=machine,
        now=now,
        department=Department.objects.get(slug="it"),
        kind="maintenance",
        title=f"The ERP system rests on {begins:%d %b}, 20:00 to 23:00 UTC",
        title_zh=f"ERP 系统将于 {begins:%m-%d} 20:00–23:00（UTC）停机维护",
        text="We move it to new disks. Please save your work before.",
        text_zh="我们将迁移到新磁盘，请提前保存您的工作。",
        ends_at=begins + timedelta(hours=3),
    )
