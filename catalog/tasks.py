"""What the catalog does when the clock says so."""

from collections import defaultdict
from datetime import datetime, timedelta
from math import ceil

from celery import shared_task
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from catalog import actions, register, scheduling
from catalog.models import Order, Popularity, Service
from catalog.promise import ENOUGH
from tickets.models import Clock

LATELY = timedelta(days=90)
SAMPLE = 500


@shared_task(ignore_result=True)
def measure_services() -> None:
    """Hourly: what is ordered by whom, and how long it really takes."""
    measure(now=timezone.now())


@shared_task(ignore_result=True)
def keep_schedules() -> None:
    """Every minute: publishes and retires what is due."""
    scheduling.keep(now=timezone.now())


@shared_task(ignore_result=True)
def keep_occasions() -> None:
    """Every minute: orders what the calendar says."""
    actions.keep_occasions(now=timezone.now())


@shared_task(ignore_result=True)
def forget_drafts() -> None:
    """Daily: ends drafts nobody came back to, and forgets what was removed from baskets."""
    now = timezone.now()
    actions.forget_removed(now=now)
    while actions.forget_drafts(now=now):
        pass


@shared_task(ignore_result=True)
def fill_register(service: int) -> None:
    """Once a service keeps a register: takes in all its orders."""
    register.fill(Service.objects.get(pk=service))


@shared_task(ignore_result=True)
def complete_registers() -> None:
    """Daily: takes in what a register lacks, should filling one have broken off."""
    for service in Service.objects.filter(has_register=True):
        register.fill(service, missing=True)


@transaction.atomic
def measure(*, now: datetime) -> None:
    """Counts the orders of the last 90 days by service and department, and how long the last tickets took."""
    since = now - LATELY
    rows = (
        Order.objects.filter(created_at__gte=since)
        .values_list("version__service", "ordered_for__department")
        .annotate(orders=Count("pk"))
        .order_by()
    )
    totals: dict[int, int] = defaultdict(int)
    theirs: dict[tuple[int, int], int] = defaultdict(int)
    for service, department, orders in rows:
        totals[service] += orders
        if department:
            theirs[service, department] += orders
    Popularity.objects.all().delete()
    Popularity.objects.bulk_create(
        Popularity(service_id=service, department_id=department, orders=orders)
        for (service, department), orders in theirs.items()
    )
    services = list(Service.objects.live())
    for service in services:
        service.orders = totals[service.pk]
        service.usual_minutes = usual_minutes(service.slug)
    Service.objects.bulk_update(services, ["orders", "usual_minutes"])


def usual_minutes(slug: str) -> int | None:
    """The working minutes within which nine of ten of the last tickets were resolved; None for too few."""
    clocks = Clock.objects.filter(
        kind=Clock.Kind.RESOLUTION,
        stopped_at__isnull=False,
        ticket__service=slug,
        ticket__resolved_at__isnull=False,
    )
    spent = sorted(clocks.order_by("-ticket").values_list("spent", flat=True)[:SAMPLE])
    return ceil(spent[ceil(len(spent) * 0.9) - 1]) if len(spent) >= ENOUGH else None
