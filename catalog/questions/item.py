"""My devices, or any configuration item one may see: one of them or several."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BeforeValidator
from wagtail import blocks

from catalog.questions.base import Asking, Part, Question, expect, standard
from catalog.questions.editing import QuestionBlock, WordsBlock
from catalog.references import item_types
from catalog.texts import without_nul
from catalog.widgets import ManyPickInput, PickInput
from cmdb.models import Item
from rules import Fact

SEPARATOR = " · "
OFFERED = 20


class ItemInput(PickInput):
    def id_of(self, shown: str) -> str:
        return shown.rpartition(SEPARATOR)[2]


class ItemAttribute(Part):
    """An attribute of the chosen item that rules may read as `<question>_<attribute>`."""

    name: str
    kind: Literal["text", "number", "date", "yesno"] = "text"


def written_short(value: Any) -> Any:
    """`{warranty_until: date}` is short for a list of attributes."""
    return (
        [{"name": name, "kind": kind} for name, kind in value.items()] if isinstance(value, dict) else value
    )


class ItemQuestion(Question):
    kind: Literal["item"] = "item"
    types: tuple[str, ...] = ()
    whose: Literal["mine", "visible"] = "mine"
    many: bool = False
    attributes: Annotated[tuple[ItemAttribute, ...], BeforeValidator(written_short)] = ()

    def facts(self) -> dict[str, Fact]:
        if self.many:
            return {self.name: Fact("list", label=self.label)}
        told = {f"{self.name}_{one.name}": Fact(one.kind, label=one.name) for one in self.attributes}
        return {self.name: Fact("item", label=self.label), **told}

    def values(self, cleaned: Any) -> dict[str, Any]:
        if self.many:
            return {self.name: [item.tag for item in cleaned or []]}
        told = {
            f"{self.name}_{one.name}": attribute_value(cleaned, one.name, one.kind) for one in self.attributes
        }
        return {self.name: cleaned, **told}

    def items(self, asking: Asking) -> QuerySet[Item]:
        """What one may choose: the person's own devices, or what whoever fills it in may see."""
        if self.whose == "mine":
            found = Item.objects.devices_of(asking.person)
        else:
            found = Item.objects.visible_to(asking.reader).exclude(state=Item.State.RETIRED)
        if asking.looker is not None:
            found = found.filter(pk__in=Item.objects.visible_to(asking.looker).values("pk"))
        if self.types:
            found = found.filter(type__slug__in=self.types)
        return found.select_related("type", "site")

    def field(self, asking: Asking) -> forms.Field:
        items = self.items(asking)
        if self.whose == "mine":
            if self.many:
                return ItemsField(items, widget=forms.CheckboxSelectMultiple, **standard(self))
            return ItemField(items, empty_label=_("Please choose"), **standard(self))
        if self.many:
            return ItemsField(items, widget=ManyPickInput, **standard(self))
        return PickedItemField(items, **standard(self))

    def matching(self, asking: Asking, text: str) -> list[dict[str, str]]:
        """What the chooser offers for what was typed."""
        found = self.items(asking)
        for word in text.split():
            found = found.filter(Q(name__icontains=word) | Q(tag__icontains=word) | Q(serial__icontains=word))
        return [
            {"id": item.tag, "label": described(item), "hint": item.type.label} for item in found[:OFFERED]
        ]

    def raw(self, answer: Any) -> Any:
        sentence = _("This must be a configuration item: its inventory number or id.")
        if self.many:
            return [str(expect(one, (str, int), sentence)) for one in expect(answer, list, sentence)]
        return str(expect(answer, (str, int), sentence))

    @property
    def takes_list(self) -> bool:
        return self.many

    def is_answered(self, cleaned: Any) -> bool:
        return bool(cleaned)

    def chosen(self, cleaned: Any) -> Iterable[Item]:
        return list(cleaned or []) if self.many else [cleaned] if cleaned else []

    def store(self, cleaned: Any) -> Any:
        ids = [item.pk for item in self.chosen(cleaned)]
        return ids if self.many else ids[0] if ids else None

    def read(self, cleaned: Any) -> str:
        return ", ".join(described(item) for item in self.chosen(cleaned))

    def schema(self, asking: Asking) -> dict[str, Any]:
        one = {"type": ["string", "integer"], "description": "inventory number or id of an item"}
        return {"type": "array", "items": one} if self.many else one


