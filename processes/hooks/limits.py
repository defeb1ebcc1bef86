"""How often other systems may call: so many times a minute for each address here, and for each caller."""

from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from journal.refusals import Refused

MINUTE, OF_ONE, OF_A_CALLER = 60, 30, 120


class TooMany(Refused):
    """This was called as often as it may be within this minute."""

    code = "too-many"
    status = 429


def count(request: HttpRequest, token: str, *, now: datetime) -> None:
    """One more call. Raises `TooMany`."""
    caller = "unknown"
    with suppress(PermissionDenied):  # there is none, as on a socket without a proxy that is trusted
        caller = get_adapter().get_client_ip(request)
    for who, most in ((sha256(token.encode()).hexdigest(), OF_ONE), (f"caller:{caller}", OF_A_CALLER)):
        _count(who, most, now)


def _count(who: str, most: int, now: datetime) -> None:
    at = int(now.astimezone(UTC).timestamp())
    key = f"hook-limit:{who}:{at // MINUTE}"
    cache.add(key, 0, 2 * MINUTE)
    with suppress(ValueError):  # the cache has dropped it in between
        if cache.incr(key) > most:
            raise TooMany(_("That was too often. Call again in a minute."), retry_after=MINUTE - at % MINUTE)
