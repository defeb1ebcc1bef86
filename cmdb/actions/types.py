"""The deeds that shape what items are: types with their attributes, and kinds of relations."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cmdb import attributes, policies
from cmdb.models import Item, ItemType, RelationType
from journal.actions import record
from journal.refusals import Invalid, NotAllowed
from people.models import Person


@transaction.atomic
def save_type(type: ItemType, *, by: Person, now: datetime) -> ItemType:
    """Adds or changes an item type. Its attributes are checked; a type can't refine itself.

    Attributes that items have values for can be relabelled or dropped (the values stay until the item is
    next changed), but not turned into another kind: the stored values would no longer fit.
    """
    if not policies.may_shape(by):
        raise NotAllowed(_("Only company-wide configuration managers may change item types."))
    try:
        type.attributes = attributes.check(type.attributes)
        type.full_clean()
    except ValidationError as fault:
        errors = fault.message_dict if hasattr(fault, "error_dict") else {"attributes": fault.messages}
        raise Invalid(_("The item type is not right yet."), errors=errors) from None
    _refuse_a_circle(type)
    is_new = type.pk is None
    if not is_new:
        _refuse_other_kinds(type)
    type.save()
    record("item-type.added" if is_new else "item-type.changed", type, by=by, now=now)
    return type


@transaction.atomic
def save_relation_type(type: RelationType, *, by: Person, now: datetime) -> RelationType:
    """Adds or changes a kind of relation."""
    if not policies.may_shape(by):
        raise NotAllowed(_("Only company-wide configuration managers may change relation types."))
    try:
        type.full_clean()
    except ValidationError as fault:
        raise Invalid(_("The relation type is not right yet."), errors=fault.message_dict) from None
    is_new = type.pk is None
    type.save()
    record("relation-type.added" if is_new else "relation-type.changed", type, by=by, now=now)
    return type


def _refuse_a_circle(type: ItemType) -> None:
    ancestor = type.parent
    while ancestor is not None:
        if ancestor.pk == type.pk:
            sentence = _("A type can't refine itself. Choose another one.")
            raise Invalid(sentence, errors={"parent": [sentence]})
        ancestor = ancestor.parent


def _refuse_other_kinds(type: ItemType) -> None:
    before = {one.name: one.kind for one in attributes.read(ItemType.objects.get(pk=type.pk).attributes)}
    turned = [one for one in attributes.read(type.attributes) if before.get(one.name, one.kind) != one.kind]
    if turned and Item.objects.filter(type__in=ItemType.objects.with_refinements([type.slug])).exists():
        sentence = _("“%(name)s” can't become another kind: items have values for it.")
        raise Invalid(
            _("The item type is not right yet."),
            errors={"attributes": [sentence % {"name": one.text} for one in turned]},
        )
