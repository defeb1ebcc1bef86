"""What runs on a lifecycle beside tickets: those who choose lifecycles tell of it here, and what doesn't fit one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from tickets.lifecycles.spec import Spec


@dataclass(frozen=True)
class Use:
    """One thing that runs on a lifecycle: its name, where it is, and what it does without."""

    label: str
    url: str
    note: str = ""


Teller = Callable[[Collection[str], Any], dict[str, list[Use]]]
Misfits = Callable[[Spec, Any], list[Use]]
_tellers: list[Teller] = []
_misfits: list[Misfits] = []


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


def tells_misfits(teller: Misfits) -> Misfits:
    """Registers what tells which uses a lifecycle, as it would be published, doesn't fit any more."""
    _misfits.append(teller)
    return teller


def misfits_of(spec: Spec, person: Any) -> list[Use]:
    """What runs on the lifecycle now and couldn't on this content, each with why, in the person's view."""
    return [use for teller in _misfits for use in teller(spec, person)]
