"""How each version of a service did: what publishers weigh before they write the next one."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from django.db.models import Avg, Count

from catalog.models import Draft, Order, Service
from tickets.models import Clock, Rating

ENOUGH = 3  # ratings, before their mean says nothing about a single person
SAMPLE = 2000  # of the latest resolved tickets of all versions


@dataclass(frozen=True)
class Figures:
    """Of one version. `usual` is the median working time to the resolution, in minutes; `satisfaction` the mean
    of `ratings` from 1 to 5. None where there is nothing to say."""

    orders: int = 0
    abandoned: int = 0
    usual: int | None = None
    satisfaction: float | None = None
    ratings: int = 0


def figures_of(service: Service) -> dict[int, Figures]:
    """The figures of each version that was ordered or begun, by its key; in four statements."""
    orders = dict(
        Order.objects.filter(version__service=service)
        .order_by()
        .values_list("version")
        .annotate(times=Count("pk"))
    )
    abandoned = dict(
        Draft.objects.filter(service=service, outcome=Draft.Outcome.ABANDONED)
        .order_by()
        .values_list("version")
        .annotate(times=Count("pk"))
    )
    usual, verdicts = _medians(service), _verdicts(service)
    return {
        version: Figures(
            orders.get(version, 0),
            abandoned.get(version, 0),
            usual.get(version),
            *verdicts.get(version, (None, 0)),
        )
        for version in {*orders, *abandoned, *usual, *verdicts}
    }


def _verdicts(service: Service) -> dict[int, tuple[float, int]]:
    rated = Rating.objects.filter(ticket__order__version__service=service).order_by()
    rows = rated.values_list("ticket__order__version").annotate(mean=Avg("score"), times=Count("pk"))
    return {version: (float(mean), times) for version, mean, times in rows if times >= ENOUGH}


def _medians(service: Service) -> dict[int, int]:
    clocks = Clock.objects.filter(
        kind=Clock.Kind.RESOLUTION,
        stopped_at__isnull=False,
        ticket__resolved_at__isnull=False,
        ticket__order__version__service=service,
    )
    spent: dict[int, list[float]] = defaultdict(list)
    for version, minutes in clocks.order_by("-ticket").values_list("ticket__order__version", "spent")[
        :SAMPLE
    ]:
        spent[version].append(float(minutes))
    return {version: round(median(minutes)) for version, minutes in spent.items()}
