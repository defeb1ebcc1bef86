"""The demo company, loaded through the deeds. Again, it adds what is missing and changes nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

import catalog.demo
import cmdb.demo
import knowledge.demo
import people.demo
import tickets.demo
from catalog.models import Service
from catalog.tasks import measure
from journal.actions import record
from journal.models import Delivery, Event
from people.models import Department, Person
from servicedesk.demo import processes, verdicts
from servicedesk.demo.devices import devices
from servicedesk.demo.files import read
from servicedesk.demo.histories import COUNT, Teller

# The company has lived longer than its tickets.
FOUNDED = timedelta(days=90)
# Nobody is told of what happened longer ago than this.
NEWS = timedelta(days=2)


def load_company(*, now: datetime, count: int = COUNT, say: Callable[[str], Any] = print) -> None:
    """Loads everything; each part in a transaction of its own; a stopped load goes on where it was."""
    load_catalogue(now=now, say=say)
    machine = Person.objects.machine()
    say(f"{count} tickets and what happened to them …")
    tell_histories(machine, now=now, count=count)


def load_catalogue(*, now: datetime, say: Callable[[str], Any] = print) -> None:
    """Loads the company before anybody asked for anything: people, items, answers and services."""
    machine = Person.objects.machine()
    founded = now - FOUNDED
    company = read("company")
    say("People, departments, teams …")
    people.demo.load(company, by=machine, now=founded, password=people.demo.PASSWORD)
    tickets.demo.load(company["service_levels"], by=machine, now=founded)
    say("Configuration items …")
    cmdb.demo.load(_items(company), by=machine, now=founded)
    say("Knowledge …")
    knowledge.demo.load(read("articles"), by=machine, now=founded)
    say("Processes …")
    processes.publish(read("processes")["processes"], by=machine, now=founded)
    say("Services …")
    catalog.demo.load(
        [*read("services"), *processes.services(read("processes")["services"])], by=machine, now=founded
    )


def _items(company: dict[str, Any]) -> dict[str, Any]:
    data = read("items")
    items = [*data["items"], *devices(company["people"], data["devices"])]
    return {**data, "items": items}


@transaction.atomic
def tell_histories(machine: Person, *, now: datetime, count: int) -> None:
    """The tickets, all or none; once told, never again."""
    if Event.objects.filter(verb="demo.told").exists():
        return
    people = {
        one.username: one
        for one in Person.objects.exclude(pk=machine.pk).select_related("department", "site")
    }
    versions = {one.slug: one.current for one in Service.objects.select_related("current")}
    Teller(people, processes.without(versions), now=now).tell(read("stories"), count)
    processes.send_on_their_way(read("processes")["orders"], versions, now=now)
    verdicts.rate(now=now)
    verdicts.announce(machine, now=now)
    verdicts.control(machine, now=now)
    measure(now=now)
    Delivery.objects.filter(created_at__lt=now - NEWS).delete()
    record("demo.told", Department.objects.order_by("pk").first(), by=machine, now=now, channel="machine")
