"""What is asked about an item: facts, the attributes of its type, whom it is handed to, what it hangs on."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from cmdb import attributes, life
from cmdb.models import Item, ItemType, RelationType
from cmdb.widgets import PickField
from people.models import Department, Person, Site, Team

VALUE = "values."


class SeenForm(forms.Form):
    """A form about an item as it stood when it was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    @property
    def seen_at(self) -> datetime | None:
        return parse_datetime(self.cleaned_data.get("seen") or "")


class ItemForm(SeenForm):
    """The facts every item has, and a field for each attribute of the type, inherited ones first."""

    name = forms.CharField(label=_("Name"), max_length=160)
    tag = forms.CharField(label=_("Inventory number"), max_length=64)
    serial = forms.CharField(label=_("Serial number"), max_length=120, required=False)
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        help_text=_("The one that answers for it."),
    )
    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.all(), required=False)
    team = forms.ModelChoiceField(label=_("Supported by"), queryset=Team.objects.all(), required=False)
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, type: ItemType, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attributes = attributes.read(type.all_attributes)
        reach = person.reach("item-manager")
        departments = self.fields["department"]
        departments.queryset = Department.objects.filter(reach.over("pk"))
        departments.required = not reach.everywhere
        for attribute in self.attributes:
            self.fields[VALUE + attribute.name] = attribute.field()

    @classmethod
    def initial_for(cls, item: Item) -> dict[str, Any]:
        """The item as the form shows it."""
        facts = {name: getattr(item, name) for name in ("name", "tag", "serial", "notes")}
        facts |= {name: getattr(item, f"{name}_id") for name in ("department", "site", "team")}
        values = {VALUE + name: _asked(value) for name, value in item.values.items()}
        return {**facts, **values, "seen": item.updated_at.isoformat()}

    @property
    def facts(self) -> dict[str, Any]:
        names = ("name", "tag", "serial", "department", "site", "team", "notes")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def values(self) -> dict[str, Any]:
        """The attributes as they are stored."""
        found = {one.name: one.store(self.cleaned_data.get(VALUE + one.name)) for one in self.attributes}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def fact_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if not name.startswith(VALUE)]

    @property
    def value_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(VALUE)]


def _asked(stored: Any) -> Any:
    return ("true" if stored else "false") if isinstance(stored, bool) else stored


class NewItemForm(ItemForm):
    state = forms.ChoiceField(label=_("State"), choices=Item.State.choices, initial=Item.State.IN_USE)
    owner = PickField(
        Person.objects.active(), "people:choose-person", ("username",), label=_("Used by"), required=False
    )

    @property
    def facts(self) -> dict[str, Any]:
        return {**super().facts, "state": self.cleaned_data["state"], "owner": self.cleaned_data["owner"]}


class HandOverForm(SeenForm):
    owner = PickField(
        Person.objects.active(),
        "people:choose-person",
        ("username",),
        label=_("Who uses it from now on?"),
        help_text=_("Leave it empty if it comes back."),
        required=False,
    )


class MoveForm(SeenForm):
    state = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state, state.label) for state in life.FOLLOWS[item.state]]


class RelateForm(forms.Form):
    """How this item hangs together with another, read from this item's end."""

    relation = forms.ChoiceField(label=_("This item"))
    other = PickField(Item.objects.none(), "cmdb:choose", ("tag", "name"), label=_("which item?"))

    def __init__(self, *args: Any, person: Person, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = {type.slug: type for type in RelationType.objects.all()}
        self.fields["relation"].choices = [
            choice
            for type in self.types.values()
            for choice in ((f"{type.slug}:out", type.label), (f"{type.slug}:in", type.inverse_label))
        ]
        self.fields["other"].queryset = Item.objects.visible_to(person).exclude(pk=item.pk)

    def ends(self, item: Item) -> tuple[Item, Item, RelationType]:
        """Source, target and type, whichever end was spoken from."""
        slug, _colon, direction = self.cleaned_data["relation"].rpartition(":")
        other = self.cleaned_data["other"]
        source, target = (item, other) if direction == "out" else (other, item)
        return source, target, self.types[slug]
