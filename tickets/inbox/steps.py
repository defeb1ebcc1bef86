"""To which earlier steps an approval can be returned: told by whoever runs what the ticket goes through."""

from collections.abc import Callable
from dataclasses import dataclass

from tickets.models import Task


@dataclass(frozen=True)
class EarlierStep:
    """A step that was passed already: its element in the process, and what people call it."""

    element: str
    label: str


Teller = Callable[[Task], list[EarlierStep]]
_tellers: list[Teller] = []


def tells_steps(teller: Teller) -> Teller:
    """Registers what tells to which earlier steps a task can be returned."""
    _tellers.append(teller)
    return teller


def earlier_steps(task: Task) -> list[EarlierStep]:
    """The steps before this task that it can be returned to, in their order."""
    return [step for teller in _tellers for step in teller(task)]
