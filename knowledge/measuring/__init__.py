"""How well search finds what people mean, in figures, from questions whose answers are known."""

from knowledge.measuring.figures import Figures, Outcome
from knowledge.measuring.run import Labelled, measure, read_labelled

__all__ = ["Figures", "Labelled", "Outcome", "measure", "read_labelled"]
