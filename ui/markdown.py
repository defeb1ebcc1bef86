"""What people write, as Markdown, becomes HTML that can do no harm."""

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "b", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre",
    "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "code": {"class"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
}
LANGUAGE = re.compile(r"^language-[\w+#-]{1,30}$")
SCHEMES = {"http", "https", "mailto", "tel"}
ALIGNED = re.compile(r"text-align:(left|center|right)")
OURS = re.compile(r"^/(?![/\\])[^\s\\]*$")
CAP = 100_000  # characters; a longer text is shown as it was typed

_reader = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20})
_reader.enable(["table", "strikethrough", "linkify"])


def to_html(text: str) -> str:
    """Safe HTML of a Markdown text.

    Raw HTML in it is shown as text; links are nofollow; pictures come only from this site (others become
    their words and address); headings start at the second level.
    """
    if len(text) > CAP:
        return nh3.clean(f"<pre>{nh3.clean_text(text)}</pre>", tags={"pre"})
    tokens = _reader.parse(text)
    for token in tokens:
        _tame(token)
        for child in token.children or ():
            _tame(child)
    return clean(_reader.renderer.render(tokens, _reader.options, {}))


def clean(html: str) -> str:
    """HTML from anywhere (rich text, mail), reduced to what `to_html` may give."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
        attribute_filter=_allowed,
    )


def to_text(text: str, length: int = 0) -> str:
    """The words of a Markdown text in one line, cut at `length` if given: for previews and search."""
    plain = " ".join(nh3.clean(_reader.render(text[:CAP]), tags=set()).split())
    plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    return f"{plain[: length - 1]}…" if length and len(plain) > length else plain


def _tame(token: Token) -> None:
    """Headings below the page's own, columns aligned without a style, foreign pictures as links."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + 1, 4)}"
    elif token.type in ("th_open", "td_open"):
        aligned = ALIGNED.search(str(token.attrs.pop("style", "")))
        if aligned:
            token.attrs["align"] = aligned[1]
    elif token.type == "image" and not is_ours(str(token.attrs.get("src", ""))):
        address, words = str(token.attrs["src"]), token.content or str(token.attrs["src"])
        token.type, token.tag, token.children = "text", "", None
        token.content = words if words == address else f"{words} ({address})"


def is_ours(address: str) -> bool:
    """Whether an address leads nowhere else: a path of this site."""
    return bool(OURS.match(address))


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if tag == "code" and attribute == "class":
        return value if LANGUAGE.match(value) else None
    if tag == "img" and attribute == "src":
        return value if is_ours(value) else None
    if attribute == "align":
        return value if value in ("left", "center", "right") else None
    return value
