"""What the desk does by itself at a step: a registry of operations, each with typed inputs.

Packages above add theirs by `processes.operations.registry.operation`, from their app's `ready`.
"""

from processes.operations import calls, comments, items, memberships, notices, tickets
from processes.operations.registry import Doing, Failed, Field, describe, known, operation

__all__ = [
    "Doing",
    "Failed",
    "Field",
    "calls",
    "comments",
    "describe",
    "items",
    "known",
    "memberships",
    "notices",
    "operation",
    "tickets",
]
