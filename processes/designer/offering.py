"""What the panel of the canvas offers to choose from, as JSON in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from people.models import Person, Team
from people.models.grant import Role
from people.wording import in_both
from processes import messages, operations
from processes.bpmn import read
from processes.checks.people import NEED_A_VALUE
from processes.designer.pieces import PIECES
from processes.designer.words import WORDS
from processes.judging import transitions_of
from processes.models import Draft
from processes.uses import Use, uses_of
from rules import Fact, Facts
from rules.explanation import side
from tickets.lifecycles import shipped
from tickets.performers import WAYS
from ui.bilingual import is_chinese, pick

# What the value of a way of naming people is chosen from; the rest takes none.
NEEDS = {
    "role": "role",
    "team": "team",
    "team-lead": "team",
    "person": "person",
    "answer": "answer",
    "cost-centre-owner": "answer",
    "expression": "rule",
}
# Words that are written into diagrams, in both languages.
NAMES = (
    *("first_approval", "second_approval", "approved", "when_approved", "when_rejected", "declined"),
    *("time_over", "when_fails"),
)


def offered(draft: Draft, person: Person) -> dict[str, Any]:
    """Everything a shape of this draft may be set to: people, teams, answers, operations, ways, words."""
    uses = uses_of([draft.definition.slug], person)[draft.definition.slug]
    return {
        "language": "zh" if is_chinese() else "en",
        "locale": get_language(),
        "urls": _urls(draft.definition.slug),
        "words": {name: str(text) for name, text in WORDS.items()},
        "names": {name: in_both(WORDS[name]) for name in NAMES},
        "pieces": [
            {**piece, "names": in_both(piece["label"]), "label": str(piece["label"])} for piece in PIECES
        ],
        "ways": [
            {
                "value": name,
                "label": str(label),
                "hint": str(hint),
                "needs": NEEDS.get(name, ""),
                "must": name in NEED_A_VALUE,
            }
            for name, (label, hint) in WAYS.items()
        ],
        "teams": [[team.slug, team.label] for team in Team.objects.visible_to(person).order_by("name", "pk")],
        "roles": [[str(value), str(label)] for value, label in Role.choices],
        "people": _named_people(draft, person),
        "services": [{"key": use.key, "label": use.label, "url": use.url} for use in uses],
        "answers": list(answers_of(uses)),
        "transitions": _transitions(uses),
        "operations": operations.describe(),
        "messages": messages.describe(),
    }


def facts_of(uses: Iterable[Use]) -> Facts:
    """What the services that use a process ask, each name once."""
    known: dict[str, Fact] = {}
    for use in uses:
        known = {**(use.facts or {}), **known}
    return Facts(known)


def answers_of(uses: list[Use]) -> Iterable[dict[str, Any]]:
    """The answers of those services with their words, for pickers of fields."""
    for name, fact in facts_of(uses).items():
        if name == "person":
            continue
        asked_by = [use.label for use in uses if use.facts and name in use.facts]
        yield {
            "name": name,
            "label": side(fact.label) if fact.label else name,
            "type": fact.type,
            "choices": [[value, side(label) or value] for value, label in fact.choices.items()],
            "only": [] if len(asked_by) == len(uses) else asked_by,
        }


def _urls(slug: str) -> dict[str, str]:
    names = ("save", "draft", "conditions", "table", "tables", "try", "draft_file")
    return {name: reverse(f"processes:{name}", args=[slug]) for name in names} | {
        "people": reverse("processes:people")
    }


def _named_people(draft: Draft, person: Person) -> dict[str, str]:
    """The names of those the diagram names by their user names."""
    named = {
        extra.values.get("value", "")
        for _graph, node in read(draft.xml).walk()
        for extra in node.extras
        if extra.values.get("by") == "person"
    }
    if not named:
        return {}
    return {one.username: one.label for one in Person.objects.visible_to(person).filter(username__in=named)}


def _transitions(uses: list[Use]) -> list[list[str]]:
    """The ways out of a status that ends may take: of the lifecycles in use, else of requests."""
    slugs = {use.lifecycle for use in uses if use.lifecycle} or {"request"} & shipped().keys()
    found: dict[str, str] = {}
    for slug in sorted(slugs):
        for name, label in transitions_of(slug).items():
            found.setdefault(name, pick(label) or name)
    return [[name, label] for name, label in found.items()]
