"""A step in words: what it is called, who does it, how long it may take, what happens then."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.bpmn import Flow, Loop, Node
from processes.engine.scripting import steps_of
from processes.outline.knowing import Known
from processes.outline.times import time, timer
from processes.settings import (
    BadSetting,
    HumanWork,
    Limit,
    is_operation,
    is_work,
    names_of,
    operation_of,
    work_of,
)
from rules.sentences import in_words
from tickets.performers import WAYS
from ui.bilingual import choose, pick

KINDS: dict[str, str | Promise] = {
    "approval": gettext_lazy("Approval"),
    "work": gettext_lazy("Task"),
    "question": gettext_lazy("Question"),
    "operation": gettext_lazy("Operation"),
    "script": gettext_lazy("Reckoning"),
    "wait": gettext_lazy("Wait"),
    "message": gettext_lazy("Wait for a message"),
    "tell": gettext_lazy("Message"),
    "decision": gettext_lazy("Decision table"),
    "call": gettext_lazy("Another process"),
    "sub": gettext_lazy("Group of steps"),
    "start": gettext_lazy("Start"),
    "end": gettext_lazy("End"),
    "choice": gettext_lazy("Decision"),
    "some": gettext_lazy("Several ways that apply"),
    "all": gettext_lazy("At the same time"),
    "race": gettext_lazy("Whatever happens first"),
    "border": gettext_lazy("Event"),
    "goto": gettext_lazy("Go on elsewhere"),
    "other": gettext_lazy("Step"),
}
RULES: dict[str, str | Promise] = {
    "any": gettext_lazy("one of them is enough"),
    "all": gettext_lazy("all of them"),
    "majority": gettext_lazy("more than half of them"),
    "weighted": gettext_lazy("by weight, at least {threshold} %"),
}
THEN: dict[str, str | Promise] = {
    "remind": gettext_lazy("otherwise they are reminded"),
    "escalate": gettext_lazy("otherwise it goes to {whom}"),
    "approve": gettext_lazy("otherwise it counts as approved"),
    "reject": gettext_lazy("otherwise it counts as rejected"),
    "expire": gettext_lazy("otherwise it expires"),
}
OF_NODE = {
    "scriptTask": "script",
    "receiveTask": "message",
    "businessRuleTask": "decision",
    "callActivity": "call",
    "subProcess": "sub",
    "transaction": "sub",
    "adHocSubProcess": "sub",
    "startEvent": "start",
    "endEvent": "end",
    "boundaryEvent": "border",
    "exclusiveGateway": "choice",
    "inclusiveGateway": "some",
    "complexGateway": "some",
    "parallelGateway": "all",
    "eventBasedGateway": "race",
    "intermediateThrowEvent": "tell",
}


def kind_of(node: Node) -> str:
    """What a shape is in our words; one of `KINDS`."""
    if is_work(node):
        does = node.settings.get("does", "work")
        return does if does in KINDS else "work"
    if is_operation(node):
        return "operation"
    if node.kind == "intermediateCatchEvent":
        return "wait" if node.event and node.event.kind == "timer" else "message"
    return OF_NODE.get(node.kind, "other")


def title(node: Node) -> str:
    """What people call a shape, "" for one without a name."""
    names = names_of(node)
    return choose(names["en"], names["zh"])


def called(node: Node) -> str:
    """A shape within a sentence: its name in quotes, else what it is."""
    return f"“{title(node)}”" if title(node) else str(KINDS[kind_of(node)]).lower()


def headline(node: Node) -> str:
    """The first words of a step's line."""
    if node.kind == "startEvent":
        return title(node) or (
            _("It begins: {event}").format(event=event(node)) if node.event else _("It begins")
        )
    if node.kind == "endEvent":
        return _end(node)
    return title(node) or event(node) or str(KINDS[kind_of(node)])


def details(node: Node, known: Known) -> list[str]:
    """What else there is to say of a step, clause by clause."""
    return [one for one in _details(node, known) if one]


def _details(node: Node, known: Known) -> Iterator[str]:
    kind = kind_of(node)
    if is_work(node):
        try:
            yield from work(work_of(node), known, node.lane)
        except BadSetting as bad:
            yield str(bad)
    elif is_operation(node):
        yield operation(node, known)
    elif node.kind == "scriptTask":
        sets = [f"{step.name} = {step.source}" for step in steps_of(node.script) if step.name]
        yield _("sets {values}").format(values="; ".join(sets)) if sets else ""
    elif kind in ("wait", "message", "tell", "border") and title(node):
        yield event(node)
    elif kind == "call" and title(node):
        yield _("process “{name}”").format(name=node.called)
    elif kind == "decision":
        yield _("asks the table “{name}”").format(name=node.called)
    if node.kind == "startEvent" and title(node) and node.event:
        yield event(node)
    if node.loop is not None:
        yield repetition(node.loop, known)


# ── human work ───────────────────────────────────────────────────────────────────────────────────


def work(said: HumanWork, known: Known, lane: str = "") -> Iterator[str]:
    """An approval, a task or a question, clause by clause."""
    who = [performer(one.by, one.value, known) for one in said.performers]
    if not who and lane:
        who = [_("the team “{name}”").format(name=known.name_of("team", lane))]
    if who:
        patterns = {
            "approval": _("decided by {who}"),
            "work": _("done by {who}"),
            "question": _("answered by {who}"),
        }
        yield patterns[said.does].format(who=_(", ").join(who))
    else:
        yield _("nobody is named yet")
    if said.does == "approval":
        several = len(who) > 1 or any(
            one.by in ("team", "role", "answer", "expression") for one in said.performers
        )
        if several:
            yield str(RULES[said.rule]).format(threshold=said.threshold)
        if several and said.order == "sequence":
            yield _("one after the other")
    if said.fallbacks:
        others = _(", ").join(performer(one.by, one.value, known) for one in said.fallbacks)
        yield _("if nobody is found, {who}").format(who=others)
    if said.limit is not None and said.limit.after:
        yield limit(said.limit, known)
    for one in said.reminders:
        yield _("reminder after {time}").format(time=time(one.after, one.working))
    for ask in said.asks:
        label = choose(ask.label, ask.label_zh) or ask.name
        yield _("asks “{question}”").format(question=label)
    if said.does == "approval" and said.rejected == "continue":
        yield _("goes on after a rejection too")
    if said.after_return == "onward":
        yield _("after a return everything from there on is done again")


