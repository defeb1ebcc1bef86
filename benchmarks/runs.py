"""`python -m benchmarks.runs`: runs of a process begun and brought to their end, with everything kept in the database.

The database is the one the environment names (SQLite without one), in a data folder of its own; an empty one, please.
One process, start → approval → gateway → two tasks at once → join → end:

- *at the desk*: the ticket is moved into its status, the approver decides, two people finish their tasks, the end takes
  the ticket on: with events, outbox, tasks, parts, steps, history, every permission checked;
- *without people*: the same shape with timers in place of tasks: what runs, steps and timers cost by themselves;
- *the library used naively*: the specification inside each state, one row updated for each step, nothing else kept.

With one worker and with two at the same time. Then a run that goes round and round: its first steps and its last.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.engine import APPROVAL, NAMESPACE

ROOT = Path(__file__).resolve().parent.parent
OWN = 'xmlns:desk="urn:servicedesk:bpmn"'
WAYS = {"desk": "at the desk", "clock": "without people", "naive": "the library used naively"}
STEPS = 3  # tasks, or timers, of one run


def main() -> None:
    options = parse()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
    if options.data_dir:
        os.environ["SERVICEDESK_DATA_DIR"] = options.data_dir
    os.environ.setdefault("SERVICEDESK_DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    if options.way:
        print(json.dumps(work(options.way, options.runs, options.begin)), flush=True)
        return
    prepare()
    from django.db import connection

    print(f"# {os.cpu_count()} cores, {connection.vendor}\n")
    print("| | workers | runs a second | ms a run | ms a step |\n|---|---|---|---|---|")
    for way, label in WAYS.items():
        for workers in (1, 2):
            spent = together(way, workers, options.runs)
            number = workers * options.runs
            each = spent / options.runs * 1000
            print(f"| {label} | {workers} | {number / spent:.0f} | {each:.1f} | {each / STEPS:.1f} |")
    by_age(options.rounds)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runs", description=__doc__)
    parser.add_argument("--runs", type=int, default=150, help="for each worker")
    parser.add_argument("--rounds", type=int, default=300, help="of the run that goes round")
    parser.add_argument("--way", default="", help=argparse.SUPPRESS)
    parser.add_argument("--begin", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--data-dir", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def prepare() -> None:
    """A migrated database with a small company and the processes that are measured."""
    from django.core.management import call_command
    from django.db import connection

    from processes.actions import publish_process
    from tests.cast import NOW, build_company

    call_command("migrate", verbosity=0)
    company = build_company()
    said = {"department": company.it, "by": company.machine, "now": NOW}
    for slug, content in (("desk", at_desk()), ("clock", by_clock()), ("round", going_round())):
        publish_process(slug, {"en": slug, "zh": ""}, content, **said)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_runs (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")
    connection.close()


def together(way: str, workers: int, runs: int) -> float:
    """Seconds from the first run's start to the last one's end, so many workers at once."""
    data = os.environ["SERVICEDESK_DATA_DIR"]
    command = [sys.executable, "-m", "benchmarks.runs", "--way", way, "--runs", str(runs), "--data-dir", data]
    begun = [
        subprocess.Popen(
            [*command, "--begin", str(number * runs)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for number in range(workers)
    ]
    told = [json.loads(one.communicate()[0].splitlines()[-1]) for one in begun]
    return max(end for _start, end in told) - min(start for start, _end in told)


def work(way: str, runs: int, begin: int) -> list[float]:
    """Does so many runs, after one that doesn't count; when it began and when it ended."""
    deed = {"desk": desk_run, "clock": clock_run, "naive": naive_run}[way]()
    deed(1_000_000 + begin)
    started = perf_counter()
    for number in range(runs):
        deed(begin + number)
    return [started, perf_counter()]


# ── the three ways ────────────────────────────────────────────────────────────────────────────────


def ticket_of(process: str, department: object, requester: object, by: object) -> object:
    from tests.cast import NOW
    from tickets.actions import open_ticket

    return open_ticket(
        kind="request",
        lifecycle="request",
        subject="Measured",
        requester=requester,
        by=by,
        now=NOW,
        department=department,
        terms={"process": process},
    )


def desk_run() -> Callable[[int], None]:
    from people.models import Department, Person
    from tests.cast import NOW
    from tickets.actions import decide, finish_task, move
    from tickets.models import Task

    people = {one.username: one for one in Person.objects.all()}
    machine, it = Person.objects.machine(), Department.objects.get(slug="it")
    tickets = prepared("desk", it, people["erin"], machine)

    def run(_number: int) -> None:
        ticket = next(tickets)
        move(ticket, "accept", by=machine, now=NOW)
        decide(Task.objects.get(ticket=ticket), "approve", by=people["mara"], now=NOW)
        for task in Task.objects.filter(ticket=ticket, state="open").order_by("pk"):
            finish_task(task, by=people["tom"], now=NOW)

    return run


