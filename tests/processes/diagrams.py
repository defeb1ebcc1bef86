"""Diagrams for tests, written as lines instead of XML.

    start s
    person ask "Ask the manager"
    exclusive x default=no
    end good; end bad
    s > ask > x
    x > good : amount > 10
    no = x > bad

A node is `kind id "name" option=value …`; flows in a chain are `a > b > c`, one is `[id =] a > b [: condition]`.
`kind { … }` nests. Options: on= (boundary), timer= message= signal= error= escalation= link= terminate, calls=, asks=,
script=, each= (list), times=, item=, until=, sequential, loop=, most=, beside (does not interrupt), default=.
What people set: does= rejected= rule= order= after_return= team= transition= operation= code=, by=way:value (several
with a comma), fallback=, asks=name:kind, input.NAME=text, expression.NAME=CEL, limit=PT1H:then, reminder=PT1H.
"""

import re
import shlex
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from processes.bpmn import Drawing, read

KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "border": "boundaryEvent",
    "task": "task",
    "person": "userTask",
    "operation": "serviceTask",
    "script": "scriptTask",
    "receive": "receiveTask",
    "rule": "businessRuleTask",
    "call": "callActivity",
    "sub": "subProcess",
    "exclusive": "exclusiveGateway",
    "inclusive": "inclusiveGateway",
    "parallel": "parallelGateway",
    "race": "eventBasedGateway",
    "complex": "complexGateway",
}
SETTINGS = {
    **{
        name: name
        for name in ("does", "rejected", "rule", "order", "team", "transition", "operation", "grace")
    },
    "after_return": "afterReturn",
    "same_person": "samePerson",
    "own_request": "ownRequest",
    "working": "working",
}
REFERENCES = ("message", "signal", "error", "escalation")
FLOW = re.compile(r"(?:(\w+)\s*=\s*)?(\w+(?:\s*>\s*\w+)+)\s*(?::\s*(.+))?")


def draw(text: str, **others: str) -> Drawing:
    """The diagram as the reader reads it; `others` are more processes of the same file, by their ids."""
    return read(xml(text, **others))


def xml(text: str, **others: str) -> str:
    """The diagram as BPMN XML."""
    names: set[tuple[str, str]] = set()
    processes = [_process("main", text, names)]
    processes += [_process(name, one, names) for name, one in others.items()]
    declared = "".join(
        f'<{kind} id="{kind}-{name}" name="{name}" {kind}Code="{name}"/>'
        if kind in ("error", "escalation")
        else f'<{kind} id="{kind}-{name}" name="{name}"/>'
        for kind, name in sorted(names)
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:desk="urn:servicedesk:bpmn" '
        f'targetNamespace="urn:test">{declared}{"".join(processes)}</definitions>'
    )


def _process(name: str, text: str, names: set[tuple[str, str]]) -> str:
    return f'<process id="{name}" isExecutable="true">{_body(_lines(text), names)}</process>'


def _lines(text: str) -> list[str]:
    return [one.strip() for line in text.splitlines() for one in line.split(";") if one.strip()]


def _body(lines: list[str], names: set[tuple[str, str]]) -> str:
    parts = []
    while lines:
        line = lines.pop(0)
        if line == "}":
            break
        if line.split()[0] in KINDS:
            parts.append(_node(line, lines, names))
        else:
            parts.append(_flows(line))
    return "".join(parts)


def _flows(line: str) -> str:
    found = FLOW.fullmatch(line)
    assert found, line
    chain = [one.strip() for one in found[2].split(">")]
    parts = []
    for source, target in pairwise(chain):
        name = found[1] or f"{source}_{target}"
        condition = f"<conditionExpression>{escape(found[3])}</conditionExpression>" if found[3] else ""
        parts.append(
            f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{condition}</sequenceFlow>'
        )
    return "".join(parts)


