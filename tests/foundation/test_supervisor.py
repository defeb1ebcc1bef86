"""Processes die, and the desk goes on; the desk is told to stop, and nothing stays behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.foundation.waiting import lives, until

ROOT = Path(__file__).resolve().parents[2]

# Two children that say who they are; `parent` forks a grandchild that holds on to everything it inherits.
DESK = """
    import os, sys, time
    from servicedesk.serving.supervisor import Child, Supervisor

    def say(what):
        with open(sys.argv[1], "a") as file:
            file.write(f"{what} {os.getpid()}\\n")

    def plain():
        say("plain")
        time.sleep(600)

    def parent():
        if os.fork() == 0:
            say("grandchild")
        else:
            say("parent")
        time.sleep(600)

    def stubborn():
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        say("stubborn")
        time.sleep(600)

    def hopeless():
        say("hopeless")
        raise SystemExit(3)

    work = {"plain": plain, "parent": parent, "stubborn": stubborn, "hopeless": hopeless}
    import servicedesk.serving.supervisor as module
    module.STOP_SECONDS = 1
    module.LONGEST_PAUSE = 0.05
    probe = "http://127.0.0.1:9/" if "hopeless" in sys.argv else ""
    raise SystemExit(Supervisor([Child(name, work[name]) for name in sys.argv[2:]], probe=probe).run())
"""


class Desk:
    """A supervisor with the children asked for, in a process group of its own."""

    def __init__(self, folder: Path, *children: str) -> None:
        self.log = folder / "log"
        self.log.touch()
        script = folder / "desk.py"
        script.write_text(textwrap.dedent(DESK))
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(self.log), *children],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        )

    def pids(self, name: str) -> list[int]:
        """The processes that went by that name, in order."""
        lines = [line.split() for line in self.log.read_text().splitlines()]
        return [int(pid) for said, pid in lines if said == name]

    def pid(self, name: str) -> int:
        until(lambda: self.pids(name))
        return self.pids(name)[-1]

    def end(self) -> None:
        everybody = [int(line.split()[1]) for line in self.log.read_text().splitlines()]
        for pid in (self.process.pid, *everybody):
            if lives(pid):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def desk(tmp_path) -> Iterator[Callable[..., Desk]]:
    started = []

    def start(*children: str) -> Desk:
        started.append(Desk(tmp_path, *children))
        return started[-1]

    yield start
    for one in started:
        one.end()


def test_a_child_that_is_killed_begins_again(desk):
    there = desk("plain")
    first = there.pid("plain")

    os.kill(first, signal.SIGKILL)

    until(lambda: len(there.pids("plain")) == 2)
    assert lives(there.pid("plain"))


def test_what_a_killed_child_left_behind_is_ended_before_it_begins_again(desk):
    there = desk("parent")
    left_behind = there.pid("grandchild")

    os.kill(there.pid("parent"), signal.SIGKILL)

    until(lambda: len(there.pids("parent")) == 2)
    assert not lives(left_behind)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_whole_group_stops_everybody_in_order(desk, number):
    there = desk("plain", "parent")
    everybody = [there.pid(name) for name in ("plain", "parent", "grandchild")]

    os.killpg(there.process.pid, number)

    assert there.process.wait(timeout=10) == 0
    until(lambda: not any(lives(pid) for pid in everybody))


def test_a_child_that_will_not_stop_is_ended_at_the_deadline(desk):
    there = desk("stubborn")
    child = there.pid("stubborn")

    there.process.send_signal(signal.SIGTERM)

    assert there.process.wait(timeout=10) == 0
    assert not lives(child)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ties lives together on Linux only")
def test_a_supervisor_that_is_killed_takes_its_children_along(desk):
    there = desk("plain", "parent")
    children = [there.pid("plain"), there.pid("parent")]

    there.process.kill()

    until(lambda: not any(lives(pid) for pid in children))


def test_a_child_that_never_begins_well_ends_the_start(desk):
    there = desk("plain", "hopeless")

    assert there.process.wait(timeout=20) == 1
    assert len(there.pids("hopeless")) == 4
    until(lambda: not lives(there.pid("plain")))


def test_a_child_that_dies_again_and_again_is_given_pauses():
    from servicedesk.serving.supervisor import LONGEST_PAUSE, Child

    child = Child("unlucky", work=lambda: None, began=time.monotonic())
    pauses = []
    for _ in range(8):
        child.began = time.monotonic()
        child.clear_away()
        pauses.append(round(child.due - time.monotonic()))

    assert pauses == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
