"""What of HTML an article may hold. The one list, for what comes in and for what goes out."""

import nh3

from knowledge.markdown.renderer import NOTES

TEXT_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "ul", "table", "thead",
    "tbody", "tr", "th", "td", "img", "div", "details", "summary", "figure", "figcaption", "aside", "span",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "loading"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "th": {"scope"},
    "ol": {"start"},
    "div": {"tabindex"},
    "aside": {"role"},
    "pre": {"tabindex"},
}
# Any other class could dress words of an author as a part of the page.
CLASSES = {
    "div": {*NOTES, "article-table"},
    "aside": {*NOTES, "article-note"},
    "figure": {"article-picture"},
    "pre": {"article-listing"},
}
SCHEMES = {"http", "https", "mailto", "tel"}


def sanitised(html: str) -> str:
    """HTML without anything that runs, loads, submits or restyles; links open without telling where from."""
    return nh3.clean(
        html,
        tags=TEXT_TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
