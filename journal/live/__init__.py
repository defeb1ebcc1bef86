"""Live updates: who watches a page hears within a second that something on it changed, never what.

Apps register what can be watched (`topic`, in their reactions.py). Browsers listen to
`/live/?topic=ticket:42&topic=tickets` (server-sent events, WHATWG HTML section 9.2) or, where that does
not work, ask `/live/since/?after=<event id>&topic=…` every few seconds.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from journal.live.topics import topic

__all__ = ["application", "topic"]


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """The ASGI application for everything under /live/."""
    from journal.live.stream import answer

    await answer(scope, receive, send)
