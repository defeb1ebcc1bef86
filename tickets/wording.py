"""Our own words in both languages at once, as the journal keeps them."""

from people.wording import in_both
from tickets.lifecycles.spec import Text
from ui.bilingual import both

__all__ = ["as_stored", "in_both"]


def as_stored(text: Text) -> dict[str, str]:
    """A lifecycle's text as the journal keeps it."""
    return both(text.en, text.zh)
