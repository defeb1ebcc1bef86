"""What runs on a lifecycle beside tickets: those who choose lifecycles tell of it here."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Use:
    """One thing that runs on a lifecycle: its name, where it is, and what it does without."""

    label: str
    url: str
    note: str = ""


Teller = Callable[[Collection[str], Any], dict[str, list[Use]]]
_tellers: list[Teller] = []


def tells_uses(teller: Teller) -> Teller:
    """Registers what tells, for some lifecycles by slug, what of theirs a person may see."""
    _tellers.append(teller)
    return teller


def uses_of(slugs: Collection[str], person: Any) -> dict[str, list[Use]]:
    """What runs on each of these lifecycles, as far as the person may see it."""
    found: dict[str, list[Use]] = {slug: [] for slug in slugs}
    for teller in _tellers:
        for slug, uses in teller(slugs, person).items():
            found[slug] += uses
    return found