class ItemField(forms.ModelChoiceField):
    """An item by its id or inventory number, offered with both name and number."""

    def label_from_instance(self, item: Item) -> str:
        return described(item)

    def to_python(self, value: Any) -> Item | None:
        if value in self.empty_values:
            return None
        try:
            return super().to_python(value)
        except ValidationError:
            if found := self.queryset.filter(tag=without_nul(str(value))[:64]).first():
                return found
            raise ValidationError(_("This item can't be chosen here."), code="unknown-item") from None


class PickedItemField(forms.Field):
    """One of many items, by id, inventory number, or "name · number" as the list offers it."""

    widget = ItemInput

    def __init__(self, items: QuerySet[Item], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.items = items

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            value = self.find(value) or value
        return described(value) if isinstance(value, Item) else value

    def to_python(self, value: Any) -> Item | None:
        if not value or isinstance(value, Item):
            return value or None
        found = self.find(str(value))
        if found is None:
            raise ValidationError(_("This item can't be chosen here."), code="unknown-item")
        return found

    def find(self, text: str) -> Item | None:
        tag = without_nul(text).rpartition(SEPARATOR)[2].strip()
        found = self.items.filter(tag=tag).first()
        return found or (self.items.filter(pk=int(tag[:18])).first() if tag.isdecimal() else None)


class ItemsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, item: Item) -> str:
        return described(item)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(self.widget, ManyPickInput):
            return super().prepare_value(value)
        found = self.found([str(getattr(one, "pk", one)) for one in value or []])
        self.widget.chosen = [(item.tag, described(item)) for item in found]
        return [item.tag for item in found]

    def clean(self, value: Any) -> list[Item]:
        wanted = [str(one) for one in value or []]
        found = self.found(wanted)
        known = {str(item.pk) for item in found} | {item.tag for item in found}
        if set(wanted) - known:
            raise ValidationError(_("This item can't be chosen here."), code="unknown-item")
        return found

    def found(self, wanted: list[str]) -> list[Item]:
        wanted = [without_nul(one) for one in wanted]
        ids = [int(one[:18]) for one in wanted if one.isdecimal()]
        return list(self.queryset.filter(Q(pk__in=ids) | Q(tag__in=wanted)).order_by("name", "pk"))


def described(item: Item) -> str:
    return f"{item.name}{SEPARATOR}{item.tag}"


def attribute_value(item: Item | None, name: str, kind: str) -> Any:
    """An attribute of an item as rules read it; unknown where it has none, or one of another kind."""
    stored = item.values.get(name) if item else None
    if stored in (None, ""):
        return None
    try:
        return READERS[kind](stored)
    except (ArithmeticError, ValueError):
        return None


READERS = {
    "text": str,
    "number": lambda stored: Decimal(str(stored)),
    "date": lambda stored: date.fromisoformat(str(stored)),
    "yesno": lambda stored: stored is True,
}


class AttributeRow(blocks.StructBlock):
    name = WordsBlock(label=gettext_lazy("Attribute"))
    kind = blocks.ChoiceBlock(
        choices=[(kind, kind) for kind in READERS], default="text", label=gettext_lazy("Kind")
    )


class ItemBlock(QuestionBlock):
    own = ("whose", "types", "many", "attributes")
    known = None

    whose = blocks.ChoiceBlock(
        choices=[
            ("mine", gettext_lazy("The devices of the person it is for")),
            ("visible", gettext_lazy("Every item one may see")),
        ],
        default="mine",
        label=gettext_lazy("Which items"),
    )
    types = blocks.MultipleChoiceBlock(
        choices=item_types, required=False, label=gettext_lazy("Only of these types")
    )
    many = blocks.BooleanBlock(required=False, label=gettext_lazy("Several may be chosen"))
    attributes = blocks.ListBlock(
        AttributeRow(),
        default=[],
        required=False,
        collapsed=True,
        label=gettext_lazy("Attributes rules may read"),
    )

    class Meta:
        icon = "desktop"
        label = gettext_lazy("Device or configuration item")
        label_format = "{label}"


KIND = (ItemQuestion, ItemBlock)
