"""What an outline is made of: items, one for each line, with the ways that lead on from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from processes.bpmn import Drawing, Flow, Graph, Node


@dataclass(frozen=True)
class Way:
    """One way out of a split, or one out of an event on a step's border, which `event` is then."""

    flow: Flow
    items: tuple["Item", ...]
    event: Node | None = None


@dataclass(frozen=True)
class Item:
    """One line of the outline with what lies below it.

    `kind` is `step`, `end`, `goto`, or a split: `choice` (one way), `some` (those that apply), `all`, `race` (the
    first that happens). `join` is the gateway at which the ways of a split come together, `goal` where a `goto` leads.
    `back` says that it leads to what was done before.
    """

    kind: str
    node: Node
    number: str = ""
    ways: tuple[Way, ...] = ()
    borders: tuple[Way, ...] = ()
    inner: tuple["Item", ...] = ()
    join: str = ""
    goal: str = ""
    flow: str = ""  # a goto: the flow that leads there
    back: bool = False
    is_drawn: bool = True  # a split that no gateway stands for is not

    def walk(self) -> Iterator["Item"]:
        yield self
        for items in self.below():
            for one in items:
                yield from one.walk()

    def below(self) -> list[tuple["Item", ...]]:
        return [self.inner, *(way.items for way in self.ways), *(way.items for way in self.borders)]


@dataclass(frozen=True)
class Told:
    """One process of the file: its way from the start, and ways that don't come from there."""

    graph: Graph
    items: tuple[Item, ...]
    apart: tuple[tuple[Item, ...], ...] = ()


@dataclass(frozen=True)
class Outline:
    """A drawing as lists of items. `is_blocks` says that every split has its join, so that it can be changed here."""

    drawing: Drawing
    processes: tuple[Told, ...]
    is_blocks: bool
    goals: dict[str, Item] = field(default_factory=dict, hash=False)

    def walk(self) -> Iterator[Item]:
        for one in self.processes:
            for items in (one.items, *one.apart):
                for item in items:
                    yield from item.walk()

    def item(self, element: str) -> Item | None:
        """The line of a shape; of a join that of its split."""
        return next(
            (one for one in self.walk() if one.kind != "goto" and element in (one.node.id, one.join)), None
        )
