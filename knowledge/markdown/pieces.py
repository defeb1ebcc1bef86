"""From sanitised HTML to the blocks of an article: text, notes, tables, listings, pictures."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.translation import gettext as _

from knowledge.markdown.renderer import NOTES

HEADINGS = {"h1": "h2", "h5": "h4", "h6": "h4"}
SAME = {"strong": "b", "em": "i", "del": "s", "kbd": "code", "dt": "p", "dd": "p", "figcaption": "p"}
TEXT = {"a", "b", "blockquote", "br", "code", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "s", "ul"}
BLOCKS = {"p", "h2", "h3", "h4", "ul", "ol", "blockquote", "hr"}
STRIPPED = {"p", "h2", "h3", "h4", "li", "blockquote"}
LONGEST_TABLE = 20_000
SOFT_BREAK = re.compile(r"[ \t]*\n[ \t]*")
# Where a line ends between Chinese characters there is no space.
BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*\n[ \t]*(?=[\u3000-\u9fff\uff00-\uffef])")


def blocks_of(
    soup: BeautifulSoup,
    links: Callable[[str], dict[str, str] | None],
    pictures: Callable[[str, str], int | None],
    lost: list[str],
) -> list[dict[str, Any]]:
    """The blocks, in the order of the text. What can't be kept is named in `lost`."""
    _open_details(soup)
    _link(soup, links)
    _flatten(soup)
    found: list[dict[str, Any]] = []
    text: list[str] = []

    def close() -> None:
        html = "".join(text).strip()
        if html:
            found.append({"type": "text", "value": html})
        text.clear()

    for node in _top_level(soup):
        kind, value = _piece(node, pictures, lost)
        if kind == "text":
            text.append(value)
        elif value:
            close()
            found.append({"type": kind, "value": value})
    close()
    return found


def _top_level(soup: Any) -> Iterator[Any]:
    """The nodes of the first level, with wrappers opened and pictures taken out of their paragraphs."""
    for node in list(soup.children):
        if isinstance(node, NavigableString):
            if node.strip():
                yield _wrapped(node)
        elif node.name in ("div", "figure", "span", "aside") and not _is_note(node):
            yield from _top_level(node)
        elif node.name in ("p", "ul", "ol", "blockquote") and node.find("img"):
            images = [image.extract() for image in node.find_all("img")]
            if node.get_text(strip=True):
                yield node
            yield from images
        else:
            yield node


def _wrapped(text: NavigableString) -> Tag:
    paragraph = BeautifulSoup("<p></p>", "html.parser").p
    paragraph.string = str(text)
    return paragraph


def _piece(node: Tag, pictures: Callable[[str, str], int | None], lost: list[str]) -> tuple[str, Any]:
    if node.name == "table":
        return "table", _table(node)
    if node.name == "pre":
        return "listing", node.get_text().strip("\n")
    if node.name == "img":
        return "picture", _picture(node, pictures, lost)
    if _is_note(node):
        return "note", "".join(_text(child) for child in node.children).strip()
    return "text", _text(node)


def _is_note(node: Any) -> bool:
    return node.name in ("div", "aside") and bool(set(node.get("class") or ()) & set(NOTES))


def _picture(node: Tag, pictures: Callable[[str, str], int | None], lost: list[str]) -> dict[str, Any] | None:
    address, alt = node.get("src") or "", (node.get("alt") or "").strip()
    image = pictures(address, alt)
    if image is None:
        lost.append(_("picture left out: %(address)s") % {"address": address or alt or "?"})
        return None
    return {"image": image, "caption": alt[:200]}


def _table(node: Tag) -> str:
    """Lines of cells with `|` between them; what stands in a cell is inline Markdown."""
    lines = []
    for row in node.find_all("tr"):
        cells = [" ".join(_inline(cell).split()).replace("|", "\\|") for cell in row.find_all(["th", "td"])]
        if any(cells):
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)[:LONGEST_TABLE]


def _inline(node: Any) -> str:
    if isinstance(node, NavigableString):
        return str(node)
    inner = "".join(_inline(child) for child in node.children)
    if node.name == "a" and node.get("href"):
        return f"[{inner}]({node['href']})"
    if node.name in ("b", "strong") and inner.strip():
        return f"**{inner.strip()}**"
    if node.name == "code":
        return f"`{inner}`"
    return f" {inner} " if node.name in ("br", "p", "li") else inner


def _open_details(soup: BeautifulSoup) -> None:
    """A folded passage becomes a heading and its text: an article is read, not unfolded."""
    for summary in soup.find_all("summary"):
        summary.name = "h3"
    for details in soup.find_all("details"):
        details.unwrap()


def _link(soup: BeautifulSoup, links: Callable[[str], dict[str, str] | None]) -> None:
    for anchor in soup.find_all("a"):
        attributes = links(anchor.get("href") or "")
        if attributes is None:
            anchor.unwrap()
        else:
            anchor.attrs = attributes


def _flatten(soup: BeautifulSoup) -> None:
    """Only what the text editor knows, so that the first change of an article loses nothing of it."""
    for tag in soup.find_all(True):
        tag.name = HEADINGS.get(tag.name, SAME.get(tag.name, tag.name))
    for text in soup.find_all(string=SOFT_BREAK):
        if text.find_parent("pre") is None:
            text.replace_with(SOFT_BREAK.sub(" ", BETWEEN_HAN.sub("", text)))
    for tag in soup.find_all(["pre", "table"]):
        if tag.find_parent(["li", "blockquote", "td", "th"]) is not None:
            _linearise(tag)
    for item in soup.find_all("li"):
        _unwrap_paragraphs(item)


def _linearise(tag: Tag) -> None:
    """A listing or table inside a list item, as lines of code there."""
    rows = tag.find_all("tr")
    lines = (
        [row.get_text(" ", strip=True) for row in rows] if rows else tag.get_text().strip("\n").splitlines()
    )
    tag.name, tag.attrs = "p", {}
    tag.clear()
    for place, line in enumerate(lines):
        if place:
            tag.append(BeautifulSoup("<br/>", "html.parser").br)
        code = BeautifulSoup("<code></code>", "html.parser").code
        code.string = line
        tag.append(code)


def _unwrap_paragraphs(item: Tag) -> None:
    for paragraph in item.find_all("p", recursive=False):
        if paragraph.find_next_sibling("p") is not None:
            paragraph.append(BeautifulSoup("<br/>", "html.parser").br)
        paragraph.unwrap()


def _text(node: Any) -> str:
    """A node as the text editor's HTML; tags it does not know give way to their content."""
    if isinstance(node, NavigableString):
        text = str(node)
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    lists = node.name in ("ul", "ol")
    inner = "".join(_text(child) for child in node.children if not lists or isinstance(child, Tag))
    if node.name in STRIPPED:
        inner = inner.strip()
    if node.name not in TEXT or (node.name == "a" and not node.attrs):
        return inner
    if node.name in ("br", "hr"):
        return f"<{node.name}/>"
    if node.name in BLOCKS and not inner.strip():
        return ""
    attributes = (
        "".join(f' {name}="{_quoted(value)}"' for name, value in node.attrs.items())
        if node.name == "a"
        else ""
    )
    return f"<{node.name}{attributes}>{inner}</{node.name}>"


def _quoted(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
