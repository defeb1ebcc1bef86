"""The questions of the table in README.md, asked of a running desk."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from django.core.management import call_command
from django.utils import timezone

from benchmarks.client import Answer, Caller, Figure, measure, measure_together, memory
from benchmarks.fill import fill
from people import tokens
from people.demo import PASSWORD
from people.models import Person
from tickets.models import Ticket

AGENT, EMPLOYEE = "technician", "employee"
ORDER = {"answers": {"purpose": "bank", "certificate_language": "en"}}
CLIENTS = 8


@dataclass
class Prepared:
    agent: str  # a token
    employee: str
    ticket: str  # a reference


def prepare(wanted: int) -> Prepared:
    """A migrated database with the demo company and that many tickets."""
    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0, stdout=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    now = timezone.now()
    fill(wanted, now=now)
    issue = {
        name: tokens.issue(Person.objects.get(username=name), "bench", now) for name in (AGENT, EMPLOYEE)
    }
    open_one = Ticket.objects.filter(is_open=True, department__slug="it").order_by("-pk").first()
    return Prepared(issue[AGENT], issue[EMPLOYEE], open_one.reference)


def ask_all(base: str, prepared: Prepared, pid: int, wanted: int) -> None:
    """Prints one table."""
    agent, employee = Caller(base), Caller(base)
    agent.sign_in(AGENT, PASSWORD)
    employee.sign_in(EMPLOYEE, PASSWORD)
    api = Caller(base, {"Authorization": f"Bearer {prepared.agent}"})
    buyer = Caller(base, {"Authorization": f"Bearer {prepared.employee}"})

    def page(caller: Caller, path: str) -> Callable[[], Answer]:
        return lambda: caller.ask("GET", path)

    figures = [
        measure("queue page, 50 rows", page(agent, "/desk/tickets/"), pid=pid),
        measure("board", page(agent, "/desk/board/"), pid=pid),
        measure("ticket page", page(agent, f"/desk/tickets/{prepared.ticket}/"), pid=pid),
        measure("my work", page(agent, "/desk/"), pid=pid),
        measure("portal home", page(employee, "/"), pid=pid),
        measure("search, rare words", page(agent, "/desk/tickets/?q=erp+session+expired"), pid=pid),
        measure("search, a common word", page(agent, "/desk/tickets/?q=laptop"), pid=pid),
        measure("list by API, 50", page(api, "/api/v1/tickets?limit=50"), pid=pid),
        measure("suggestions by API", page(buyer, "/api/v1/suggestions?q=laptop+stays+black"), pid=pid),
        measure("order a service by API", order(buyer), pid=pid, expect=201),
        measure("create a ticket by API", create(api), pid=pid, expect=201),
        measure("order through the form", order_form(employee), pid=pid, times=20, expect=302),
        measure_together(
            f"create by API, {CLIENTS} clients",
            [create(Caller(base, dict(api.headers))) for _number in range(CLIENTS)],
            pid=pid,
            times=40,
            expect=201,
        ),
    ]
    show(figures, wanted)
    print(f"\nMemory of all processes (PSS): {memory(pid):.0f} MB\n")


numbers = count(1)


def create(caller: Caller) -> Callable[[], Answer]:
    def work() -> Answer:
        subject = f"Measured ticket {next(numbers)}"
        return caller.post_json(
            "/api/v1/tickets", {"subject": subject, "description": "No network.", "impact": 2}
        )

    return work


def order(caller: Caller) -> Callable[[], Answer]:
    return lambda: caller.post_json("/api/v1/services/employment-certificate/orders", ORDER)


def order_form(caller: Caller) -> Callable[[], Answer]:
    """The employee opens the form and sends it; what is timed is the sending."""
    from urllib.parse import urlencode

    path = "/services/employment-certificate/"

    def work() -> Answer:
        text = caller.ask("GET", path).body.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
        body = urlencode({**hidden, **ORDER["answers"]}).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"{caller.base}{path}"}
        return caller.ask("POST", path, body, **form)

    return work


def show(figures: list[Figure], wanted: int) -> None:
    print(f"## {wanted:,} tickets\n")
    print("| work | median ms | fastest–slowest | processor ms | kB | a second |")
    print("|---|---|---|---|---|---|")
    for one in figures:
        print(
            f"| {one.name} | {one.median:.1f} | {one.fastest:.1f}–{one.slowest:.1f} "
            f"| {one.processor:.1f} | {one.size:.0f} | {one.per_second:.0f} |"
        )
    print(json.dumps({one.name: round(one.median, 2) for one in figures}))
