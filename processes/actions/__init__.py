"""Everything that can be done to processes. Each deed checks, changes and records one event."""

from processes.actions.drawing import (
    AlreadyDrawn,
    change_draft,
    discard_draft,
    keep_samples,
    publish_draft,
    start_draft,
    start_process,
)
from processes.actions.publishing import BrokenProcess, publish_process

__all__ = [
    "AlreadyDrawn",
    "BrokenProcess",
    "change_draft",
    "discard_draft",
    "keep_samples",
    "publish_draft",
    "publish_process",
    "start_draft",
    "start_process",
]
