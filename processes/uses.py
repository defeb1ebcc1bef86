"""What names a process beside diagrams: those who choose processes tell of it here, and what they know about it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from rules import Facts


@dataclass(frozen=True)
class Use:
    """One thing that runs a process: its name, where it is, what it does without, and the facts it gives.

    Without `facts` nothing is known of its answers. `lifecycle` is the slug of the one its tickets run on.
    """

    label: str
    url: str = ""
    note: str = ""
    facts: Facts | None = field(default=None, hash=False)
    lifecycle: str = ""
    key: str = ""


Teller = Callable[[Collection[str], Any], dict[str, list[Use]]]
_tellers: list[Teller] = []


def tells_uses(teller: Teller) -> Teller:
    """Registers what tells, for some processes by slug, what uses them.

    The teller gets a person and tells what that person may see; for None it tells of everything, since what a
    new version would break counts even where it may not be named.
    """
    _tellers.append(teller)
    return teller


def uses_of(slugs: Collection[str], person: Any) -> dict[str, list[Use]]:
    """What uses each of these processes, as far as the person may see it; everything for None."""
    found: dict[str, list[Use]] = {slug: [] for slug in slugs}
    for teller in _tellers:
        for slug, uses in teller(slugs, person).items():
            found[slug] += uses
    return found
