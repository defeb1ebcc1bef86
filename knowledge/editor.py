import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

SEPARATORS = re.compile(r"[,，、;；\n]+")


class WordsField(forms.CharField):
    """A list of words, typed with commas (the Chinese ones too) between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        words = [word.strip() for word in SEPARATORS.split(value or "")]
        return list(dict.fromkeys(word for word in words if word))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class ArticleForm(WagtailAdminPageForm):
    """The editor's checks that reach over several fields."""

    tags = WordsField(label=_("search words"), required=False, max_length=400)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("audience") == "departments" and not cleaned.get("departments"):
            self.add_error("departments", _("Choose the departments whose people may read it."))
        original = cleaned.get("translation_of")
        if original and original.language == cleaned.get("language"):
            self.add_error("translation_of", ValidationError(_("A translation is in the other language.")))
        return cleaned
