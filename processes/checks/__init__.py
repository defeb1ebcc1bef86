"""What is wrong with a diagram before anything runs: everything at once, each finding at its element.

`check(drawing)` is asked while somebody draws, before a publish, for a file from outside. Without facts nothing is
known of the answers conditions read, and any name is accepted; with them (a service's questions) an unknown name
is an error.
"""

from collections.abc import Mapping

from processes.bpmn import Drawing
from processes.bpmn.straighten import straighten
from processes.checks import notation, structure, words
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
