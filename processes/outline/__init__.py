"""The outline twin of a diagram: the same process as an indented list in sentences, and what changed, in sentences.

`outline_of(drawing)` reads any drawing; `lines` and `sentences` put it into words; `differences` tells what became
different between two drawings. `processes.outline.editing` changes a drawing by its outline.
"""

from processes.outline.comparing import Difference, differences
from processes.outline.knowing import Known, facts_of, known_of
from processes.outline.sentences import Line, lines, sentences, sentences_of
from processes.outline.telling import outline_of
from processes.outline.tree import Item, Outline, Told, Way

__all__ = [
    "Difference",
    "Item",
    "Known",
    "Line",
    "Outline",
    "Told",
    "Way",
    "differences",
    "facts_of",
    "known_of",
    "lines",
    "outline_of",
    "sentences",
    "sentences_of",
]
