"""YAML from strangers: plain data and the line of each place, or a refusal in words.

No aliases (a few lines can grow to gigabytes through them), no tags (they name Python types), no second
document, no key twice; and of what YAML guesses only numbers, true, false and null: a bare `yes`, a day or
`12:30` stays the text it looks like.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext as _

LARGEST = 1024 * 1024  # bytes
DEEPEST = 24
MOST = 50_000  # values
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
Path = tuple[str | int, ...]

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Plain(_Base):
    yaml_implicit_resolvers: dict[str, Any] = {}


_Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Plain.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_Plain.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]{0,17})$"), list("-0123456789")
)
_Plain.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?[0-9]{1,15}\.[0-9]{1,15}$"), list("-0123456789")
)


class Unreadable(Exception):
    """Why the text can't be read, in the reader's language, and on which line (None where that says nothing)."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.line = sentence, line


@dataclass(frozen=True)
class Document:
    """Plain data, and the line on which each of its places stands."""

    data: Any
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int | None:
        """The line of a place, or of the nearest one around it that was written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def load(content: bytes) -> Document:
    """Raises `Unreadable`."""
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than 1 MB; a service is not."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("This is no text in UTF-8.")) from None
    try:
        _inspect(text)
        node = yaml.compose(text, Loader=_Plain)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Unreadable(
            _("This is no YAML: %(why)s") % {"why": error.problem or error.context}, line
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(_("This is no YAML: %(why)s") % {"why": str(error).splitlines()[0]}) from None
    if node is None:
        raise Unreadable(_("The file is empty."))
    lines: dict[Path, int] = {}
    return Document(_plain(node, (), lines), lines)


def _inspect(text: str) -> None:
    """Looks at the stream of events before anything is built from it."""
    depth = values = documents = 0
    for event in yaml.parse(text, Loader=_Plain):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(_("Anchors and aliases (& and *) are not read here; write it out."), line)
        if getattr(event, "tag", None):
            raise Unreadable(_("Tags (!…) are not read here."), line)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise Unreadable(_("There is more than one document in this file."), line)
        values += isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise Unreadable(_("This is nested too deeply for a service."), line)
        if values > MOST:
            raise Unreadable(_("There is too much in this file for one service."), line)


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*path, number), lines) for number, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key: Hashable = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key, str) or NO_TEXT.search(key):
            raise Unreadable(_("A name must be a plain word."), line)
        if key in found:
            raise Unreadable(_("“%(name)s” is written twice.") % {"name": key}, line)
        found[key] = _plain(value_node, (*path, key), lines)
        lines[*path, key] = line
    return found


def _scalar(node: yaml.Node) -> Any:
    if NO_TEXT.search(node.value):
        raise Unreadable(_("There is a character here that no text has."), node.start_mark.line + 1)
    kind, text = node.tag.rpartition(":")[2], node.value
    readers: dict[str, Any] = {
        "int": int,
        "float": str,  # a price keeps its cents
        "bool": lambda said: said == "true",
        "null": lambda said: None,
    }
    return readers[kind](text) if kind in readers else text
