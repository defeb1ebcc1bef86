"""`python -m benchmarks.inside`: what the desk reckons by itself, timed without a server.

Impact: what breaks when an item of 100,000 with 300,000 relations stops, three levels deep, on the database that
the environment names. Deadlines: eight working hours ahead in a calendar with holidays.
"""

import os
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
ITEMS, RELATIONS, AT_ONCE = 100_000, 300_000, 5_000


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
    os.environ.setdefault("SERVICEDESK_DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    print(
        f"# {os.cpu_count()} cores, {connection.vendor}\n\n| work | median ms | fastest–slowest |\n|---|---|---|"
    )
    with transaction.atomic():
        show("impact of an item, three levels, 100,000 items", impact(), times=30)
        transaction.set_rollback(True)
    show("a deadline, eight working hours", deadline(), times=2_000)


def show(name: str, deed: Callable[[], object], *, times: int) -> None:
    deed()
    spent = sorted(seconds(deed) * 1000 for _time in range(times))
    print(f"| {name} | {median(spent):.3f} | {spent[0]:.3f}–{spent[-1]:.3f} |")


def seconds(deed: Callable[[], object]) -> float:
    began = perf_counter()
    deed()
    return perf_counter() - began


def impact() -> Callable[[], object]:
    """Asks of another item each time, as somebody who may see all of them."""
    from django.utils import timezone

    from cmdb.impact import what_breaks
    from cmdb.models import Item, ItemType, Relation, RelationType
    from people.models import Person

    chance, now = random.Random(7), timezone.now()
    kind = ItemType.objects.create(slug="measured", name="Measured")
    runs_on = RelationType.objects.create(
        slug="measured-on", name="runs on", inverse="runs", impact="backward"
    )
    items = Item.objects.bulk_create(
        (Item(type=kind, name=f"i{n}", tag=f"m{n}", created_at=now, updated_at=now) for n in range(ITEMS)),
        batch_size=AT_ONCE,
    )
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < RELATIONS:
        one, other = chance.sample(range(ITEMS), 2)
        pairs.add((items[one].pk, items[other].pk))
    Relation.objects.bulk_create(
        (Relation(type=runs_on, source_id=one, target_id=other) for one, other in pairs), batch_size=AT_ONCE
    )
    machine = Person.objects.machine()
    return lambda: what_breaks(chance.choice(items), person=machine)


def deadline() -> Callable[[], object]:
    from people.calendars import add_working
    from people.models import WorkingCalendar

    hours = {str(day): [["09:00", "17:00"]] for day in range(1, 6)}
    calendar = WorkingCalendar(slug="measured", time_zone="Asia/Shanghai", hours=hours, holidays="CN")
    start = datetime(2026, 3, 2, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
    return lambda: add_working(calendar, start, 480)


if __name__ == "__main__":
    main()
