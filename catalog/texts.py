"""Texts in both languages, as a service keeps them."""

from typing import Annotated, Any

from django.utils import translation
from pydantic import BeforeValidator
from typing_extensions import TypedDict

from ui.bilingual import CHINESE, ENGLISH, both


class Bilingual(TypedDict):
    en: str
    zh: str


def without_nul(text: str) -> str:
    """The text as every database can keep it and be asked for it: PostgreSQL knows no NUL."""
    return text.replace("\x00", "")


def _completed(value: Any) -> Any:
    """`{"en", "zh"}` from nothing, from a bare string (English) or from one side."""
    if value is None:
        return both("", "")
    if isinstance(value, str):
        return both(value.strip(), "")
    if isinstance(value, dict) and not set(value) - {"en", "zh"}:
        return both(str(value.get("en") or "").strip(), str(value.get("zh") or "").strip())
    return value


Text = Annotated[Bilingual, BeforeValidator(_completed)]


def nothing() -> Bilingual:
    return {"en": "", "zh": ""}


def is_empty(text: Bilingual) -> bool:
    return not (text["en"] or text["zh"])


def in_both(say: Any) -> Bilingual | str:
    """What a function says in each language; a plain string where both are the same."""
    with translation.override(ENGLISH):
        english = str(say())
    with translation.override(CHINESE):
        chinese = str(say())
    return english if english == chinese else {"en": english, "zh": chinese}
