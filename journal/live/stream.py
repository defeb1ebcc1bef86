"""The ASGI side of live updates: signs in by the session cookie, streams, and knows when to stop."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.auth import get_user

from journal.live import changes, topics
from journal.live.hub import Hub, Listener, in_thread
from journal.live.topics import Wish

HEARTBEAT = 15.0  # seconds between two signs of life
CHECK_EVERY = 4  # heartbeats between two looks at the session
RETRY = 3000  # milliseconds a browser waits before it comes back
MOST_CONNECTIONS = 12  # of one person in one process
MOST_TOPICS = 50

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answers one request under /live/."""
    if scope["method"] != "GET" or scope["path"] not in ("/live/", "/live/since/"):
        return await plain(send, 404)
    asked = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=100)
    wish = topics.wish_from(asked.get("topic", [])[:MOST_TOPICS])
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    key = session_key(headers)
    person = await in_thread(person_of, key)
    if person is None:
        return await plain(send, 401)
    if wish is None:
        return await plain(send, 400)
    after = number(headers.get("last-event-id") or asked.get("after", [""])[0])
    if scope["path"] == "/live/since/":
        body = await in_thread(changes.since, person, wish, after)
        return await plain(send, 200, json.dumps(body), "application/json")
    if hub().count(person.pk) >= MOST_CONNECTIONS:
        return await plain(send, 429)
    allowed = await in_thread(topics.visible_part, person, wish)
    if not allowed.topics:
        return await plain(send, 403)
    await stream(Listener(person, allowed), wish, key, after, receive, send)
    return None


async def stream(listener: Listener, wish: Wish, key: str, after: int, receive: Receive, send: Send) -> None:
    """Sends what happens until the browser leaves or the session ends."""
    await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
    await hub().join(listener)  # before looking back, so that nothing falls between
    leaving = asyncio.create_task(_wait_for_the_end(listener, receive))
    try:
        await write(send, f"retry: {RETRY}\n\n")
        await _catch_up(listener, wish, after, send)
        beats = 0
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT):
                    ping = await listener.queue.get()
            except TimeoutError:
                beats += 1
                if beats % CHECK_EVERY == 0 and not await _still_allowed(listener, wish, key):
                    break
                await write(send, ": here\n\n")
                continue
            if ping is None:
                break
            await write(send, message("change", ping.as_json(), ping.event))
    finally:
        leaving.cancel()
        hub().leave(listener)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _catch_up(listener: Listener, wish: Wish, after: int, send: Send) -> None:
    """What a browser missed that comes back; for a new one, only from where it starts."""
    if not after:
        return await write(send, f"id: {await in_thread(changes.newest)}\n\n")
    missed = await in_thread(changes.since, listener.person, wish, after)
    if missed["more"]:
        await write(send, message("reload", {}, missed["last"]))
    for change in missed["changes"]:
        await write(send, message("change", change))
    return await write(send, f"id: {missed['last']}\n\n")


async def _still_allowed(listener: Listener, wish: Wish, key: str) -> bool:
    """Looks anew at the session, the person and what they may see."""
    person = await in_thread(person_of, key)
    if person is None or person.pk != listener.person.pk:
        return False
    listener.person = person
    listener.wish = await in_thread(topics.visible_part, person, wish)
    return bool(listener.wish.topics)


async def _wait_for_the_end(listener: Listener, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.tell(None)


STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def message(name: str, data: dict[str, Any], number: int | None = None) -> str:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def plain(send: Send, status: int, body: str = "", kind: str = "text/plain; charset=utf-8") -> None:
    """A short answer. A browser does not come back after any other status than 200."""
    headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def session_key(headers: dict[str, str]) -> str:
    cookie = SimpleCookie()
    try:
        cookie.load(headers.get("cookie", ""))
    except Exception:
        return ""
    morsel = cookie.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


def person_of(key: str) -> Any:
    """The person signed in with this session, or None; expired sessions and locked accounts are nobody."""
    if not key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]
    return user if user.is_authenticated and user.is_active else None
