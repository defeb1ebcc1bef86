"""Conditions of services as their publishers build them: the pieces of `rules.building` with what this desk knows."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from catalog import references
from rules import Facts, building
from rules.building import Reading

__all__ = ["Reading", "known", "offered", "read"]


def read(reading: Reading, facts: Facts) -> dict[str, Any]:
    """As `rules.building.read`, with the names of departments, sites and languages."""
    return building.read(reading, facts, known)


def offered(facts: Facts) -> list[dict[str, Any]]:
    """As `rules.building.offered`, with the departments, sites and languages there are."""
    return building.offered(facts, known)


def known(name: str) -> Mapping[str, Any]:
    """The values a field of a person may have, with what people call them."""
    _head, _dot, field = name.partition(".")
    if not field or field not in _LISTS:
        return {}
    return {value: str(label).strip("\u2003 ") for value, label in _LISTS[field]()}


_LISTS = {
    "department": references.departments,
    "site": references.sites,
    "language": lambda: settings.LANGUAGES,
}
