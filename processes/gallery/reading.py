"""The files of the gallery, read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import yaml

from processes.bpmn import Drawing, read
from rules import Facts
from ui.bilingual import pick

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Entry:
    """A ready process. `reads` are the answers its conditions read, by name and type."""

    slug: str
    names: Mapping[str, str]
    summaries: Mapping[str, str]
    xml: str = field(repr=False)
    reads: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return pick(self.names)

    @property
    def summary(self) -> str:
        return pick(self.summaries)

    @cached_property
    def drawing(self) -> Drawing:
        return read(self.xml)

    @property
    def facts(self) -> Facts:
        return Facts(dict(self.reads))


@cache
def entries() -> tuple[Entry, ...]:
    """All processes of the gallery, in the order of its index."""
    index = yaml.safe_load((FOLDER / "index.yaml").read_text(encoding="utf-8"))
    return tuple(
        Entry(
            slug,
            said["name"],
            said["summary"],
            (FOLDER / f"{slug}.bpmn").read_text(encoding="utf-8"),
            said.get("reads", {}),
        )
        for slug, said in index.items()
    )


def entry(slug: str) -> Entry | None:
    """The process of the gallery with this short name."""
    return next((one for one in entries() if one.slug == slug), None)


def matching(text: str) -> list[Entry]:
    """What fits the words, in either language."""
    words = text.lower().split()
    return [
        one
        for one in entries()
        if all(
            any(word in said.lower() for said in (*one.names.values(), *one.summaries.values()))
            for word in words
        )
    ]
