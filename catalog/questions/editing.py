"""How questions look in the editor: one block for each kind, the same settings for all."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup


class RuleInput(forms.Textarea):
    """A condition: built from lists and told as a sentence; without scripts written in CEL."""

    template_name = "catalog/widgets/rule.html"

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 2, "spellcheck": "false"})


class FormulaBlock(blocks.TextBlock):
    """A value that is computed, in CEL."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("rows", 1)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)


class RuleBlock(FormulaBlock):
    """A condition in CEL."""

    @cached_property
    def field(self) -> forms.Field:
        return forms.CharField(widget=RuleInput(), **self.field_options)


class WordsBlock(blocks.CharBlock):
    """A text that may be missing in a draft; the check before publishing asks for it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)


class ChoiceRow(blocks.StructBlock):
    label = WordsBlock(label=_("English"))
    label_zh = WordsBlock(label=_("Chinese"))
    value = WordsBlock(
        label=_("Short name for rules"), help_text=_("Made from the English text when left empty.")
    )

    class Meta:
        label_format = "{label}"


KNOWN = [
    ("", _("Nothing")),
    ("name", _("Name")),
    ("mail", _("Mail address")),
    ("phone", _("Telephone")),
    ("job-title", _("Job title")),
    ("department", _("Department")),
    ("site", _("Site")),
    ("cost-centre", _("Cost centre")),
    ("manager", _("Manager")),
    ("myself", _("The person it is for")),
]


class QuestionBlock(blocks.StructBlock):
    """What every question has. `own` names the settings of the kind itself."""

    own: tuple[str, ...] = ()
    takes_default = True

    label = WordsBlock(label=_("Question"))
    label_zh = WordsBlock(label=_("Question in Chinese"))
    required = blocks.BooleanBlock(required=False, label=_("Must be answered"))
    help = WordsBlock(label=_("Help"), help_text=_("Stands below the question."))
    help_zh = WordsBlock(label=_("Help in Chinese"))
    name = WordsBlock(
        label=_("Name in rules"),
        help_text=_(
            "Small letters, digits and _. Made from the question when left empty; keep it when you reword."
        ),
    )
    known = blocks.ChoiceBlock(
        choices=KNOWN,
        required=False,
        label=_("Filled in from what we know"),
        help_text=_("People may still change it."),
    )
    default = WordsBlock(label=_("Default"), help_text=_("A value; or, after =, a rule: =quantity * 2"))
    visible_if = RuleBlock(label=_("Shown only if"), help_text=_("Without a condition it is always shown."))
    required_if = RuleBlock(
        label=_("Must be answered if"), help_text=_("A condition; else the tick above decides.")
    )
    check = RuleBlock(
        label=_("Must hold"), help_text=_("A condition the answers must meet before the form can be sent.")
    )
    message = WordsBlock(
        label=_("Said when it doesn't hold"),
        help_text=_("{name} is replaced by the answer to that question."),
    )
    message_zh = WordsBlock(label=_("The same in Chinese"))

    class Meta:
        label_format = "{label}"

    def get_form_layout(self) -> BlockGroup:
        """The question and what is special about its kind first; the rest behind the settings button."""
        first = ("label", "label_zh", *self.own, "required", "visible_if")
        here = [name for name in first if name in self.child_blocks]
        known = [name for name in COMMON if name in self.child_blocks and name not in here]
        more = known + [name for name in self.child_blocks if name not in (*here, *known)]
        return BlockGroup(children=here, settings=more)


COMMON = (
    "help",
    "help_zh",
    "name",
    "known",
    "default",
    "visible_if",
    "required_if",
    "check",
    "message",
    "message_zh",
)


class FurnitureBlock(blocks.StructBlock):
    """Something shown between questions."""

    label = WordsBlock(label=_("Heading"))
    label_zh = WordsBlock(label=_("Heading in Chinese"))
    help = WordsBlock(label=_("Text"))
    help_zh = WordsBlock(label=_("Text in Chinese"))
    visible_if = RuleBlock(label=_("Shown only if"))
