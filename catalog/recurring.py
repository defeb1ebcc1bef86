"""When an occasion comes round again, in the local time people wrote down (RFC 5545's rules of recurrence)."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule
from django.utils import timezone

from catalog.models import Occasion

FREQUENCIES = {"daily": DAILY, "weekly": WEEKLY, "monthly": MONTHLY, "yearly": YEARLY}
SHORTEST = 28  # every month has that many days
MORNING = time(9)


def next_moment(occasion: Occasion, after: datetime) -> datetime | None:
    """The first moment later than `after` at which the schedule comes round; None for an event.

    A time of day that a change of the clocks leaves out is taken as soon as there is one; one that comes twice, the
    first time. The 31st is the last day of shorter months.
    """
    if occasion.kind != Occasion.Kind.SCHEDULE:
        return None
    zone = ZoneInfo(occasion.time_zone)
    local = after.astimezone(zone)
    begins = occasion.starts_on or local.date()
    rule = rrule(
        FREQUENCIES[occasion.frequency],
        interval=max(occasion.every, 1),
        dtstart=datetime.combine(begins, occasion.at or MORNING),
        **_days(occasion),
    )
    found = rule.after(max(local.replace(tzinfo=None), datetime.combine(begins, time.min)), inc=True)
    while found is not None:
        moment = _aware(found, zone)
        if moment > after:
            return moment
        found = rule.after(found)
    return None


def _days(occasion: Occasion) -> dict[str, object]:
    if occasion.frequency == "weekly" and occasion.weekdays:
        return {"byweekday": [day - 1 for day in occasion.weekdays]}
    if occasion.frequency == "monthly" and occasion.month_day:
        days = range(min(occasion.month_day, SHORTEST), occasion.month_day + 1)
        return {"bymonthday": list(days), "bysetpos": -1}
    return {}


def _aware(naive: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC; one inside the hour that is left out in spring comes out behind it."""
    return timezone.make_aware(naive, zone).astimezone(UTC)
