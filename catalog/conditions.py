"""The rules of services."""

from people.models import Person
from rules import BrokenRule, Fact, Facts, Rule, compile_rule

PERSON = Fact("person", label={"en": "the person it is for", "zh": "服务对象"})
AUDIENCE_FACTS = Facts(person=PERSON)


def rule(text: str, facts: Facts, expects: str = "bool") -> Rule:
    """The compiled rule; raises `rules.BrokenRule` with the place and the reason. Compiled once per process."""
    return compile_rule(text, facts, expects=expects)


def holds_for(text: str, person: Person) -> bool:
    """Whether a rule about people holds for this one; a rule that can't be read holds for nobody."""
    try:
        return rule(text, AUDIENCE_FACTS).holds({"person": person})
    except BrokenRule:
        return False
