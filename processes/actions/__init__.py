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
from processes.actions.repairing import (
    CannotTakeBack,
    cancel_run_by_hand,
    jump,
    retry_step,
    skip_step,
    take_back,
)
from processes.actions.running import AlreadyRunning, CannotJump, cancel_run, fire_due, hear, start

__all__ = [
    "AlreadyDrawn",
    "AlreadyRunning",
    "BrokenProcess",
    "CannotJump",
    "CannotTakeBack",
    "cancel_run",
    "cancel_run_by_hand",
    "change_draft",
    "discard_draft",
    "fire_due",
    "hear",
    "jump",
    "keep_samples",
    "publish_draft",
    "publish_process",
    "retry_step",
    "skip_step",
    "start",
    "start_draft",
    "start_process",
    "take_back",
]
