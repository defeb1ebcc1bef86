"""What the deeds of this package share: may they, does it fit, what became different."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import Invalid, NotAllowed, Refused
from people import policies
from people.models import Person
from people.wording import in_both
from ui.bilingual import Named


class InUse(Refused):
    """Something else still points to it."""

    code = "in-use"


def require_admin(by: Person, department: Any = None) -> None:
    """Raises `NotAllowed` unless somebody administers the department (or, for None, the company)."""
    if not policies.may_administer(by, department):
        raise NotAllowed(
            _("Only an administrator of this department may do that. Ask one of your administrators.")
            if department is not None
            else _("Only an administrator may do that. Ask one of your administrators.")
        )


def require_fitting(thing: models.Model) -> None:
    """Raises `Invalid` with a sentence per field unless the model's own rules hold.

    Whom a foreign key points to is not looked up again: deeds are given instances, not numbers.
    """
    relations = {field.name for field in thing._meta.fields if field.is_relation}
    try:
        thing.full_clean(exclude=relations | {"password", "path", "depth", "numchild"})
    except ValidationError as error:
        raise Invalid(_("That doesn't fit yet. See the marked fields."), errors=error.message_dict) from None


def apply_changes(thing: models.Model, fields: dict[str, Any], allowed: Iterable[str]) -> dict[str, list]:
    """Sets the given fields and returns `{field: [old, new]}` for those that became different.

    A field that is not allowed is the programmer's mistake, not the user's: `TypeError`.
    """
    unknown = fields.keys() - set(allowed)
    if unknown:
        raise TypeError(f"{type(thing).__name__} has no changeable {', '.join(sorted(unknown))}")
    changes = {}
    for name, new in fields.items():
        old = getattr(thing, name)
        if old != new:
            setattr(thing, name, new)
            changes[name] = [_recordable(old), _recordable(new)]
    return changes


def change_data(thing: models.Model, changes: dict[str, list]) -> dict[str, Any]:
    """An event's data for changed fields: their names for the sentence, old and new for the readers."""
    labels = [in_both(thing._meta.get_field(name).verbose_name) for name in changes]
    fields = {"en": ", ".join(one["en"] for one in labels), "zh": "、".join(one["zh"] for one in labels)}
    return {"changes": changes, "fields": fields}


def add_thing(thing: Any, fields: dict, allowed: Iterable[str], verb: str, by: Person, now: datetime) -> Any:
    """Saves a new thing with these fields and records it."""
    apply_changes(thing, fields, allowed)
    require_fitting(thing)
    thing.save()
    record(verb, thing, by=by, now=now)
    return thing


def change_thing(
    thing: Any, fields: dict, allowed: Iterable[str], verb: str, by: Person, now: datetime
) -> Any:
    """Saves what becomes different and records it; nothing otherwise."""
    changes = apply_changes(thing, fields, allowed)
    if changes:
        require_fitting(thing)
        thing.save(update_fields=list(changes))
        record(verb, thing, by=by, now=now, data=change_data(thing, changes))
    return thing


@transaction.atomic
def remove_thing(thing: Any, verb: str, by: Person, now: datetime) -> None:
    """Deletes and records it; raises `InUse` where something else needs it."""
    record(verb, thing, by=by, now=now, data=thing.names)
    try:
        with transaction.atomic():
            thing.delete()
    except models.ProtectedError:
        raise InUse(_("Something still belongs to it. Move that elsewhere first.")) from None


def _recordable(value: Any) -> Any:
    if isinstance(value, Named):
        return {"id": value.pk, **value.names}
    if isinstance(value, models.Model):
        return {"id": value.pk, "en": str(value), "zh": str(value)}
    return value
