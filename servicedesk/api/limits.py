"""How often programs may ask: so many requests a minute for each token, and for each address that brings none.

Counted in the cache by the minute. With `SERVICEDESK_CACHE_URL` all web processes count together; without it each
counts for itself.
"""

from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import ngettext

from journal.refusals import Refused

MINUTE = 60


class TooMany(Refused):
    """The token, or the address, has asked as often as it may in this minute."""

    code = "too-many"
    status = 429

    def __init__(self, seconds: int) -> None:
        sentence = ngettext(
            "That was too often. Ask again in %(count)d second.",
            "That was too often. Ask again in %(count)d seconds.",
            seconds,
        )
        super().__init__(sentence % {"count": seconds}, retry_after=seconds)


def count_token(token: str, *, now: datetime) -> None:
    """One more request of this token, which is good. Raises `TooMany`."""
    _count(f"token:{sha256(token.encode()).hexdigest()}", settings.API_LIMIT, now)


def count_stranger(request: HttpRequest, *, now: datetime) -> None:
    """One more request without a token that is good, from this address. Raises `TooMany`."""
    address = "unknown"
    with suppress(PermissionDenied):  # there is none, as on a socket without a proxy that is trusted
        address = get_adapter().get_client_ip(request)
    _count(f"address:{address}", settings.API_LIMIT_STRANGERS, now)


def _count(who: str, most: int, now: datetime) -> None:
    if not most:
        return
    at = int(now.astimezone(UTC).timestamp())
    key = f"api-limit:{who}:{at // MINUTE}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        asked = cache.incr(key)
    except ValueError:  # the cache has dropped it in between
        return
    if asked > most:
        raise TooMany(MINUTE - at % MINUTE)
