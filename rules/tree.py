"""The parsed rule as a tree: which facts it reads, which parts it is made of.

The library gives no access to its syntax tree, but serialises a checked expression as the message
`cel.expr.CheckedExpr` (cel-spec, proto/cel/expr/checked.proto and syntax.proto). This module reads the
few fields needed, in the wire format of protocol buffers, and remembers where in the bytes each node
stands, so that a part can be evaluated alone and an operator replaced by another of the same length.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]


@dataclass
class Node:
    """One node of the tree. `kind` is const, ident, select, call, list, map or comprehension.

    `name` is the identifier, the selected field, or the called function; `value` a constant's value;
    `children` the operands (of a method call, the thing before the dot first).
    """

    id: int
    kind: str
    span: Span
    name: str = ""
    name_span: Span = (0, 0)
    value: Any = None
    children: list["Node"] = field(default_factory=list)
    variable: str = ""  # of a comprehension: the name it binds; its range is the first child
    is_method: bool = False

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Tree:
    """A checked expression: its root, each node's type (as CEL names it) and place in the source."""

    data: bytes
    root: Node
    types: dict[int, str]
    positions: dict[int, int]

    def part(self, node: Node) -> bytes:
        """The serialised expression that evaluates only `node`."""
        body = b"".join(self.data[start:end] for start, end in self._beside_root())
        expression = self.data[slice(*node.span)]
        checked = body + b"\x22" + varint(len(expression)) + expression
        name = b"type.googleapis.com/cel.expr.CheckedExpr"
        return b"\x0a" + varint(len(name)) + name + b"\x12" + varint(len(checked)) + checked

    def _beside_root(self) -> Iterator[Span]:
        for number, _value, span, whole in fields(self.data, message(self.data)):
            if number != 4 and span:
                yield whole


def varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def fields(data: bytes, span: Span) -> Iterator[tuple[int, Any, Span | None, Span]]:
    """(field number, scalar or None, content's span or None, whole field's span) for each field."""
    at, end = span
    while at < end:
        start = at
        tag, at = read_varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            value, at = read_varint(data, at)
            yield number, value, None, (start, at)
        elif wire == 1:
            yield number, data[at : at + 8], None, (start, at + 8)
            at += 8
        elif wire == 2:
            length, at = read_varint(data, at)
            yield number, None, (at, at + length), (start, at + length)
            at += length
        else:
            raise ValueError(f"Unexpected wire type {wire}.")


def message(data: bytes) -> Span:
    """Where the CheckedExpr stands inside the Any it is wrapped in."""
    for number, _value, span, _whole in fields(data, (0, len(data))):
        if number == 2 and span:
            return span
    raise ValueError("This is no serialised expression.")


def read_tree(data: bytes) -> Tree:
    """The tree of an expression as the library serialised it."""
    root: Node | None = None
    types: dict[int, str] = {}
    positions: dict[int, int] = {}
    for number, _value, span, _whole in fields(data, message(data)):
        if span is None:
            continue
        if number == 3:
            key, kind = _type_entry(data, span)
            types[key] = kind
        elif number == 4:
            root = _node(data, span)
        elif number == 5:
            positions = dict(_positions(data, span))
    if root is None:
        raise ValueError("The serialised expression is empty.")
    return Tree(data, root, types, positions)


_PRIMITIVES = {1: "bool", 2: "int", 3: "uint", 4: "double", 5: "string", 6: "bytes"}
_WELL_KNOWN = {1: "any", 2: "timestamp", 3: "duration"}


def _type_entry(data: bytes, span: Span) -> tuple[int, str]:
    key, kind = 0, "dyn"
    for number, value, inner, _whole in fields(data, span):
        if number == 1:
            key = value
        elif inner:
            kind = _type(data, inner)
    return key, kind


def _type(data: bytes, span: Span) -> str:
    for number, value, inner, _whole in fields(data, span):
        if number == 3:
            return _PRIMITIVES.get(value, "dyn")
        if number == 5:
            return _WELL_KNOWN.get(value, "dyn")
        if number in (6, 7) and inner:
            return "list" if number == 6 else "map"
        if number == 2:
            return "null"
    return "dyn"


def _positions(data: bytes, span: Span) -> Iterator[tuple[int, int]]:
    for number, _value, inner, _whole in fields(data, span):
        if number == 4 and inner:
            entry = {key: value for key, value, _inner, _all in fields(data, inner)}
            yield entry.get(1, 0), entry.get(2, 0)


def _text(data: bytes, span: Span) -> str:
    return data[slice(*span)].decode()


def _node(data: bytes, span: Span) -> Node:
    node = Node(0, "", span)
    for number, value, inner, _whole in fields(data, span):
        if number == 2:
            node.id = value
        elif inner and number in _READERS:
            _READERS[number](data, inner, node)
    return node


def _const(data: bytes, span: Span, node: Node) -> None:
    node.kind = "const"
    for number, value, inner, _whole in fields(data, span):
        if number == 2:
            node.value = bool(value)
        elif number == 3:
            node.value = value - (1 << 64) if value >> 63 else value
        elif number == 4:
            node.value = value
        elif number == 5:
            node.value = struct.unpack("<d", value)[0]
        elif inner:
            node.value = _text(data, inner) if number == 6 else data[slice(*inner)]


def _ident(data: bytes, span: Span, node: Node) -> None:
    node.kind = "ident"
    _named(data, span, node, name=1)


def _select(data: bytes, span: Span, node: Node) -> None:
    node.kind = "select"
    node.value = any(number == 3 for number, *_rest in fields(data, span))  # has(a.b)
    _named(data, span, node, name=2)


def _call(data: bytes, span: Span, node: Node) -> None:
    node.kind = "call"
    node.is_method = any(number == 1 for number, *_rest in fields(data, span))
    _named(data, span, node, name=2)


def _named(data: bytes, span: Span, node: Node, *, name: int) -> None:
    """The name, and every sub-message as a child."""
    for number, _value, inner, _whole in fields(data, span):
        if number == name and inner:
            node.name, node.name_span = _text(data, inner), inner
        elif inner:
            node.children.append(_node(data, inner))


def _list(data: bytes, span: Span, node: Node) -> None:
    node.kind = "list"
    node.children = [
        _node(data, inner) for number, _v, inner, _w in fields(data, span) if number == 1 and inner
    ]


def _map(data: bytes, span: Span, node: Node) -> None:
    node.kind = "map"
    for number, _value, inner, _whole in fields(data, span):
        if number == 2 and inner:
            parts = [part for key, _v, part, _w in fields(data, inner) if key in (3, 4) and part]
            node.children += [_node(data, part) for part in parts]


def _comprehension(data: bytes, span: Span, node: Node) -> None:
    node.kind = "comprehension"
    for number, _value, inner, _whole in fields(data, span):
        if number == 1 and inner:
            node.variable = _text(data, inner)
        elif number in (2, 4, 5, 6, 7) and inner:
            node.children.append(_node(data, inner))


_READERS = {3: _const, 4: _ident, 5: _select, 6: _call, 7: _list, 8: _map, 9: _comprehension}
