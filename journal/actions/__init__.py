"""The deeds of the journal: record what happened, ask for an effect, mend a failed delivery."""

from journal.actions.mending import dismiss, replay
from journal.actions.recording import (
    Effect,
    OutsideTransaction,
    TooDeep,
    because_of,
    later,
    later_each,
    record,
)

__all__ = [
    "Effect",
    "OutsideTransaction",
    "TooDeep",
    "because_of",
    "dismiss",
    "later",
    "later_each",
    "record",
    "replay",
]
