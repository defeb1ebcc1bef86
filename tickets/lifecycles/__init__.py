"""Lifecycles: finite-state machines drawn by people, checked before they run, immutable once they do."""

from tickets.lifecycles.faults import Fault, check, read
from tickets.lifecycles.spec import WHO, Choice, Question, Spec, Status, Text, Transition
from tickets.lifecycles.store import current, shipped, spec_of, specs_of

__all__ = [
    "WHO",
    "Choice",
    "Fault",
    "Question",
    "Spec",
    "Status",
    "Text",
    "Transition",
    "check",
    "current",
    "read",
    "shipped",
    "spec_of",
    "specs_of",
]
