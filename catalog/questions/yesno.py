"""Yes or no, and nothing until it was answered."""

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.questions.base import Asking, Question, expect, standard
from catalog.questions.editing import QuestionBlock
from catalog.texts import Bilingual, in_both

TRUE, FALSE = "true", "false"
YES = ("yes", "true", "1", "on", "y")
NO = ("no", "false", "0", "off", "n")


class YesNoQuestion(Question):
    kind: Literal["yesno"] = "yesno"
    fact = "yesno"

    def field(self, asking: Asking) -> forms.Field:
        return forms.TypedChoiceField(
            choices=[(TRUE, _("Yes")), (FALSE, _("No"))],
            coerce=lambda value: value == TRUE,
            empty_value=None,
            widget=forms.RadioSelect(attrs={"data-look": "row"}),
            **standard(self),
        )

    def raw(self, answer: Any) -> Any:
        return TRUE if expect(answer, bool, _("This must be true or false.")) else FALSE

    def is_answered(self, cleaned: Any) -> bool:
        return cleaned is not None

    def read(self, cleaned: bool) -> Bilingual | str:
        return in_both(lambda: _("Yes") if cleaned else _("No"))

    def initial(self, value: Any, asking: Asking) -> Any:
        if isinstance(value, str):
            return TRUE if value.lower() in YES else FALSE if value.lower() in NO else None
        return None if value is None else TRUE if value else FALSE

    def schema(self, asking: Asking) -> dict[str, Any]:
        return {"type": "boolean"}


class YesNoBlock(QuestionBlock):
    known = None

    class Meta:
        icon = "check"
        label = gettext_lazy("Yes or no")
        label_format = "{label}"


KIND = (YesNoQuestion, YesNoBlock)
