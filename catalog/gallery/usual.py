"""What most would choose when they take a service: the team, the service level, the currency."""

from catalog.gallery.reading import Entry
from people.models import Department, Site, Team
from tickets.models import ServiceLevel

CURRENCIES = ("EUR", "USD", "CNY", "GBP", "CHF", "HKD", "INR", "JPY", "SEK", "SGD")
OF_ZONES = {
    "America/": "USD",
    "Asia/Hong_Kong": "HKD",
    "Asia/Kolkata": "INR",
    "Asia/Shanghai": "CNY",
    "Asia/Singapore": "SGD",
    "Asia/Tokyo": "JPY",
    "Europe/London": "GBP",
    "Europe/Stockholm": "SEK",
    "Europe/Zurich": "CHF",
}


def usual_team(department: Department) -> Team | None:
    """The department's service desk, else its first team."""
    return department.teams.order_by("-is_service_desk", "pk").first()


def usual_level(one: Entry) -> ServiceLevel | None:
    """The service level whose time is nearest to what is usual; for something broken one that is made for that."""
    levels = list(ServiceLevel.objects.order_by("pk"))
    made_for = [level for level in levels if level.for_incidents == (one.spec.kind == "incident")]
    return min(made_for or levels, key=lambda level: abs(_minutes(level) - one.within * 60), default=None)


def _minutes(level: ServiceLevel) -> int:
    """Until the resolution, of an ordinary case."""
    target = level.targets.get("3") or level.targets.get("default") or {}
    return int(target.get("resolution") or 0)


def usual_currency() -> str:
    """By where the company's first site is."""
    zone = Site.objects.order_by("pk").values_list("time_zone", flat=True).first() or ""
    return next((currency for start, currency in OF_ZONES.items() if zone.startswith(start)), "EUR")
