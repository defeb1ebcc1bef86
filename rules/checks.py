"""What the type checker can't know: which fields a thing has, and which values a choice may take."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from rules import cel
from rules.broken import BrokenRule, did_you_mean, unknown_field
from rules.facts import Facts
from rules.tree import Node, Tree


def variables(root: Node, facts: Facts) -> dict[str, frozenset[str]]:
    """The facts an expression reads, each with the CEL variables it reads of it.

    A name bound by `exists`, `map` … is no fact, whatever it is called.
    """
    found: dict[str, set[str]] = {}
    for node, bound in _idents(root, frozenset()):
        name = node.name.removeprefix("answered.").partition(".")[0]
        if name in facts and name not in bound:
            found.setdefault(name, set()).add(node.name)
    return {name: frozenset(each) for name, each in found.items()}


def check(source: str, tree: Tree, facts: Facts) -> None:
    """Raises `BrokenRule` at the first unknown field, impossible choice or useless pattern."""
    _check_node(source, tree, facts, tree.root, {})
    for node in tree.root.walk():
        if node.kind == "call" and node.name == "matches":
            _check_pattern(source, tree, node)


def _check_pattern(source: str, tree: Tree, node: Node) -> None:
    """A pattern that comes out of an answer could be of any size; one that is no pattern never matches."""
    pattern = node.children[-1]
    if pattern.kind != "const":
        said = _("The pattern of matches() must be written here, between quotation marks.")
    elif not cel.is_pattern(str(pattern.value)):
        said = _("“{pattern}” is not a regular expression.").format(pattern=pattern.value)
    else:
        return
    raise BrokenRule(*place_of(source, tree, pattern), said)


def _idents(node: Node, bound: frozenset[str]) -> Iterator[tuple[Node, frozenset[str]]]:
    if node.kind == "ident":
        yield node, bound
    inner = bound | {node.variable} if node.variable else bound
    for place, child in enumerate(node.children):
        yield from _idents(child, bound if place == 0 else inner)


def _check_node(source: str, tree: Tree, facts: Facts, node: Node, rows: Mapping[str, str]) -> None:
    """`rows` says which bound name stands for an element of which fact."""
    if node.kind == "select" and not node.value:
        _check_field(source, tree, facts, node, rows)
    elif node.kind == "call" and node.name in ("_==_", "_!=_", "@in"):
        _check_choice(source, tree, facts, node, rows)
    inner = rows
    if node.variable:
        first = node.children[0]
        fact = (
            first.name
            if first.kind == "ident"
            else rows.get(first.children[0].name if first.children else "", "")
        )
        inner = {**rows, node.variable: fact if first.kind == "ident" else ""}
    for place, child in enumerate(node.children):
        _check_node(source, tree, facts, child, rows if place == 0 else inner)


def _check_field(source: str, tree: Tree, facts: Facts, node: Node, rows: Mapping[str, str]) -> None:
    holder = node.children[0]
    if holder.kind == "ident":
        name = rows.get(holder.name, holder.name)
    elif holder.kind == "call" and holder.name == "_[_]" and holder.children[0].kind == "ident":
        name = rows.get(holder.children[0].name, holder.children[0].name)
    else:
        return
    fact = facts.get(name)
    if fact and fact.fields and node.name not in fact.fields:
        raise BrokenRule(*place_of(source, tree, node), unknown_field(name, node.name, list(fact.fields)))


def _check_choice(source: str, tree: Tree, facts: Facts, node: Node, rows: Mapping[str, str]) -> None:
    for asked, other in (node.children, node.children[::-1]):
        fact = facts.get(asked.name) if asked.kind == "ident" and asked.name not in rows else None
        if not fact or not fact.choices:
            continue
        for one in other.children if other.kind == "list" else [other]:
            if one.kind == "const" and isinstance(one.value, str) and one.value not in ("", *fact.choices):
                known = list(map(str, fact.choices))
                said = _("“{value}” is not one of the choices of “{name}”.").format(
                    value=one.value, name=asked.name
                )
                raise BrokenRule(*place_of(source, tree, one), said + did_you_mean(one.value, known))


def place_of(source: str, tree: Tree, node: Node) -> tuple[int, int]:
    """Line and column, from 1, of a node."""
    at = tree.positions.get(node.id, 0)
    before = source[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
