"""The lists in the editor that are not questions: steps, rules for team and priority, articles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from catalog import references
from catalog.questions.editing import RuleBlock, WordsBlock
from tickets.models.ticket import Level


class StepBlock(blocks.StructBlock):
    title = WordsBlock(label=_("Step"))
    title_zh = WordsBlock(label=_("Step in Chinese"))
    text = WordsBlock(label=_("What happens"))
    text_zh = WordsBlock(label=_("What happens, in Chinese"))

    class Meta:
        icon = "arrow-right"
        label = _("Step")
        label_format = "{title}"


class RouteBlock(blocks.StructBlock):
    when = RuleBlock(label=_("If"), help_text=_("A condition on the answers or on the person it is for."))
    team = blocks.ChoiceBlock(choices=references.teams, required=False, label=_("then this team"))

    class Meta:
        icon = "user"
        label = _("Rule")
        label_format = "{when} → {team}"


class PriorityBlock(blocks.StructBlock):
    when = RuleBlock(label=_("If"), help_text=_("A condition on the answers or on the person it is for."))
    impact = blocks.ChoiceBlock(choices=Level.choices, default=Level.LOW, label=_("Impact"))
    urgency = blocks.ChoiceBlock(choices=Level.choices, default=Level.LOW, label=_("Urgency"))

    class Meta:
        icon = "warning"
        label = _("Rule")
        label_format = "{when}"


class ArticleInput(forms.TextInput):
    """The short name of an article, with those that everybody may read as suggestions."""

    template_name = "catalog/widgets/article.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}-list"
        context["widget"]["attrs"]["aria-label"] = str(_("Article"))
        return {**context, "articles": references.articles()}


class ServiceInput(ArticleInput):
    """The short name of a service, with those that are for everybody as suggestions."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "articles": references.services()}


class ServiceSlugBlock(blocks.FieldBlock):
    """Another service by its short name."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(max_length=80, widget=ServiceInput())
        super().__init__(**kwargs)

    class Meta:
        icon = "form"


class HandedBlock(blocks.StructBlock):
    question = WordsBlock(label=_("Their question (its name)"))
    answer_of = WordsBlock(label=_("is answered by this form's question (its name)"))
    value = WordsBlock(label=_("or always by"))

    class Meta:
        icon = "arrow-right"
        label = _("Answer")


class PartBlock(blocks.StructBlock):
    service = ServiceSlugBlock(label=_("Service (its address)"))
    quantity = blocks.IntegerBlock(min_value=1, default=1, label=_("How many"))
    answers = blocks.ListBlock(HandedBlock(), default=[], label=_("Answers handed down"))

    class Meta:
        icon = "form"
        label = _("Part")
        label_format = "{service}"


class ArticleBlock(blocks.FieldBlock):
    """An article by its short name, so that the service can travel to another installation."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(max_length=255, widget=ArticleInput())
        super().__init__(**kwargs)

    class Meta:
        icon = "doc-full"
        label = _("Article")


STEPS = [("step", StepBlock())]
ROUTES = [("rule", RouteBlock())]
PRIORITIES = [("rule", PriorityBlock())]
ARTICLES = [("article", ArticleBlock())]
PARTS = [("part", PartBlock())]
