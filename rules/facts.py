"""What a rule may read: named facts, their types, and how answers become them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

TYPES = frozenset(
    {"text", "number", "money", "date", "datetime", "yesno", "choice", "choices", "person", "people", "item"}
    | {"table", "list", "map", "any"}  # any: what is known only when it comes
)
RESERVED = frozenset(
    {"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let"}
    | {"loop", "package", "namespace", "null", "return", "true", "var", "void", "while"}  # CEL's own
    | {
        "int",
        "uint",
        "double",
        "bool",
        "string",
        "bytes",
        "timestamp",
        "duration",
        "dyn",
        "list",
        "map",
        "type",
    }
    | {"answered", "and", "or", "not"}  # ours
)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

PERSON_FIELDS = MappingProxyType(
    {
        "id": "id",
        "name": "text",
        "username": "text",
        "email": "text",
        "job_title": "text",
        "department": "text",
        "site": "text",
        "manager": "text",
        "language": "text",
        "is_vip": "yesno",
    }
)
ITEM_FIELDS = MappingProxyType(
    {
        "id": "id",
        "name": "text",
        "type": "text",
        "tag": "text",
        "serial": "text",
        "state": "text",
        "owner": "text",
        "department": "text",
        "site": "text",
    }
)
FIXED_FIELDS = {"person": PERSON_FIELDS, "people": PERSON_FIELDS, "item": ITEM_FIELDS}


def is_fact_name(name: str) -> bool:
    """Whether a fact (a question, a field) may be called so: Latin letters, digits, no word CEL keeps."""
    return bool(NAME.fullmatch(name)) and name not in RESERVED and not name.startswith("__")


@dataclass(frozen=True)
class Fact:
    """One fact: its type, what people call it, and what it may be.

    `label` is a text, a lazy one, or `{"en": …, "zh": …}`. `choices` maps the values of a choice to
    their labels; a rule that compares with another value is refused. `fields` are the columns of a
    table (name → type); persons and items have theirs already.
    """

    type: str
    label: Any = field(default="", hash=False)
    choices: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"A fact can't be of type {self.type!r}; there are {', '.join(sorted(TYPES))}.")
        if self.type in FIXED_FIELDS:
            object.__setattr__(self, "fields", FIXED_FIELDS[self.type])


class Facts(Mapping[str, Fact]):
    """All facts a rule may read, by name; immutable. A type's name stands for a fact without more.

    `Facts(amount="number", site=Fact("choice", choices={"hq": "HQ"}))`; raises `ValueError` for a name
    that can't be one (see `is_fact_name`) or a type that does not exist.
    """

    def __init__(self, facts: Mapping[str, str | Fact] | None = None, /, **more: str | Fact) -> None:
        known: dict[str, Fact] = {}
        for name, fact in {**(facts or {}), **more}.items():
            if not is_fact_name(name):
                raise ValueError(f"A fact can't be called {name!r}.")
            known[name] = fact if isinstance(fact, Fact) else Fact(fact)
        self._facts = known
        self.key = _frozen(known)
        self._hash = hash(self.key)

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __repr__(self) -> str:
        return f"Facts({', '.join(f'{name}={fact.type}' for name, fact in self.items())})"

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and self.key == other.key

    def words(self) -> list[str]:
        """Every name a rule may write, for a hint when it wrote another."""
        fields = [f"{name}.{one}" for name, fact in self.items() for one in fact.fields]
        return [*self, *fields]


def _frozen(value: Any) -> Any:
    """`value` as something that can be compared and hashed, whatever it is made of."""
    if isinstance(value, Fact):
        return (value.type, _frozen(value.label), _frozen(value.choices), _frozen(value.fields))
    if isinstance(value, Mapping):
        return tuple((name, _frozen(one)) for name, one in sorted(value.items()))
    if isinstance(value, (list, tuple)) or (isinstance(value, Iterable) and not isinstance(value, str)):
        return tuple(_frozen(one) for one in value)
    return str(value)
