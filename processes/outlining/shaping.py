"""A shape as the outline's form asks about it, and back."""

from dataclasses import replace
from typing import Any

from processes.bpmn import Event, Extra, Loop, Node, Timer
from processes.bpmn.timing import cycle_of, moment_of, span_of
from processes.outline import pieces
from processes.outline.words import kind_of
from processes.outlining.forms import who_of
from processes.settings import is_work


def facts_in(node: Node) -> dict[str, Any]:
    """What the form of a shape begins with."""
    set_ = node.settings
    found: dict[str, Any] = {"name_en": node.name, "name_zh": set_.get("nameZh", ""), "kind": kind_of(node)}
    for name, key, usual in (
        ("rule", "rule", "all"),
        ("threshold", "threshold", ""),
        ("order", "order", "parallel"),
        ("rejected", "rejected", "decline"),
        ("after_return", "afterReturn", "here"),
        ("instructions_en", "instructions", ""),
        ("instructions_zh", "instructionsZh", ""),
        ("operation", "operation", ""),
        ("transition", "transition", ""),
    ):
        found[name] = set_.get(key, usual)
    for extra in node.extras:
        if extra.kind == "limit":
            found |= _limit_in(extra.values)
        elif extra.kind == "reminder" and extra.values.get("after", "")[-1:] == "D":
            found["reminder"] = extra.values["after"][1:-1]
    event, loop = node.event, node.loop
    if event is not None:
        found |= {"message": event.name}
        if event.timer is not None:
            found |= {"time": event.timer.text, "time_working": event.timer.working}
    if loop is not None:
        of = loop.until if loop.kind == "standard" else loop.collection or loop.cardinality
        found |= {"repeat": loop.kind, "repeat_of": of, "repeat_item": loop.item}
    return found | {"script": node.script, "called": node.called, "interrupts": node.interrupts}


def _limit_in(values: Any) -> dict[str, Any]:
    after = values.get("after", "")
    found = {"then": values.get("then", "remind"), "limit_working": values.get("working", "true") == "true"}
    found["to"] = who_of(values)["who"] if values.get("by") else ""
    for unit, shape in (("TH", ("PT", "H")), ("TM", ("PT", "M")), ("D", ("P", "D"))):
        start, end = shape
        if after.startswith(start) and after.endswith(end) and after[len(start) : -1].isdecimal():
            return found | {"limit": after[len(start) : -1], "limit_unit": unit}
    return found


def with_answers(node: Node, given: dict[str, Any], lists: dict[str, list[dict[str, str]]]) -> Node:
    """The shape as the form says. What the form doesn't ask stays; `lists` are the elements of each kind."""
    settings = dict(node.settings)
    for name, key, usual in (
        ("name_zh", "nameZh", ""),
        ("rule", "rule", "all"),
        ("threshold", "threshold", None),
        ("order", "order", "parallel"),
        ("rejected", "rejected", "decline"),
        ("after_return", "afterReturn", "here"),
        ("instructions_en", "instructions", ""),
        ("instructions_zh", "instructionsZh", ""),
        ("operation", "operation", ""),
        ("transition", "transition", ""),
    ):
        if name in given:
            settings.pop(key, None)
            if given[name] not in (usual, "", None):
                settings[key] = str(given[name])
    extras = [one for one in node.extras if one.kind not in lists and one.kind not in _single(given)]
    extras += [Extra(kind, values) for kind in lists for values in lists[kind]]
    if given.get("limit"):
        extras.append(Extra("limit", _limit(given)))
    if given.get("reminder"):
        extras.append(Extra("reminder", {"after": f"P{given['reminder']}D", "working": "true"}))
    made = replace(node, name=" ".join(given["name_en"].split()), settings=settings, extras=tuple(extras))
    if "script" in given:
        made = replace(made, script=given["script"].strip())
    if "called" in given:
        made = replace(made, called=given["called"].strip())
        if node.kind == "businessRuleTask":
            made = replace(made, settings={**settings, "decision": made.called})
    if "interrupts" in given:
        made = replace(made, interrupts=given["interrupts"])
    if made.event is not None:
        made = replace(made, event=_event(made.event, given))
    return replace(made, loop=_loop(made.loop, given)) if "repeat" in given else made


def _single(given: dict[str, Any]) -> set[str]:
    return {kind for kind in ("limit", "reminder") if kind in given}


def _limit(given: dict[str, Any]) -> dict[str, str]:
    unit = given["limit_unit"] or "D"
    after = f"P{given['limit']}D" if unit == "D" else f"PT{given['limit']}{unit[1]}"
    found = {
        "after": after,
        "working": "true" if given["limit_working"] else "false",
        "then": given["then"] or "remind",
    }
    by, _colon, value = given["to"].partition(":")
    if found["then"] == "escalate" and by:
        found |= {"by": by, "value": value} if value else {"by": by}
    return found


def _event(event: Event, given: dict[str, Any]) -> Event:
    if event.timer is not None and "time" in given:
        said = given["time"]
        kind = "cycle" if cycle_of(said) else "duration" if span_of(said) else "date" if said else "duration"
        if not (moment_of(said) or span_of(said) or cycle_of(said)) and event.timer.text == said:
            kind = event.timer.kind
        return replace(event, timer=Timer(kind, said, given["time_working"]))  # type: ignore[arg-type]
    if event.timer is None and "message" in given:
        return replace(event, name=given["message"].strip())
    return event


def _loop(loop: Loop | None, given: dict[str, Any]) -> Loop | None:
    kind, of = given["repeat"], given["repeat_of"].strip()
    if not kind:
        return None
    if kind == "standard":
        return Loop("standard", until=of, first=bool(loop and loop.first), most=loop.most if loop else None)
    before = loop or Loop("parallel")
    counted = of.isdecimal()
    return Loop(
        kind,
        cardinality=of if counted else "",
        collection="" if counted else of,
        item=given["repeat_item"].strip(),
        until=before.until if before.kind != "standard" else "",
        most=None,
    )


def as_kind(node: Node, kind: str) -> Node:
    """The shape as another kind: steps of people keep who does them and by when."""
    if kind in pieces.SPLITS:
        return replace(node, kind=pieces.SPLITS[kind])
    fresh = pieces.new_step(kind, node.id)
    names = {"nameZh": node.settings["nameZh"]} if "nameZh" in node.settings else {}
    if is_work(node) and is_work(fresh):
        settings = {**node.settings, "does": kind}
        return replace(node, settings=settings)
    return replace(fresh, name=node.name, lane=node.lane, settings={**fresh.settings, **names})
