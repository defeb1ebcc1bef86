"""The terms tickets run under: read once per process, kept once per wording."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from tickets.lifecycles import Spec, spec_of
from tickets.lifecycles.spec import SERVICE_PROCESS
from tickets.models import Terms, Ticket

MOST_KEPT = 2000  # in the memory of a process
HIDDEN, READ, EDIT = "hidden", "read", "edit"


class Mask(BaseModel):
    """For whom (`who`, names of capacities) these questions are hidden, readable or editable in the statuses `at`.

    No status means any.
    """

    model_config = ConfigDict(frozen=True)

    questions: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    may: Literal["hidden", "read", "edit"] = "hidden"


class Agreed(BaseModel):
    """Terms in full. `without_steps` and `without_statuses` are parts of the lifecycle that are not used; `process`
    is the slug of what runs where the lifecycle says `$service.process`."""

    model_config = ConfigDict(frozen=True)

    masks: tuple[Mask, ...] = ()
    without_steps: tuple[str, ...] = ()
    without_statuses: tuple[str, ...] = ()
    process: str = ""

    @property
    def hides(self) -> frozenset[str]:
        """The questions that are hidden from somebody at some time."""
        return frozenset(name for mask in self.masks if mask.may == HIDDEN for name in mask.questions)


NOTHING = Agreed()
_read: dict[int, Agreed] = {}
_restricted: dict[tuple[int, int], Spec] = {}


def keep(content: Mapping[str, Any] | None) -> Terms | None:
    """The row with these terms, made where nobody agreed on them before; None for terms that say nothing."""
    agreed = Agreed.model_validate(content or {})
    if agreed == NOTHING:
        return None
    data = agreed.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    terms, made = Terms.objects.get_or_create(digest=digest, defaults={"content": data})
    if made:  # an undone transaction may have used the number before
        _forget(terms.pk)
    return terms


def agreed_for(ticket: Ticket) -> Agreed:
    """The terms of the ticket; empty ones for most."""
    return agreed_in({ticket.terms_id})[ticket.terms_id]


def agreed_in(ids: Iterable[int | None]) -> dict[int | None, Agreed]:
    """Many terms by their ids, in at most one query."""
    wanted = {pk for pk in ids if pk is not None}
    missing = wanted - _read.keys()
    if missing:
        if len(_read) > MOST_KEPT:
            _read.clear()
            missing = wanted
        for row in Terms.objects.filter(pk__in=missing):
            _read[row.pk] = Agreed.model_validate(row.content)
    return {None: NOTHING, **{pk: _read[pk] for pk in wanted}}


def lifecycle_of(ticket: Ticket) -> Spec:
    """The ticket's lifecycle without the steps its service does without."""
    if ticket.terms_id is None:
        return spec_of(ticket.lifecycle_version_id)
    key = (ticket.lifecycle_version_id, ticket.terms_id)
    if key not in _restricted:
        if len(_restricted) > MOST_KEPT:
            _restricted.clear()
        agreed = agreed_for(ticket)
        spec = spec_of(ticket.lifecycle_version_id)
        _restricted[key] = without(spec, agreed.without_steps, agreed.without_statuses)
    return _restricted[key]


def may_have_process(ticket: Ticket) -> bool:
    """Whether in some status of the ticket a process runs: its service's, or one that its lifecycle names."""
    named = {status.runs for status in spec_of(ticket.lifecycle_version_id).statuses.values()} - {""}
    return bool(named - {SERVICE_PROCESS} or (named and agreed_for(ticket).process))


def without(spec: Spec, steps: Iterable[str], statuses: Iterable[str]) -> Spec:
    """The lifecycle without these steps, and without those into these statuses. The statuses themselves stay
    known: a ticket may stand in one since before."""
    steps, statuses = set(steps), set(statuses)
    kept = {
        name: step for name, step in spec.transitions.items() if name not in steps and step.to not in statuses
    }
    if len(kept) == len(spec.transitions):
        return spec
    return Spec.model_validate(
        {name: getattr(spec, name) for name in Spec.model_fields} | {"transitions": kept}
    )


def _forget(pk: int) -> None:
    _read.pop(pk, None)
    for key in [key for key in _restricted if key[1] == pk]:
        del _restricted[key]
