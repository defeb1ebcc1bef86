"""Translated words as data: an event keeps both languages, since its readers have not been born yet."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ui.bilingual import CHINESE, ENGLISH, both

THE_COMPANY = _("the whole company")


def in_both(text: Any) -> dict[str, str]:
    """A translatable text as `{"en", "zh"}`."""
    with translation.override(ENGLISH):
        english = str(text)
    with translation.override(CHINESE):
        return both(english, str(text))


def place_of(department: Any) -> dict[str, str]:
    """A department's names, or the company's for None."""
    return department.names if department is not None else in_both(THE_COMPANY)
