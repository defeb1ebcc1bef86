"""The plain words of an article: what is searched, and the passage that shows why it was found."""

import re
from html import unescape
from typing import Any

from knowledge.blocks import rows_of
from search.segments import asked

BREAKS = re.compile(r"</(?:p|li|h[1-6]|tr|td|th|div|blockquote|pre)>|<(?:br|hr)\s*/?>", re.IGNORECASE)
TAGS = re.compile(r"<[^>]*>")
SPACES = re.compile(r"[ \t\r\f\v ]+")
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])|\n+")
PASSAGE = 160


def strip_markup(html: str) -> str:
    """The text of a piece of HTML, a line for each of its blocks."""
    text = unescape(TAGS.sub("", BREAKS.sub("\n", html.replace("\n", " "))))
    lines = (SPACES.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def plain_text(body: Any) -> str:
    """The words of an article's body (a StreamField value), block after block."""
    parts = []
    for block in body or ():
        if block.block_type in ("text", "note"):
            parts.append(strip_markup(block.value.source))
        elif block.block_type == "picture":
            parts.append(block.value.get("caption") or "")
        elif block.block_type == "table":
            parts += [" ".join(strip_markup(cell) for cell in row) for row in rows_of(block.value)]
        else:
            parts.append(str(block.value))
    return "\n".join(part for part in parts if part)


def first_sentence(text: str, length: int = 300) -> str:
    """The beginning of a text, cut where a sentence or at least a word ends."""
    sentence = next((part.strip() for part in SENTENCE_ENDS.split(text) if part.strip()), "")
    return shortened(sentence, length)


def shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut[: cut.rindex(" ")] if " " in cut[length // 2 :] else cut).rstrip(" ,;，、；") + "…"


def passage(text: str, question: str, length: int = PASSAGE) -> str:
    """The sentence of the text that says most of what was asked; "" when none says any of it.

    Looked for by plain containment of the words' stems: this runs at every key somebody presses.
    """
    stems = {term.word for wanted in asked(question) for term in wanted.terms}
    best, most = "", 0
    for sentence in SENTENCE_ENDS.split(text):
        plain = sentence.lower()
        said = sum(len(stem) for stem in stems if stem in plain)
        if said > most:
            best, most = sentence.strip(), said
    return shortened(best, length)