def performer(by: str, value: str, known: Known) -> str:
    """Whom a way of naming names."""
    patterns = {
        "team": _("the team “{name}”"),
        "team-lead": _("the lead of “{name}”"),
        "role": _("whoever is “{name}” in the department"),
        "person": "{name}",
        "answer": _("whom “{name}” names"),
        "expression": _("whom {name} gives"),
    }
    if by in patterns and value:
        kind = "team" if by == "team-lead" else by
        return patterns[by].format(name=_fact(value, known) if by == "answer" else known.name_of(kind, value))
    of_the_ticket = {"team": _("the ticket's team"), "team-lead": _("the lead of the ticket's team")}
    return of_the_ticket.get(by) or (str(WAYS[by][0]) if by in WAYS else by)


def _fact(name: str, known: Known) -> str:
    fact = known.facts.get(name)
    return (pick(fact.label) or name) if fact else name


def limit(said: Limit, known: Known) -> str:
    """`within two working days, otherwise …`."""
    then = str(THEN[said.then]).format(whom=performer(said.by, said.value, known))
    return _("within {time}, {then}").format(time=time(said.after, said.working), then=then)


def operation(node: Node, known: Known) -> str:
    try:
        set_ = operation_of(node)
    except BadSetting as bad:
        return str(bad)
    if not set_.operation:
        return _("it isn't said yet what the desk does")
    named = known.operations.get(set_.operation, set_.operation)
    given = [
        f"{one.name}: {one.expression or one.value}" for one in set_.inputs if one.expression or one.value
    ]
    return f"{named} ({'; '.join(given)})" if given else named


# ── events and repetitions ───────────────────────────────────────────────────────────────────────


def event(node: Node) -> str:
    """What an event waits for or tells."""
    if node.event is None:
        return ""
    name, kind = node.event.name, node.event.kind
    if kind == "timer" and node.event.timer is not None:
        if node.kind == "boundaryEvent":
            said = node.event.timer
            within = time(said.text, said.working) if said.kind == "duration" else timer(said)
            return _("if it takes longer than {time}").format(time=within)
        if node.kind == "startEvent":
            return timer(node.event.timer)
        return _("wait {time}").format(time=timer(node.event.timer))
    throws = node.kind in ("intermediateThrowEvent", "endEvent", "sendTask")
    if node.kind == "boundaryEvent":
        patterns = {
            "message": _("if the message “{name}” comes"),
            "signal": _("if the signal “{name}” comes"),
            "error": _("if it fails with “{name}”") if name else _("if it fails"),
            "escalation": _("if “{name}” is escalated") if name else _("if something is escalated"),
        }
    elif throws:
        patterns = {
            "message": _("sends the message “{name}”"),
            "signal": _("sends the signal “{name}”"),
            "error": _("fails with “{name}”"),
            "escalation": _("escalates “{name}”"),
            "terminate": _("ends everything"),
            "link": _("goes on at “{name}”"),
        }
    else:
        patterns = {
            "message": _("waits for the message “{name}”"),
            "signal": _("waits for the signal “{name}”"),
            "link": _("comes from “{name}”"),
        }
    return patterns.get(kind, kind).format(name=name)


def _end(node: Node) -> str:
    said = event(node)
    transition = node.settings.get("transition", "")
    if transition and not title(node):
        return _("End: the ticket goes on by “{transition}”").format(transition=transition)
    if title(node):
        return _("End: {name}").format(name=f"“{title(node)}”") + (f", {said}" if said else "")
    return _("End, {event}").format(event=said) if said else _("End")


def repetition(loop: Loop, known: Known) -> str:
    """How often an activity is done."""
    if loop.kind == "standard":
        if not loop.until:
            return _("at most {count} times").format(count=loop.most)
        again = _("again while {condition}").format(condition=condition(loop.until, known))
        if loop.most is None:
            return again
        return _("{again}, at most {count} times").format(again=again, count=loop.most)
    what = loop.collection or loop.cardinality
    if loop.collection:
        text = _("for each of “{list}”").format(list=_fact(loop.collection, known))
    else:
        text = _("{count} times").format(count=what)
    how = _("one after the other") if loop.kind == "sequential" else _("all at once")
    until = _(", until {condition}").format(condition=condition(loop.until, known)) if loop.until else ""
    return f"{text}, {how}{until}"


# ── conditions ───────────────────────────────────────────────────────────────────────────────────


def condition(source: str, known: Known) -> str:
    """A condition as a sentence where that can be said, as it is written where it is more than that."""
    return in_words(source, known.facts) or source


def way(flow: Flow, kind: str, known: Known, at: int = 0) -> str:
    """When a way out of a split is taken."""
    name = f"{flow.name}: " if flow.name else ""
    if kind in ("choice", "some"):
        if flow.condition and not flow.default:
            return name + _("If {condition}").format(condition=condition(flow.condition, known))
        return name + (_("Otherwise") if flow.default or kind == "choice" else _("Always"))
    if kind == "race":
        return flow.name or _("When this comes first")
    return flow.name or _("Way {number}").format(number=at + 1)
