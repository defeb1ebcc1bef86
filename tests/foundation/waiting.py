"""Waiting for what other processes do."""

import time
from collections.abc import Callable
from pathlib import Path

DEADLINE = 30


def until(condition: Callable[[], object], *, seconds: float = DEADLINE) -> None:
    """Returns as soon as the condition holds; fails at the deadline."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"still not so after {seconds} s"
        time.sleep(0.05)


def lives(pid: int) -> bool:
    """Whether the process runs; one that ended but was not asked for its exit code does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
