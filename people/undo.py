"""The way back from a deed, offered for a while beside the words that it was done.

Whoever can undo a deed declares how with `way_back` and, after doing it, calls `offer`, which gives the address to
post to. It stays in the session: it is the person's own, good once and for a short time. Going back is a deed like
any other: it asks who may, refuses what has changed since, and stands in the history by itself.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.refusals import Refused

WayBack = Callable[..., Any]  # (payload, *, by, now): does it, and gives the words for what was done
KEY = "ways_back"
GOOD_FOR = timedelta(minutes=10)
MOST = 5  # of one session; older ones are forgotten
TOO_LATE = _("This can't be undone any more.")
_ways: dict[str, WayBack] = {}


class TooLate(Refused):
    """The way back was gone already, or was never this person's."""

    code = "too-late-to-undo"


def way_back(name: str) -> Callable[[WayBack], WayBack]:
    """Declares under a name how something is undone."""

    def declare(undo: WayBack) -> WayBack:
        _ways[name] = undo
        return undo

    return declare


def offer(request: HttpRequest, name: str, payload: Any) -> str:
    """The address to post to for undoing what was just done; `payload` is JSON that the way back reads."""
    assert name in _ways, name  # noqa: S101 (a mistake in the code, met by its first test)
    one = {"key": uuid4().hex, "name": name, "payload": payload, "at": timezone.now().isoformat()}
    request.session[KEY] = [*request.session.get(KEY, []), one][-MOST:]
    return reverse("people:undo", args=[one["key"]])


def go_back(request: HttpRequest, key: str, *, now: datetime) -> Any:
    """Undoes what the key stands for, once. Raises `TooLate`, and what the deed back raises."""
    waiting = request.session.get(KEY, [])
    one = next((one for one in waiting if one["key"] == key), None)
    if one is None or now - datetime.fromisoformat(one["at"]) > GOOD_FOR:
        raise TooLate(TOO_LATE)
    request.session[KEY] = [other for other in waiting if other["key"] != key]
    with transaction.atomic():
        return _ways[one["name"]](one["payload"], by=request.user, now=now)
