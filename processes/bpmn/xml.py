"""Reading XML that a stranger wrote: no entities, no network, no bombs. The only door to lxml."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from lxml import etree

from processes.complaints import BadDiagram, Complaint

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OWN = "urn:servicedesk:bpmn"  # our additions to the notation
LARGEST = 2_000_000  # bytes
DEEPEST = 60


def parse(text: str | bytes) -> etree._Element:
    """The root of a document; raises `BadDiagram` for what is too large, too deep, no XML, or declares a DTD."""
    data = text.encode() if isinstance(text, str) else text
    if len(data) > LARGEST:
        raise refused("too-large", _("The file is larger than two megabytes; a diagram is not."))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refused("not-xml", _("This is not XML: {reason}").format(reason=str(error)[:200])) from None
    if root.getroottree().docinfo.internalDTD is not None or root.getroottree().docinfo.doctype:
        raise refused(
            "doctype", _("The file declares a document type (DOCTYPE). Diagrams need none; take it out.")
        )
    _refuse_depth(root)
    return root


def _refuse_depth(root: etree._Element) -> None:
    level = [root]
    for _depth in range(DEEPEST):
        level = [child for one in level for child in one if isinstance(child.tag, str)]
        if not level:
            return
    raise refused("too-deep", _("The elements of the file are nested too deeply."))


def refused(rule: str, text: str) -> BadDiagram:
    return BadDiagram([Complaint(rule, "", text)])


def is_bpmn(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{BPMN}}}")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """The BPMN children of these names, all of them without one."""
    return [one for one in element if is_bpmn(one) and (not names or local(one) in names)]


def child_text(element: etree._Element, name: str) -> str:
    found = children(element, name)
    return words(found[0]) if found else ""


def words(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()


def own(element: etree._Element, name: str, default: str = "") -> str:
    """One of our own attributes."""
    return element.get(f"{{{OWN}}}{name}", default)


# ── writing ──────────────────────────────────────────────────────────────────────────────────────

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES = {"bpmn": BPMN, "bpmndi": DI, "dc": DC, "di": DD, "desk": OWN, "xsi": XSI}


def new_root() -> etree._Element:
    """An empty `definitions`."""
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap=PREFIXES)
    root.set("id", "Definitions_1")
    root.set("targetNamespace", OWN)
    return root


def root(name: str, space: str, /, **attributes: str) -> etree._Element:
    """The root of a new document whose own namespace is `space`."""
    made = etree.Element(f"{{{space}}}{name}", nsmap={None: space})
    made.attrib.update(attributes)
    return made


def add(
    parent: etree._Element, name: str, text: str | None = None, /, *, space: str = BPMN, **attributes: str
) -> etree._Element:
    """A new child; attributes without a value are left out."""
    child = etree.SubElement(parent, f"{{{space}}}{name}")
    for key, value in attributes.items():
        if value:
            child.set(key, value)
    if text is not None:
        child.text = text
    return child


def expression(parent: etree._Element, name: str, text: str) -> None:
    """A child that holds a formal expression."""
    child = add(parent, name, text)
    prefix = next((prefix for prefix, space in child.nsmap.items() if space == BPMN), None)
    child.set(f"{{{XSI}}}type", f"{prefix}:tFormalExpression" if prefix else "tFormalExpression")


def set_own(element: etree._Element, name: str, value: str) -> None:
    element.set(f"{{{OWN}}}{name}", value)


def space_of(name: str) -> str:
    """The namespace of a qualified name, "" for none."""
    return etree.QName(name).namespace or ""


def text_of(root: etree._Element, prefixes: Mapping[str | None, str] = PREFIXES) -> str:
    """The document as text, indented."""
    tidy = etree.fromstring(etree.tostring(root))
    etree.cleanup_namespaces(
        tidy, top_nsmap=dict(prefixes), keep_ns_prefixes=[one for one in prefixes if one]
    )
    for element in tidy.iter():
        if len(element) and not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    etree.indent(tidy, "  ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(tidy, encoding="unicode") + "\n"
