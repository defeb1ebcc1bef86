"""An article's body as the HTML a reader gets."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from knowledge.markdown.html import sanitised
from knowledge.models import Article
from people.models import Person


def body_html(article: Article, person: Person) -> SafeString:
    """The body, sanitised once more on its way out: what the editor let through never runs.

    Headings get ids, so that links within the page work. A link to an article the reader may not see
    keeps its words and loses its address.
    """
    html = article.body.render_as_block()
    soup = BeautifulSoup(sanitised(str(html)), "html.parser")
    _name_headings(soup)
    _close_doors(soup, person)
    return mark_safe(str(soup))  # sanitised above; only ids and hrefs of ours were changed since


def _name_headings(soup: BeautifulSoup) -> None:
    taken: set[str] = set()
    for heading in soup.find_all(["h2", "h3", "h4"]):
        name = slugify(heading.get_text(" ", strip=True), allow_unicode=True) or "section"
        while name in taken:
            name += "-2"
        taken.add(name)
        heading["id"] = name


def _close_doors(soup: BeautifulSoup, person: Person) -> None:
    slug_of = _slug_reader()
    linked = [(anchor, slug_of(anchor.get("href") or "")) for anchor in soup.find_all("a")]
    slugs = {slug for _anchor, slug in linked if slug}
    if not slugs:
        return
    open_ones = set(Article.objects.visible_to(person).filter(slug__in=slugs).values_list("slug", flat=True))
    for anchor, slug in linked:
        if slug and slug not in open_ones:
            anchor.unwrap()


def _slug_reader() -> Callable[[str], str | None]:
    """Reads the slug out of an article's address, absolute or not."""
    shelf = reverse("knowledge:answers")
    pattern = re.compile(rf"(?:https?://[^/]+)?{re.escape(shelf)}([^/?#]+)/")

    def slug_of(address: str) -> str | None:
        found = pattern.match(unquote(address))
        return found[1] if found else None

    return slug_of
