"""The address of a service with answers filled in, and its QR code."""

import io

import segno
from django.conf import settings
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from catalog.forms import QUANTITY
from catalog.models import Service
from catalog.questions import NAME

LONGEST = 1500  # characters of an address that a QR code of sensible size takes


def link_to(service: Service, given: QueryDict) -> str:
    """The whole address of the service, with those parameters that fill in its questions."""
    kept = QueryDict(mutable=True)
    spec = service.current.service_spec
    names = [one.name for one in spec.asked if one.by_link and NAME.fullmatch(one.name)]
    for name in [*names, *([QUANTITY] if spec.quantity_max > 1 else [])]:
        if any(given.getlist(name)):
            kept.setlist(name, given.getlist(name))
    plain = f"{settings.BASE_URL.rstrip('/')}{service.get_absolute_url()}"
    whole = f"{plain}?{kept.urlencode()}" if kept else plain
    return whole if len(whole) <= LONGEST else plain


def query_of(link: str) -> str:
    """What an address says to fill in, to be carried on: "?model=light" or ""."""
    query = link.partition("?")[2]
    return f"?{query}" if query else ""


def qr_svg(link: str) -> bytes:
    """The QR code as an SVG file, in black on white with the quiet zone the standard asks for (ISO 18004)."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", scale=10, border=4, light="#fff")
    return out.getvalue()


def qr_inline(link: str, label: str) -> SafeString:
    """The same to stand in a page; it grows with its box."""
    code = segno.make(link, error="m", micro=False)
    drawn = code.svg_inline(border=1, omitsize=True, svgclass=None, lineclass=None, title=label)
    return mark_safe(drawn)  # segno escapes the title; all else is its own drawing
