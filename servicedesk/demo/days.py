"""When things happen in the demo company: in office hours, spread over two months, more of them lately."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PLACES = {"hamburg": "Europe/Berlin", "shanghai": "Asia/Shanghai", "dublin": "Europe/Dublin"}
SPAN = 63  # days
SATURDAY = 5


def openings(count: int, *, now: datetime, chance: random.Random) -> list[datetime]:
    """`count` moments of the last weeks, oldest first, on working days, none in the last ten minutes."""
    moments = []
    while len(moments) < count:
        back = chance.triangular(0, SPAN, 6)
        moment = at_work(now - timedelta(days=back), "hamburg", chance)
        if moment < now - timedelta(minutes=10) and moment.weekday() < SATURDAY:
            moments.append(moment)
    return sorted(moments)


def at_work(moment: datetime, site: str, chance: random.Random) -> datetime:
    """The same day at some minute between eight and five at the site."""
    local = moment.astimezone(ZoneInfo(PLACES.get(site, "Europe/Berlin")))
    return local.replace(
        hour=chance.randint(8, 16), minute=chance.randint(0, 59), second=chance.randint(0, 59)
    )


def steps(start: datetime, *, now: datetime, chance: random.Random) -> Iterator[datetime]:
    """Ever later moments of a history: minutes, hours, a night in between; never in the future."""
    moment = start
    while True:
        moment += timedelta(minutes=chance.choice([6, 12, 25, 40, 75, 130, 240, 900, 1500]))
        while moment.weekday() >= SATURDAY:
            moment += timedelta(days=1)
        yield min(moment, now)
