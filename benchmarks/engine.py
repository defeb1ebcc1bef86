"""`python -m benchmarks.engine`: what a step of a process costs, without a database.

One process, start → approval → gateway → two tasks at once → join → end, is run to its end with its state written as
JSON and read again after every step: by the desk's engine, and by the library it stands on used as its documentation
shows (parser, serializer, the specification inside each state). Then a run that goes round a thousand times: what its
first and its last steps cost, and how large its state is.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parent.parent
NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TIMES, ROUNDS = 7, 1000
APPROVAL = f"""<definitions xmlns="{NAMESPACE}" targetNamespace="urn:measured"><process id="main" isExecutable="true">
<startEvent id="s"/><userTask id="approve"/><exclusiveGateway id="x" default="small"/><parallelGateway id="p"/>
<userTask id="a"/><userTask id="b"/><parallelGateway id="j"/><endEvent id="e"/><endEvent id="f"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="approve"/><sequenceFlow id="f2" sourceRef="approve" targetRef="x"/>
<sequenceFlow id="large" sourceRef="x" targetRef="p">
<conditionExpression>amount &gt; 1000</conditionExpression></sequenceFlow>
<sequenceFlow id="small" sourceRef="x" targetRef="f"/><sequenceFlow id="f3" sourceRef="p" targetRef="a"/>
<sequenceFlow id="f4" sourceRef="p" targetRef="b"/><sequenceFlow id="f5" sourceRef="a" targetRef="j"/>
<sequenceFlow id="f6" sourceRef="b" targetRef="j"/><sequenceFlow id="f7" sourceRef="j" targetRef="e"/>
</process></definitions>"""
ROUND = f"""<definitions xmlns="{NAMESPACE}" targetNamespace="urn:measured"><process id="main" isExecutable="true">
<startEvent id="s"/><exclusiveGateway id="m"/><userTask id="t"/>
<exclusiveGateway id="x" default="back"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="m"/><sequenceFlow id="f2" sourceRef="m" targetRef="t"/>
<sequenceFlow id="f3" sourceRef="t" targetRef="x"/><sequenceFlow id="back" sourceRef="x" targetRef="m"/>
<sequenceFlow id="out" sourceRef="x" targetRef="e"><conditionExpression>done</conditionExpression></sequenceFlow>
</process></definitions>"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
    os.environ.setdefault("SERVICEDESK_DATA_DIR", tempfile.mkdtemp(prefix="bench-"))
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    print(f"# {os.cpu_count()} cores, in memory\n")
    ours, naive = paired(our_approval(), naive_approval())
    print("| a whole approval, three tasks | median ms | fastest–slowest | a second |\n|---|---|---|---|")
    for name, spent in (("this engine", ours), ("the library used naively", naive)):
        print(
            f"| {name} | {median(spent):.2f} | {min(spent):.2f}–{max(spent):.2f} | {1000 / median(spent):.0f} |"
        )
    print(
        f"\nThe library takes {median(n / o for n, o in zip(naive, ours, strict=True)):.1f} times as long.\n"
    )
    by_age()


def paired(
    one: Callable[[], None], other: Callable[[], None], runs: int = 50
) -> tuple[list[float], list[float]]:
    """Processor milliseconds a run, taken in turns, so that what disturbs disturbs both."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _time in range(TIMES):
        for deed, found in ((one, spent[0]), (other, spent[1])):
            deed()
            began = process_time()
            for _run in range(runs):
                deed()
            found.append((process_time() - began) / runs * 1000)
    return spent


def our_approval() -> Callable[[], None]:
    from processes.bpmn import read
    from processes.engine import Run, compiled

    ready = compiled(read(APPROVAL))

    def work() -> None:
        run = Run.start(ready, {"amount": 5000})
        run.advance()
        while not run.is_over:
            run = Run.restore(ready, json.loads(json.dumps(run.state())))
            run.complete(run.waiting[0].key)
            run.advance()

    return work


def naive_approval() -> Callable[[], None]:
    from lxml import etree
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.util.task import TaskState

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(BytesIO(APPROVAL.encode())))
    spec = parser.get_spec("main")
    serializer = BpmnWorkflowSerializer()

    def work() -> None:
        workflow = BpmnWorkflow(spec)
        workflow.task_tree.set_data(amount=5000)
        workflow.do_engine_steps()
        while not workflow.completed:
            workflow = serializer.deserialize_json(serializer.serialize_json(workflow))
            workflow.get_tasks(state=TaskState.READY, manual=True)[0].run()
            workflow.do_engine_steps()

    return work


def by_age() -> None:
    from processes.bpmn import read
    from processes.engine import Run, compiled

    ready = compiled(read(ROUND))
    run = Run.start(ready, {"done": False})
    run.advance()
    spent, sizes = [], []
    for _round in range(ROUNDS):
        began = perf_counter()
        kept = json.dumps(run.state())
        run = Run.restore(ready, json.loads(kept))
        run.complete(run.waiting[0].key)
        run.advance()
        spent.append((perf_counter() - began) * 1000)
        sizes.append(len(kept))
    print(f"| a run of {ROUNDS:,} rounds | median ms a step | bytes of state |\n|---|---|---|")
    for name, part in (("first hundred", slice(1, 101)), ("last hundred", slice(-100, None))):
        print(f"| {name} | {median(spent[part]):.2f} | {max(sizes[part]):,} |")


if __name__ == "__main__":
    main()
