"""Whether everything people shall do comes to somebody who can do it, in time, and not to whoever asked."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from processes.bpmn import Drawing, Graph, Node
from processes.bpmn.timing import span_of
from processes.checks.company import Company
from processes.checks.words import OUTCOME, Known
from processes.complaints import Complaint
from processes.settings import BadSetting, HumanWork, is_work, names_of, work_of
from rules import is_fact_name, names_in
from tickets.performers import WAYS, Performer

# Ways that may find nobody; the others name people who are there.
UNSURE = (
    "manager",
    "managers-manager",
    "department-head",
    "cost-centre-owner",
    "role",
    "answer",
    "expression",
)
NEED_A_VALUE = ("role", "person", "answer", "expression")
NAMING_PEOPLE = ("person", "people", "any")


def check(drawing: Drawing, known: Known, company: Company) -> Iterator[Complaint]:
    reads_outcome = any(
        name == OUTCOME or name.endswith(f"_{OUTCOME}")
        for graph, _node in drawing.walk()
        for flow in graph.flows
        for name in (names_in(flow.condition) if flow.condition else ())
    )
    for graph, node in drawing.walk():
        if is_work(node):
            try:
                work = work_of(node)
            except BadSetting as bad:
                text = _("A setting can't be read: {reason}").format(reason=bad)
                yield Complaint("settings", node.id, text)
                continue
            yield from _who(node, work, known, company)
            yield from _in_time(graph, node, work, known, company)
            yield from _asked(node, work, known)
            yield from _decided(node, work, company, reads_outcome)
        if node.kind == "endEvent":
            yield from _end(node, company)


def _who(node: Node, work: HumanWork, known: Known, company: Company) -> Iterator[Complaint]:
    team = node.settings.get("team") or node.lane
    has_team = bool(team) and company.has("teams", team)
    if not work.performers and not has_team:
        text = _("It isn't said who does this: name somebody, or draw it in the lane of a team.")
        yield Complaint("nobody", node.id, text)
    for one in (*work.performers, *work.fallbacks):
        yield from _performer(node, one, known, company)
    if work.performers and not work.fallbacks and all(one.by in UNSURE for one in work.performers):
        text = _(
            "When nobody is found here, nobody steps in: name a fallback. Until then the department's queue does."
        )
        yield Complaint("no-fallback", node.id, text, "warning")
    if work.does != "approval":
        return
    if work.own_request != "fallback" or any(one.by == "requester" for one in work.performers):
        text = _("Whoever asks for it may approve it here.")
        yield Complaint("own-request", node.id, text, "warning")


def _performer(node: Node, one: Performer, known: Known, company: Company) -> Iterator[Complaint]:
    what = str(WAYS[one.by][0])
    if one.by in NEED_A_VALUE and not one.value.strip():
        text = _("It isn't said which: “{way}”.").format(way=what)
        yield Complaint("nobody", node.id, text)
        return
    gone = {
        "team": bool(one.value) and not company.has("teams", one.value),
        "team-lead": bool(one.value) and not company.has("teams", one.value),
        "person": not company.has("people", one.value),
        "role": not company.has("roles", one.value),
    }
    if gone.get(one.by):
        text = _("“{way}”: there is no “{name}” (any more).").format(way=what, name=one.value)
        yield Complaint("unknown-performer", node.id, text)
    if one.by == "expression":
        yield from known.fault(node.id, one.value, "any", rule="performer")
    if one.by == "answer":
        yield from _answer(node, one.value, known, NAMING_PEOPLE)


def _answer(node: Node, name: str, known: Known, types: tuple[str, ...] = ()) -> Iterator[Complaint]:
    fact = known.facts.get(name)
    if fact is None and known.strict:
        text = _("There is no answer called “{name}”.").format(name=name)
        yield Complaint("unknown-answer", node.id, text)
    elif fact is not None and types and fact.type not in types:
        text = _("The answer “{name}” names no person.").format(name=name)
        yield Complaint("performer", node.id, text)


def _in_time(
    graph: Graph, node: Node, work: HumanWork, known: Known, company: Company
) -> Iterator[Complaint]:
    timed = any(one.event and one.event.kind == "timer" for one in graph.boundaries(node.id))
    if work.limit is None and not timed:
        yield Complaint("no-limit", node.id, _("It isn't said how long this may take."), "warning")
    spans = [one.after for one in work.reminders] + ([work.limit.after] if work.limit else []) + [work.grace]
    for text in spans:
        if text and span_of(text) is None:
            said = _("“{text}” is no length of time. Write PT4H for four hours, P2D for two days.").format(
                text=text
            )
            yield Complaint("duration", node.id, said)
    if work.limit is None:
        return
    if not work.limit.after:
        yield Complaint("duration", node.id, _("It isn't said after how long the time is over."))
    if work.limit.then == "escalate":
        if work.limit.by not in WAYS:
            text = _("It isn't said to whom this goes when the time is over.")
            yield Complaint("nobody", node.id, text)
        else:
            higher = Performer(by=work.limit.by, value=work.limit.value)
            yield from _performer(node, higher, known, company)
    if work.limit.then in ("approve", "reject") and work.does != "approval":
        text = _("Only an approval can be decided when the time is over.")
        yield Complaint("limit", node.id, text)
    if work.limit.then == "approve" and work.does == "approval":
        yield Complaint("limit", node.id, _("Whoever says nothing approves."), "note")


def _asked(node: Node, work: HumanWork, known: Known) -> Iterator[Complaint]:
    for ask in work.asks:
        if not is_fact_name(ask.name):
            text = _("An answer can't be called “{name}”.").format(name=ask.name)
            yield Complaint("ask", node.id, text)
        if ask.kind == "choice" and not ask.choices.strip():
            text = _("The question “{name}” offers nothing to choose.").format(name=ask.label or ask.name)
            yield Complaint("ask", node.id, text)
        if not (ask.label or ask.label_zh):
            text = _("The question “{name}” has no words.").format(name=ask.name)
            yield Complaint("ask", node.id, text, "warning")
    names = [ask.name for ask in work.asks]
    for name in sorted({one for one in names if names.count(one) > 1}):
        text = _("Two questions are called “{name}”.").format(name=name)
        yield Complaint("ask", node.id, text)
    if work.does == "question" and not work.asks and not work.fields:
        yield Complaint("ask", node.id, _("Nothing is asked here."), "warning")
    for right in work.fields:
        yield from _answer(node, right.question, known)


def _decided(node: Node, work: HumanWork, company: Company, reads_outcome: bool) -> Iterator[Complaint]:
    if work.does != "approval":
        return
    if work.rejected == "continue" and not reads_outcome:
        text = _("What is rejected goes on like what is approved: no condition asks for “outcome”.")
        yield Complaint("rejected", node.id, text, "warning")
    if work.rejected == "decline" and not company.has("transitions", "decline"):
        text = _("A rejection would decline the request, and its lifecycle has no way of that name.")
        yield Complaint("no-transition", node.id, text, "warning")


def _end(node: Node, company: Company) -> Iterator[Complaint]:
    """An end that names something should name a way out of the status; one without a name leaves the ticket there."""
    if company.transitions is None or (node.event and node.event.kind != "terminate"):
        return
    asked = node.settings.get("transition", "")
    names = [asked] if asked else [one for one in names_of(node).values() if one]
    if names and not any(one in company.transitions for one in names):
        text = _("“{name}” is no way out of a status, so the ticket stays where it is when the process ends.")
        yield Complaint("no-transition", node.id, text.format(name=names[0]), "warning")
