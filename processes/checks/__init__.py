"""What is wrong with a diagram before anything runs: everything at once, each finding at its element.

`check(drawing)` is asked while somebody draws, before a publish, for a file from outside. Without facts nothing is
known of the answers conditions read, and any name is accepted; with them (a service's questions) an unknown name
is an error.
"""

from collections.abc import Mapping

from processes.bpmn import Drawing
from processes.bpmn.straighten import straighten
from processes.checks import notation, operations, people, structure, words
from processes.checks.company import Company
from processes.complaints import Complaint
from rules import Facts
from rules.tables import Table


def check(
    drawing: Drawing, facts: Facts | None = None, decisions: Mapping[str, Table] | None = None
) -> list[Complaint]:
    """Every complaint, those of reading first; nothing is said twice of the same element."""
    straight = straighten(drawing)
    found = [
        *drawing.complaints,
        *notation.check(drawing, decisions or {}),
        *structure.check(drawing, straight),
        *words.check(drawing, facts, decisions or {}),
    ]
    return list(dict.fromkeys(found))


def check_work(
    drawing: Drawing,
    facts: Facts | None = None,
    decisions: Mapping[str, Table] | None = None,
    company: Company | None = None,
) -> list[Complaint]:
    """What keeps people and operations from doing their part, asked beside `check` of what runs at this desk.

    Without `company` nothing is known of its teams, people, operations and transitions, and any name is accepted.
    """
    known = words.Known(drawing, facts, decisions or {})
    there = company or Company()
    found = [*people.check(drawing, known, there), *operations.check(drawing, known, there)]
    return list(dict.fromkeys(found))
