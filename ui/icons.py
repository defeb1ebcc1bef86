"""The icons of the product: one checked-in sprite, referred to by name."""

import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path

from django.templatetags.static import static

SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"
FALLBACK = "box"


@cache
def names() -> frozenset[str]:
    """Every icon there is; what publishers may choose from."""
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text()))


@cache
def _version() -> str:
    return hashlib.sha256(SPRITE.read_bytes()).hexdigest()[:8]


def sprite() -> str:
    """The address of the sprite without an icon."""
    return f"{static('ui/icons.svg')}?v={_version()}"


@lru_cache(maxsize=2048)
def href(name: str) -> str:
    """The address of one icon in the sprite; an unknown name gives a plain box instead of a hole."""
    known = name if name in names() else FALLBACK
    return f"{sprite()}#{known}"
