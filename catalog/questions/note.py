"""A word of help between questions, in Markdown."""

from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from pydantic import Field
from wagtail import blocks

from catalog.questions.base import Furniture
from catalog.questions.editing import RuleBlock
from catalog.texts import Bilingual, Text, nothing
from ui.bilingual import pick

_markdown = MarkdownIt("commonmark", {"html": False}).enable("linkify", ignoreInvalid=True)


class NoteQuestion(Furniture):
    kind: Literal["note"] = "note"
    body: Text = Field(default_factory=nothing)
    tone: Literal["info", "warning"] = "info"

    @property
    def shown_html(self) -> SafeString:
        """The text in the reader's language; its Markdown can't bring HTML of its own."""
        return mark_safe(_markdown.render(pick(self.body)))

    @property
    def texts(self) -> dict[str, Bilingual]:
        return {"body": self.body}


class NoteBlock(blocks.StructBlock):
    body = blocks.TextBlock(required=False, rows=3, label=_("Text"), help_text=_("Markdown may be used."))
    body_zh = blocks.TextBlock(required=False, rows=3, label=_("Text in Chinese"))
    tone = blocks.ChoiceBlock(
        choices=[("info", _("A hint")), ("warning", _("A warning"))], default="info", label=_("How it looks")
    )
    visible_if = RuleBlock(label=_("Shown only if"))

    class Meta:
        icon = "help"
        label = _("Help text")
        label_format = "{body}"


KIND = (NoteQuestion, NoteBlock)
