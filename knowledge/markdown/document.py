"""Reading one Markdown document: title, front matter, body."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from bs4 import BeautifulSoup

from knowledge.markdown.front_matter import split_front_matter
from knowledge.markdown.html import sanitised
from knowledge.markdown.leftovers import without_leftovers
from knowledge.markdown.pieces import blocks_of
from knowledge.markdown.renderer import RENDERER

# A link's address as it is written -> the attributes of its `a`, or None to keep the words alone.
Links = Callable[[str], dict[str, str] | None]
# A picture's address and its description -> the id of a stored image, or None to leave it out.
Pictures = Callable[[str, str], int | None]

HREF = re.compile(r'<a[^>]*\shref="([^"]*)"')


@dataclass
class Document:
    """What was read: `body` is a StreamField's raw data; `lost` tells what could not be kept, in words."""

    title: str
    body: list[dict[str, Any]]
    meta: dict[str, Any] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Parsed:
    """A text whose Markdown is read, but whose links are not followed yet."""

    meta: dict[str, Any]
    html: str
    lost: list[str]

    @property
    def addresses(self) -> list[str]:
        """Where its links lead, as they are written."""
        return [unescape(found) for found in HREF.findall(self.html)]

    def document(self, links: Links | None = None, pictures: Pictures | None = None) -> Document:
        """The document, with its links followed by `links` and its pictures found by `pictures`."""
        soup = BeautifulSoup(self.html, "html.parser")
        title = str(self.meta.get("title") or "").strip()
        first = soup.find("h1")
        if first is not None and (not title or first.get_text(strip=True) == title):
            title = first.get_text(" ", strip=True)
            first.decompose()
        lost = list(self.lost)
        body = blocks_of(soup, links or plain_links, pictures or no_pictures, lost)
        return Document(title=title, body=body, meta=self.meta, lost=lost)


def parse(text: str) -> Parsed:
    """Reads front matter and Markdown. Whatever HTML stands in it is sanitised; nothing of it runs."""
    meta, text = split_front_matter(text)
    text, lost = without_leftovers(text)
    return Parsed(meta, sanitised(RENDERER.render(text)), lost)


def read(text: str, *, links: Links | None = None, pictures: Pictures | None = None) -> Document:
    """The document in a text.

    Its title is the front matter's, else its first heading of the first level, else empty. Headings
    move down so that none stands beside the article's own.
    """
    return parse(text).document(links, pictures)


def plain_links(address: str) -> dict[str, str] | None:
    """Links to elsewhere and within the page stay; what points into a folder nobody knows becomes words."""
    elsewhere = address.startswith(("https://", "http://", "mailto:", "tel:", "#"))
    return {"href": address} if elsewhere and len(address) > 1 else None


def no_pictures(address: str, alt: str) -> int | None:
    return None
