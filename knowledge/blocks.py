"""What an article is made of.

A table, a listing and a picture are blocks of their own: the text editor would lose the first two, and
pictures are served by a view that knows who may read the article.
"""

import re
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from knowledge.markdown.html import sanitised
from knowledge.markdown.renderer import RENDERER

EDGES = re.compile(r"\A\||(?<!\\)\|\Z")
DIVIDER = re.compile(r"(?<!\\)\|")

TEXT_FEATURES = [
    "h2", "h3", "h4", "bold", "italic", "strikethrough", "code", "blockquote", "ol", "ul", "hr", "link",
    "document-link",
]  # fmt: skip
NOTE_FEATURES = ["bold", "italic", "code", "ol", "ul", "link"]


class TableBlock(blocks.FieldBlock):
    """A table, typed as lines with `|` between the cells; the first line heads the columns."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field_options = {
            "required": required,
            "help_text": help_text
            or _("One row per line, cells separated by |. The first line is the heading."),
        }
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        lines = forms.Textarea(attrs={"rows": 6})
        return forms.CharField(widget=lines, max_length=20_000, **self.field_options)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "knowledge/blocks/table.html"

    def get_context(self, value: str, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        rows = rows_of(value)
        return {**context, "head": rows[0] if rows else [], "rows": rows[1:]}

    def get_searchable_content(self, value: str) -> list[str]:
        return [value.replace("|", " ")]


def rows_of(text: str) -> list[list[SafeString]]:
    """The cells of each line; short lines are filled up, so that every row has as many as the widest.

    What stands in a cell is inline Markdown (links, bold, code), `\\|` a line that does not divide.
    """
    lines = (EDGES.sub("", line.strip()) for line in (text or "").splitlines())
    rows = [[_cell(cell) for cell in DIVIDER.split(line)] for line in lines if line]
    width = max((len(row) for row in rows), default=0)
    return [row + [mark_safe("")] * (width - len(row)) for row in rows]


def _cell(text: str) -> SafeString:
    return mark_safe(sanitised(RENDERER.renderInline(text.replace("\\|", "|").strip())))


class ListingBlock(blocks.TextBlock):
    """Something to copy exactly: a command, a configuration, a message."""

    class Meta:
        icon = "code"
        label = _("Listing")
        template = "knowledge/blocks/listing.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(required=False, max_length=200, label=_("caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "knowledge/blocks/picture.html"


class BodyBlock(blocks.StreamBlock):
    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"), icon="pilcrow")
    note = blocks.RichTextBlock(
        features=NOTE_FEATURES, label=_("Note"), icon="warning", template="knowledge/blocks/note.html"
    )
    table = TableBlock()
    listing = ListingBlock()
    picture = PictureBlock()

    class Meta:
        required = True
