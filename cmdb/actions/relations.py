"""The deeds that tie items together and untie them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from cmdb import policies
from cmdb.actions.refusals import AlreadyRelated
from cmdb.models import Item, Relation, RelationType
from journal.actions import record
from journal.refusals import Invalid, NotAllowed
from people.models import Person
from people.wording import in_both


@transaction.atomic
def relate(
    source: Item, target: Item, type: RelationType, *, by: Person, now: datetime, channel: str = "web"
) -> Relation:
    """Records that `source` hangs on `target` in this way. Keeping either end is enough to say so."""
    if not (policies.may_change(by, source) or policies.may_change(by, target)):
        raise NotAllowed(_("Only configuration managers may relate these items."))
    if source.pk == target.pk:
        raise Invalid(_("An item can't be related to itself. Choose another one."))
    relation, made = Relation.objects.get_or_create(type=type, source=source, target=target)
    if not made:
        raise AlreadyRelated(_("This relation is recorded already."))
    _record_at_both_ends("item.related", relation, by=by, now=now, channel=channel)
    return relation


@transaction.atomic
def unrelate(relation: Relation, *, by: Person, now: datetime, channel: str = "web") -> None:
    """Removes a relation; both items' histories keep that it was there."""
    if not (policies.may_change(by, relation.source) or policies.may_change(by, relation.target)):
        raise NotAllowed(_("Only configuration managers may untie these items."))
    _record_at_both_ends("item.unrelated", relation, by=by, now=now, channel=channel)
    relation.delete()


def _called(item: Item, *, at: Item) -> Any:
    """How the history of `at` names the item: what a confidential department keeps, by the department alone,
    since a history has more readers than that department's items."""
    department = item.department
    if department is None or not department.confidential or department.pk == at.department_id:
        return item.name
    return in_both(format_lazy(_lazy("an item of {department}"), department=department.name))


def _record_at_both_ends(verb: str, relation: Relation, *, by: Person, now: datetime, channel: str) -> None:
    """One event for each item, told from its own end: histories are read item by item."""
    type, source, target = relation.type, relation.source, relation.target
    forward = {"relation": type.names, "other": _called(target, at=source), "other_id": target.pk}
    backward = {"relation": type.inverse_names, "other": _called(source, at=target), "other_id": source.pk}
    event = record(verb, source, by=by, now=now, data=forward, channel=channel)
    record(verb, target, by=by, now=now, data=backward, channel=channel, cause=event)
