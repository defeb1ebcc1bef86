"""Runs the processes of the desk together: starts them, restarts what died, stops them all.

The children are forks of one process that has loaded everything already, so they start at once and share
most of their memory. Each leads a process group of its own: a signal to the supervisor's group (Ctrl-C, a
closed terminal) reaches only the supervisor, which stops the children in order; and what a dead child left
behind is ended with its group before a new one starts. On Linux the children end when the supervisor is
killed; elsewhere they go on and keep the port.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from typing import Any

STOP_SECONDS = 15
SETTLED_SECONDS = 10  # a child that lived this long began well
LONGEST_PAUSE = 30
FALSE_STARTS = 4
PROBE_SECONDS = 0.1

PR_SET_PDEATHSIG = 1
STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - to the person who started it


@dataclass
class Child:
    """One process and what it starts; it may begin again after it died."""

    name: str
    work: Callable[[], object]
    due: float = 0.0  # when it may begin
    process: ForkProcess | None = None
    began: float = 0.0
    false_starts: int = 0

    def begin(self) -> None:
        self.process = multiprocessing.get_context("fork").Process(
            target=become, args=(self.work, os.getpid()), name=self.name
        )
        self.process.start()
        self.began = time.monotonic()

    def clear_away(self) -> None:
        """After it ended: ends what it left behind and says when it may begin again."""
        code = self.process.exitcode if self.process else None
        self.kill()
        settled = time.monotonic() - self.began > SETTLED_SECONDS
        self.false_starts = 0 if settled else self.false_starts + 1
        pause = 0 if settled else min(2 ** (self.false_starts - 1), LONGEST_PAUSE)
        self.due = time.monotonic() + pause
        self.process = None
        say(f"{self.name} ended ({code}), starting it again" + (f" in {pause} s" if pause else ""))

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def kill(self) -> None:
        """Ends the child's whole group at once."""
        if self.process is not None and self.process.pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.join()


def become(work: Callable[[], object], parent: int) -> None:
    """What a new child does: leaves the supervisor's group and signals, ties its life to it, works."""
    os.setsid()
    for number in (*STOP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            raise SystemExit("the supervisor ended before its child began")
    work()


class Supervisor:
    """Keeps the children running until it is told to stop. `run` returns the exit code."""

    def __init__(self, children: list[Child], *, probe: str = "", greeting: str = "") -> None:
        self.children = children
        self.probe, self.greeting = probe, greeting
        self.stop_signals = 0
        self.bell, self._rope = os.pipe()  # a signal rings, so that waiting ends

    def run(self) -> int:
        for end in (self.bell, self._rope):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._rope, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to ring
        for number in STOP:
            signal.signal(number, self._told_to_stop)
        try:
            return self._watch()
        finally:
            self._stop_all()

    def _told_to_stop(self, *_: Any) -> None:
        self.stop_signals += 1

    def _watch(self) -> int:
        while not self.stop_signals:
            for child in self.children:
                if child.process is None and child.due <= time.monotonic():
                    child.begin()
            self._rest(self._patience())
            if self.probe and answers(self.probe):
                self.probe = ""
                say(self.greeting)
            for child in self.children:
                if child.process is not None and not child.lives and not self.stop_signals:
                    child.clear_away()
                    if child.false_starts >= FALSE_STARTS and self.probe:
                        say(f"{child.name} does not start; what it said stands above")
                        return 1
        return 0

    def _patience(self) -> float | None:
        """How long nothing needs doing unless somebody dies or rings; None is for ever."""
        pauses = [child.due - time.monotonic() for child in self.children if child.process is None]
        if self.probe:
            pauses.append(PROBE_SECONDS)
        return max(0.0, min(pauses)) if pauses else None

    def _rest(self, seconds: float | None) -> None:
        """Sleeps until a child dies, a signal comes or the time is over.

        A process's sentinel would not do: what the child has forked keeps it open.
        """
        wait([self.bell], seconds)
        with suppress(BlockingIOError):
            os.read(self.bell, 1024)

    def _stop_all(self) -> None:
        """Asks every child to finish, and ends those that have not by the deadline or a second signal."""
        asked, deadline = self.stop_signals, time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.stop()
        while any(child.lives for child in self.children):
            left = deadline - time.monotonic()
            if left <= 0 or self.stop_signals > max(asked, 1):
                break
            self._rest(left)
        for child in self.children:
            child.kill()


def answers(url: str) -> bool:
    """Whether the desk answers there."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return answer.status == 200
    except OSError:
        return False
