"""When a transition may be taken, in the words of those who draw it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from rules import Fact, Facts, sentences
from rules.rows import COMPARISONS
from rules.sentences import SO
from tickets.facts import FACTS
from tickets.models import Kind, Priority
from tickets.phases import Phase

LABELS: dict[str, str | Promise] = {
    "kind": gettext_lazy("the kind of ticket"),
    "status": gettext_lazy("the status"),
    "phase": gettext_lazy("the phase"),
    "priority": gettext_lazy("the priority (1 is the highest)"),
    "impact": gettext_lazy("the impact (1 is the highest)"),
    "urgency": gettext_lazy("the urgency (1 is the highest)"),
    "service": gettext_lazy("the service"),
    "channel": gettext_lazy("the channel it came by"),
    "has_team": gettext_lazy("it has a team"),
    "has_assignee": gettext_lazy("it has an assignee"),
    "has_resolution": gettext_lazy("it has a resolution"),
    "open_children": gettext_lazy("the number of open tickets below it"),
    "open_tasks": gettext_lazy("the number of its open tasks and approvals"),
    "open_approvals": gettext_lazy("the number of its open approvals"),
    "items": gettext_lazy("the number of its items"),
}
KNOWN = {"kind": dict(Kind.choices), "phase": dict(Phase.choices), "priority": dict(Priority.choices)}


IN_WORDS = Facts(
    {
        name: Fact(fact.type, label=LABELS.get(name, name), choices=KNOWN.get(name, {}))
        for name, fact in FACTS.items()
    }
)


def facts() -> list[tuple[str, Any]]:
    return [(name, LABELS.get(name, name)) for name in FACTS]


def signs() -> list[tuple[str, Any]]:
    """Every comparison; a fact that is so or not is compared with nothing."""
    return list({**COMPARISONS["number"], **COMPARISONS["text"], **SO}.items())


def in_words(source: str) -> str:
    """A condition as a sentence where rows can say it, else as it was written."""
    found = sentences.in_words(source, IN_WORDS)
    return source if found is None else found
