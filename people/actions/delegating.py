"""Somebody else acts for a person for a while: arranged, begun and ended by the clock, or ended by hand."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.models import Event
from journal.refusals import Invalid, NotAllowed, Refused
from people import policies
from people.models import Delegation, Person

LONGEST = timedelta(days=366)
NOTE = 200
BATCH = 200


class DelegationLoop(Refused):
    """Whoever would act for the person has the person act for them at the same time."""

    code = "delegation-loop"


@transaction.atomic
def delegate(
    person: Person,
    substitute: Person,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    now: datetime,
    note: str = "",
) -> Delegation:
    """From then until then the substitute acts for the person: what waits goes to them, and what is left comes back.

    One's own affair, of one's manager, and of administrators. Raises `NotAllowed`, `Invalid` beside the field,
    `DelegationLoop` where the chain of substitutes would close at any moment of that time.
    """
    if not policies.may_delegate(by, person):
        raise NotAllowed(_("Only they themselves, their manager or an administrator may do that."))
    note = note.strip()
    _check(person, substitute, starts_at, ends_at, note, now)
    Person.objects.select_for_update().get(pk=Person.objects.machine().pk)  # one arrangement after the other
    _refuse_second(person, starts_at, ends_at)
    _refuse_loop(person, substitute, starts_at, ends_at)
    made = Delegation.objects.create(
        person=person,
        substitute=substitute,
        starts_at=starts_at,
        ends_at=ends_at,
        note=note,
        made_by=by,
        made_at=now,
        begun_at=now if starts_at <= now else None,
    )
    _tell("person.delegated", made, by=by, now=now, begun=made.begun_at is not None)
    return made


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Person, now: datetime) -> Delegation:
    """Ends it before its time, or calls it off; one that has ended stays so.

    The substitute may give it back, too. Raises `NotAllowed`.
    """
    held = _held(delegation.pk)
    if not (by.pk == held.substitute_id or policies.may_delegate(by, held.person)):
        raise NotAllowed(_("Only those two, their manager or an administrator may do that."))
    if held.ended_at is None:
        _end(held, by=by, now=now)
    return held


def keep_delegations(*, now: datetime, at_most: int = BATCH) -> int:
    """Begins what begins by now and ends what ends, each in a transaction of its own; how many."""
    open_ones = Delegation.objects.filter(ended_at=None)
    due = open_ones.filter(Q(begun_at=None, starts_at__lte=now) | Q(ends_at__lte=now))
    return sum(_keep(pk, now=now) for pk in list(due.values_list("pk", flat=True)[:at_most]))


@transaction.atomic
def _keep(pk: int, *, now: datetime) -> bool:
    held = _held(pk)
    if held.ended_at is not None:
        return False
    machine = Person.objects.machine()
    if held.ends_at <= now:
        _end(held, by=machine, now=now)
    elif held.begun_at is None and held.starts_at <= now:
        held.begun_at = now
        held.save(update_fields=["begun_at"])
        _tell("person.delegation-begun", held, by=machine, now=now)
    else:
        return False
    return True


def _end(held: Delegation, *, by: Person, now: datetime) -> None:
    held.ended_at = now
    held.save(update_fields=["ended_at"])
    _tell("person.delegation-ended", held, by=by, now=now)


def _held(pk: int) -> Delegation:
    return Delegation.objects.select_for_update().get(pk=pk)


def _check(
    person: Person, substitute: Person, starts_at: datetime, ends_at: datetime, note: str, now: datetime
) -> None:
    errors: dict[str, list] = {}
    if substitute.pk == person.pk:
        errors["substitute"] = [_("Choose somebody else than the person.")]
    elif not substitute.is_active or substitute.is_machine:
        errors["substitute"] = [_("This person has left. Choose somebody else.")]
    if ends_at <= starts_at:
        errors["ends_at"] = [_("It must end after it begins.")]
    elif ends_at <= now:
        errors["ends_at"] = [_("This lies in the past.")]
    elif ends_at - starts_at > LONGEST:
        errors["ends_at"] = [_("A year is the longest.")]
    if len(note) > NOTE:
        errors["note"] = [
            format_lazy(
                _("This is too long: {length} characters, {limit} at most."), length=len(note), limit=NOTE
            )
        ]
    if errors:
        raise Invalid(_("Please look at what is marked."), errors=errors)


def _overlapping(starts_at: datetime, ends_at: datetime) -> Q:
    return Q(ended_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)


def _refuse_second(person: Person, starts_at: datetime, ends_at: datetime) -> None:
    other = Delegation.objects.filter(_overlapping(starts_at, ends_at), person=person).first()
    if other is not None:
        sentence = format_lazy(
            _("{substitute} acts for {person} in that time already. End that first."),
            substitute=other.substitute.label,
            person=person.label,
        )
        raise Invalid(sentence, errors={"starts_at": [sentence]})


def _refuse_loop(person: Person, substitute: Person, starts_at: datetime, ends_at: datetime) -> None:
    """Follows the substitutes through the time they have in common."""
    ahead = [(substitute, starts_at, ends_at)]
    while ahead:
        acting, since, until = ahead.pop()
        if acting.pk == person.pk:
            sentence = format_lazy(
                _("{substitute} is away then and would hand it back to {person}. Choose somebody else."),
                substitute=substitute.label,
                person=person.label,
            )
            raise DelegationLoop(sentence, errors={"substitute": [sentence]})
        further = Delegation.objects.filter(_overlapping(since, until), person=acting)
        ahead += [
            (one.substitute, max(since, one.starts_at), min(until, one.ends_at))
            for one in further.select_related("substitute")
        ]


def _tell(verb: str, delegation: Delegation, *, by: Person, now: datetime, **more: object) -> Event:
    data = {
        "delegation": delegation.pk,
        "person": delegation.person_id,
        "substitute": delegation.substitute_id,
        "substitute_name": delegation.substitute.label,
        "from": delegation.starts_at.isoformat(),
        "until": delegation.ends_at.isoformat(),
        "note": delegation.note,
        **more,
    }
    return record(verb, delegation.person, by=by, now=now, data=data)
