"""Which piece of a rule's text a part of its tree was written as."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.tree import Node, Tree

TOKEN = re.compile(
    r"""//[^\n]*|[rRbB]*(?:\"\"\"(?:.|\n)*?\"\"\"|'''(?:.|\n)*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
    r"|\d[\w.]*(?:[eE][+-]?\d+)?|\.\d+|\w+|&&|\|\||[<>=!]=|\S"
)
CLOSES = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    text: str


def text_of(source: str, tree: Tree, node: Node) -> str:
    """The text `node` was written as, on one line."""
    tokens = list(_tokens(source))
    places = {token.start: place for place, token in enumerate(tokens)}
    partners = _partners(tokens)
    found = {places[at] for part in node.walk() if (at := tree.positions.get(part.id)) in places}
    if not found:
        return source.strip()
    first, last = min(found), max(found)
    while True:
        wider = _widen(tokens, partners, first, last)
        if wider == (first, last):
            break
        first, last = wider
    return " ".join(source[tokens[first].start : tokens[last].end].split())


def _tokens(source: str) -> Iterator[Token]:
    for match in TOKEN.finditer(source):
        if not match[0].startswith("//"):
            yield Token(match.start(), match.end(), match[0])


def _partners(tokens: list[Token]) -> dict[int, int]:
    """Each bracket's other half, by place."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for place, token in enumerate(tokens):
        if token.text in CLOSES:
            opened.append(place)
        elif opened and token.text == CLOSES[tokens[opened[-1]].text]:
            found[place] = opened.pop()
            found[found[place]] = place
    return found


def _widen(tokens: list[Token], partners: dict[int, int], first: int, last: int) -> tuple[int, int]:
    """The range with what belongs to its ends: the other bracket, the name before a call or after a dot."""
    others = [partners[place] for place in range(first, last + 1) if place in partners]
    first, last = min([first, *others]), max([last, *others])
    if tokens[first].text == "(" and first and re.fullmatch(r"[A-Za-z_]\w*", tokens[first - 1].text):
        first -= tokens[first - 1].text != "in"
    if tokens[last].text in (".", "-") and last + 1 < len(tokens):
        last += 1
    return first, last