def clock_run() -> Callable[[int], None]:
    from datetime import timedelta

    from people.models import Department, Person
    from processes.actions.running import _fire_run, start
    from processes.models import Run
    from processes.store import current
    from tests.cast import NOW

    machine, it = Person.objects.machine(), Department.objects.get(slug="it")
    erin, version = Person.objects.get(username="erin"), current("clock")
    tickets = prepared("nothing", it, erin, machine)

    def run(_number: int) -> None:
        row = start(next(tickets), version, status="submitted", by=machine, now=NOW)
        for hour in range(1, 4):
            _fire_run(row, by=machine, now=NOW + timedelta(hours=hour))
        assert Run.objects.get(pk=row.pk).condition == "ended"

    return run


def prepared(process: str, department: object, requester: object, by: object) -> object:
    """Tickets that are there already: opening them is no part of what is measured."""
    made = [ticket_of(process, department, requester, by) for _number in range(parse().runs + 1)]
    return iter(made)


def naive_run() -> Callable[[int], None]:
    from django.db import connection, transaction
    from lxml import etree
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.util.task import TaskState

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(APPROVAL.encode())))
    spec = parser.get_spec("main")
    serializer = BpmnWorkflowSerializer()

    def kept(sql: str, *values: object) -> str:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()[0] if sql.startswith("SELECT") else ""

    def run(number: int) -> None:
        workflow = BpmnWorkflow(spec)
        workflow.task_tree.set_data(amount=5000)
        workflow.do_engine_steps()
        with transaction.atomic():
            state = serializer.serialize_json(workflow)
            kept("DELETE FROM naive_runs WHERE id = %s", number)
            kept("INSERT INTO naive_runs (id, state) VALUES (%s, %s)", number, state)
        while not workflow.completed:
            with transaction.atomic():
                workflow = serializer.deserialize_json(
                    kept("SELECT state FROM naive_runs WHERE id = %s", number)
                )
                workflow.get_tasks(state=TaskState.READY, manual=True)[0].run()
                workflow.do_engine_steps()
                kept(
                    "UPDATE naive_runs SET state = %s WHERE id = %s",
                    serializer.serialize_json(workflow),
                    number,
                )

    return run


# ── the age of a run ──────────────────────────────────────────────────────────────────────────────


def by_age(rounds: int) -> None:
    from people.models import Department, Person
    from processes.models import Run
    from tests.cast import NOW
    from tickets.actions import finish_task, move
    from tickets.models import Task

    tom, machine = Person.objects.get(username="tom"), Person.objects.machine()
    it, erin = Department.objects.get(slug="it"), Person.objects.get(username="erin")
    ticket = ticket_of("round", it, erin, machine)
    move(ticket, "accept", by=machine, now=NOW)
    spent, sizes = [], []
    for _round in range(rounds):
        task = Task.objects.get(ticket=ticket, state="open")
        began = perf_counter()
        finish_task(task, by=tom, now=NOW)
        spent.append((perf_counter() - began) * 1000)
        sizes.append(len(json.dumps(Run.objects.values_list("state", flat=True).get(ticket=ticket))))
    part = rounds // 6
    print(f"\n| a run of {rounds} rounds | median ms a step | bytes of state |\n|---|---|---|")
    for name, where in ((f"first {part}", slice(1, part)), (f"last {part}", slice(-part, None))):
        print(f"| {name} | {median(spent[where]):.1f} | {max(sizes[where]):,} |")


# ── diagrams ──────────────────────────────────────────────────────────────────────────────────────


def at_desk() -> str:
    who = {"approve": 'desk:does="approval"', "a": "", "b": ""}
    by = {"approve": '<desk:performer by="manager"/>', "a": TOM, "b": TOM}
    text = APPROVAL.replace("<definitions ", f"<definitions {OWN} ", 1).replace("amount &gt; 1000", "true")
    for name, settings in who.items():
        extra = f"<extensionElements>{by[name]}</extensionElements>"
        text = text.replace(
            f'<userTask id="{name}"/>', f'<userTask id="{name}" {settings}>{extra}</userTask>'
        )
    return text.replace('<endEvent id="e"/>', '<endEvent id="e" desk:transition="fulfil"/>')


TOM = '<desk:performer by="person" value="tom"/>'


def by_clock() -> str:
    text = APPROVAL.replace("amount &gt; 1000", "true")
    for hour, name in enumerate(("approve", "a", "b"), 1):
        after = f"<timeDate>2026-03-02T{9 + hour:02}:00:00Z</timeDate>"
        event = f"<timerEventDefinition>{after}</timerEventDefinition>"
        waits = f'<intermediateCatchEvent id="{name}">{event}</intermediateCatchEvent>'
        text = text.replace(f'<userTask id="{name}"/>', waits)
    return text


def going_round() -> str:
    return f"""<definitions xmlns="{NAMESPACE}" {OWN} targetNamespace="urn:measured">
<process id="main" isExecutable="true">
<startEvent id="s"/><exclusiveGateway id="m"/>
<userTask id="t"><extensionElements>{TOM}</extensionElements></userTask>
<exclusiveGateway id="x" default="back"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="t"/>
<sequenceFlow id="f3" sourceRef="t" targetRef="x"/><sequenceFlow id="back" sourceRef="x" targetRef="m"/>
<sequenceFlow id="out" sourceRef="x" targetRef="e"><conditionExpression>outcome == "never"</conditionExpression>
</sequenceFlow></process></definitions>"""


if __name__ == "__main__":
    main()
