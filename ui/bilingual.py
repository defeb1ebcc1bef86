"""Texts that exist in both languages, and which of them a reader gets."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language, pgettext_lazy

ENGLISH, CHINESE = "en", "zh-hans"


def is_chinese(language: str | None = None) -> bool:
    """Whether the given (by default the active) language is a Chinese one."""
    return (language or get_language() or ENGLISH).lower().startswith("zh")


def choose(english: str, chinese: str, language: str | None = None) -> str:
    """The text in the reader's language, or in the other one where it is missing."""
    return (chinese or english) if is_chinese(language) else (english or chinese)


def pick(text: Any, language: str | None = None) -> str:
    """The reader's side of `{"en": …, "zh": …}`; any other value as it is, nothing as ""."""
    if isinstance(text, Mapping):
        return choose(str(text.get("en") or ""), str(text.get("zh") or ""), language)
    return "" if text is None else str(text)


pick_lazy = lazy(pick, str)


def both(english: str, chinese: str) -> dict[str, str]:
    """The two sides as they are stored in JSON."""
    return {"en": english or "", "zh": chinese or ""}


class Named(models.Model):
    """Something with a name in each language; `label` is the reader's."""

    name = models.CharField(pgettext_lazy("field", "name"), max_length=120)
    name_zh = models.CharField(pgettext_lazy("field", "Chinese name"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return choose(self.name, self.name_zh)

    @property
    def names(self) -> dict[str, str]:
        return both(self.name, self.name_zh)
