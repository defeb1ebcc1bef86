"""A laptop, a telephone and a monitor for everybody in the demo company."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

FIRST_DAY = date(2023, 1, 16)
PREFIXES = {"laptop": "NB", "phone": "PH", "monitor": "MN"}


def devices(people: list[dict[str, Any]], models: dict[str, list[list[Any]]]) -> Iterator[dict[str, Any]]:
    """One item of each kind for each person; models, dates and prices go round, so that they differ."""
    for number, person in enumerate(people):
        for kind, offered in models.items():
            yield _device(kind, offered[number % len(offered)], number, person)


def _device(kind: str, model: list[Any], number: int, person: dict[str, Any]) -> dict[str, Any]:
    manufacturer, name, *rest = model
    bought = FIRST_DAY + timedelta(days=(number * 31) % 1280)
    values: dict[str, Any] = {
        "manufacturer": manufacturer,
        "model": name,
        "bought_on": bought.isoformat(),
        "warranty_until": (bought + timedelta(days=3 * 365)).isoformat(),
        "price": str(rest[-1]),
    }
    if kind == "laptop":
        values |= {"memory_gb": str(rest[0]), "operating_system": rest[1]}
    if kind == "monitor":
        values["diagonal"] = str(rest[0])
    if kind == "phone":
        values["number"] = f"+49 171 555 {1000 + number}"
    return {
        "tag": f"{PREFIXES[kind]}-{1001 + number}",
        "type": kind,
        "name": f"{manufacturer} {name}",
        "serial": f"{manufacturer[:2].upper()}{kind[0].upper()}{7310000 + number * 137}",
        "owner": person["username"],
        "department": "it",
        "site": person.get("site"),
        "team": "service-desk",
        "state": "in-use",
        "values": values,
    }
