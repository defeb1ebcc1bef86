"""Filters by people, services, items: found while typing, shown by name, kept as short words in the address."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cmdb.models import Item
from people.models import Person

ME = "me"
Offer = tuple[str, str, str]  # what stands in the address, the name, a hint
Services = Callable[..., list[Offer]]
_services: list[Services] = []


def offers_services(teller: Services) -> Services:
    """Registers what offers services a person may see, by `text`, or by their short names (`slugs`)."""
    _services.append(teller)
    return teller


def services_for(person: Person, *, text: str = "", slugs: Iterable[str] = ()) -> list[Offer]:
    return [one for teller in _services for one in teller(person, text=text, slugs=slugs)]


class WordsInput(forms.TextInput):
    """Words typed into one box, or repeated in the address."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return [word for one in given for word in one.split()]

    def format_value(self, value: Any) -> str:
        return " ".join(value or ())


class PickWords(WordsInput):
    """The same, found while somebody types; without scripts the words are typed (`placeholder` says which)."""

    template_name = "tickets/widgets/pick_words.html"
    choices: Any = ()  # given by the field: the names of what is chosen

    def __init__(self, url_name: str, placeholder: Any) -> None:
        super().__init__({"placeholder": placeholder})
        self.url_name = url_name

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        named = {str(word): label for word, label in self.choices} if value else {}
        chosen = [(word, named.get(word, word)) for word in value or ()]
        return {
            **super().get_context(name, value, attrs),
            "url": reverse(self.url_name),
            "chosen": chosen,
        }


# ── the names of what an address asks for ────────────────────────────────────────────────────────────


def asked_people(request: Any) -> list[tuple[str, Any]]:
    words = _asked(request, "requester")
    found = Person.objects.visible_to(request.user)
    by_number = {str(pk): one.label for pk, one in found.in_bulk(numbers(words)).items()} if words else {}
    names = [word for word in words if not word.isdecimal() and word != ME]
    by_name = {one.username: one.label for one in found.filter(username__in=names)} if names else {}
    return [(ME, _("Me")), *by_number.items(), *by_name.items()]


def asked_services(request: Any) -> list[tuple[str, Any]]:
    words = _asked(request, "service")
    return [(slug, label) for slug, label, _hint in services_for(request.user, slugs=words)] if words else []


def asked_items(request: Any) -> list[tuple[str, Any]]:
    found = Item.objects.visible_to(request.user).filter(pk__in=numbers(_asked(request, "item")))
    return [(str(item.pk), item.name) for item in found]


def numbers(words: Iterable[str]) -> list[int]:
    """Those of the words that are ids."""
    return [int(word) for word in words if word.isdecimal() and len(word) < 19]


def _asked(request: Any, name: str) -> list[str]:
    return [word for one in request.GET.getlist(name) for word in one.split()]