def _node(line: str, lines: list[str], names: set[tuple[str, str]]) -> str:
    nests = line.endswith("{")
    kind, name, *rest = shlex.split(line.removesuffix("{"))
    options = dict(one.partition("=")[::2] for one in rest if re.match(r"[\w.]+=", one))
    flags = {one for one in rest if "=" not in one}
    tag = KINDS[kind]
    attributes = {"id": name, "name": next(iter(flags - {"beside", "sequential", "terminate"}), "")}
    if "on" in options:
        attributes |= {"attachedToRef": options["on"], "cancelActivity": str("beside" not in flags).lower()}
    if "calls" in options:
        attributes["calledElement"] = options["calls"]
    if "asks" in options and kind == "rule":
        attributes["desk:decision"] = options["asks"]
    for key in SETTINGS:
        if key in options:
            attributes[f"desk:{SETTINGS[key]}"] = options[key]
    if "default" in options:
        attributes["default"] = options["default"]
    inner = _settings(kind, options)
    inner += _event(options, flags, names, attributes if kind == "receive" else {})
    inner += _loop(options, flags)
    if "script" in options:
        inner += f"<script>{escape(options['script'].replace('|', chr(10)))}</script>"
    if nests:
        inner += _body(lines, names)
    written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{tag} {written}>{inner}</{tag}>"


def _settings(kind: str, options: dict) -> str:
    """What people set on a shape, in our own elements."""
    found = []
    for name, tag in (("by", "performer"), ("fallback", "fallback")):
        for one in filter(None, options.get(name, "").split(",")):
            by, _sign, value = one.partition(":")
            found.append(f"<desk:{tag} by={quoteattr(by)} value={quoteattr(value)}/>")
    if kind == "person":
        for one in filter(None, options.get("asks", "").split(",")):
            name, _sign, what = one.partition(":")
            found.append(f'<desk:ask name="{name}" kind="{what or "text"}" label="{name}"/>')
    for key, value in options.items():
        where, _sign, name = key.partition(".")
        if where in ("input", "expression"):
            value_of = "value" if where == "input" else "expression"
            found.append(f"<desk:input name={quoteattr(name)} {value_of}={quoteattr(value)}/>")
    if "limit" in options:
        after, then = options["limit"].split(":")
        found.append(f'<desk:limit after="{after}" working="false" then="{then}"/>')
    if "reminder" in options:
        found.append(f'<desk:reminder after="{options["reminder"]}" working="false"/>')
    return f"<extensionElements>{''.join(found)}</extensionElements>" if found else ""


def _event(options: dict, flags: set, names: set, receiver: dict) -> str:
    for kind in REFERENCES:
        if kind in options:
            if options[kind]:
                names.add((kind, options[kind]))
            reference = f"{kind}-{options[kind]}" if options[kind] else ""
            if receiver:
                receiver["messageRef"] = reference
                return ""
            return f'<{kind}EventDefinition {kind}Ref="{reference}"/>'
    if "timer" in options:
        text = options["timer"]
        tag = "timeCycle" if text.startswith("R") else "timeDate" if text[:4].isdecimal() else "timeDuration"
        return f"<timerEventDefinition><{tag}>{escape(text)}</{tag}></timerEventDefinition>"
    if "link" in options:
        return f'<linkEventDefinition name="{options["link"]}"/>'
    return "<terminateEventDefinition/>" if "terminate" in flags else ""


def _loop(options: dict, flags: set) -> str:
    until = options.get("until", "")
    if "loop" in options or "most" in options:
        most = f' loopMaximum="{options["most"]}"' if "most" in options else ""
        again = f"<loopCondition>{escape(options.get('loop', ''))}</loopCondition>"
        return f"<standardLoopCharacteristics{most}>{again}</standardLoopCharacteristics>"
    if "each" not in options and "times" not in options:
        return ""
    how = ' isSequential="true"' if "sequential" in flags else ""
    item = f' desk:item="{options["item"]}"' if "item" in options else ""
    each = f" desk:collection={quoteattr(options['each'])}" if "each" in options else ""
    times = f"<loopCardinality>{escape(options['times'])}</loopCardinality>" if "times" in options else ""
    ends = f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
    return (
        f"<multiInstanceLoopCharacteristics{how}{item}{each}>{times}{ends}</multiInstanceLoopCharacteristics>"
    )
