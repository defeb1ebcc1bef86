"""What the read-only pictures of a diagram get: its XML, with the shapes named in the reader's language."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from processes.bpmn import read, xml
from processes.complaints import Complaint
from processes.settings import names_of
from ui.bilingual import is_chinese, pick


def picture(text: str, marks: dict[str, str] | None = None) -> dict[str, Any]:
    """`{"xml", "marks"}` for <process-picture>; `marks` gives ids of elements a look: added, changed, removed, …"""
    return {"xml": in_the_readers_words(text), "marks": marks or {}}


def in_the_readers_words(text: str) -> str:
    """The diagram with its Chinese names where the reader reads Chinese; others as they are."""
    if not is_chinese():
        return text
    root = xml.parse(text)
    for element in root.iter():
        if isinstance(element.tag, str) and (name := xml.own(element, "nameZh")):
            element.set("name", name)
    return etree.tostring(root, encoding="unicode")


def told(complaints: Iterable[Complaint], text: str = "") -> list[dict[str, str]]:
    """Findings as JSON; with the diagram's `text` each with the `name` of its shape."""
    names = {node.id: pick(names_of(node)) for _graph, node in read(text).walk()} if text else {}
    return [{**one.told(), "name": names.get(one.element, "")} for one in complaints]
