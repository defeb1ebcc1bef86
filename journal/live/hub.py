"""One hub per process: looks for new events while somebody listens, and passes them round."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.db.models import Q

from journal.live import changes
from journal.live.changes import Happening
from journal.live.topics import Ping, Wish

log = logging.getLogger("journal.live")

T = TypeVar("T")

LOOK_EVERY = 0.25  # seconds
PATIENCE = 30.0  # how long an id that was skipped may still turn up: the longest transaction we wait for
PAUSE = 2.0  # seconds after a look that failed
MOST_GAPS = 1000
GAPS_BEFORE = 100  # ids before the start that may still turn up
WAITING = 200  # pings a slow listener may be behind


@dataclass(eq=False)
class Listener:
    """One open connection: who listens, to what, and what waits to be sent. None in the queue ends it."""

    person: Any
    wish: Wish
    queue: asyncio.Queue[Ping | None] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def tell(self, ping: Ping | None) -> None:
        """Queues a ping. One who is too far behind is cut off, comes back and asks what it missed."""
        try:
            self.queue.put_nowait(ping)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)


class Reader:
    """Finds events not seen before, also those whose transaction committed after a later-numbered one's."""

    def __init__(self) -> None:
        self.newest = changes.newest()
        before = range(max(1, self.newest - GAPS_BEFORE), self.newest)
        there = {one.id for one in changes.happenings(Q(id__in=before), limit=GAPS_BEFORE)}
        self.gaps = OrderedDict((number, time.monotonic()) for number in before if number not in there)

    def look(self) -> list[Happening]:
        """The new events since the last look, by id."""
        now = time.monotonic()
        while self.gaps and next(iter(self.gaps.values())) < now - PATIENCE:
            self.gaps.popitem(last=False)
        where = Q(id__gt=self.newest)
        if self.gaps:
            where |= Q(id__in=list(self.gaps))
        found = changes.happenings(where, limit=1000)
        for one in found:
            self.gaps.pop(one.id, None)
            for skipped in range(max(self.newest + 1, one.id - MOST_GAPS), one.id):
                self.gaps[skipped] = now
            self.newest = max(self.newest, one.id)
        while len(self.gaps) > MOST_GAPS:
            self.gaps.popitem(last=False)
        return found


class Hub:
    """Everybody who listens in this process, and the one task that looks for what happened."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self._reader: Reader | None = None
        self._task: asyncio.Task | None = None
        self._lock = asyncio.Lock()

    def count(self, person_id: int) -> int:
        return sum(1 for listener in self.listeners if listener.person.pk == person_id)

    async def join(self, listener: Listener) -> None:
        """From the return on, the listener misses nothing."""
        self.listeners.add(listener)
        async with self._lock:
            if self._reader is None:
                self._reader = await in_thread(Reader)
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._run(self._reader))

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        if not self.listeners and self._task is not None:
            self._task.cancel()
            self._task = self._reader = None

    async def _run(self, reader: Reader) -> None:
        while True:
            try:
                if happened := await in_thread(reader.look):
                    await self._pass_on(happened)
            except asyncio.CancelledError:
                raise
            except Exception:  # a database that is away for a moment must not end live updates
                log.exception("Live updates could not look for what happened; they try again.")
                await asyncio.sleep(PAUSE)
            await asyncio.sleep(LOOK_EVERY)

    async def _pass_on(self, happened: list[Happening]) -> None:
        """Asks once for all connections of a person with the same wish."""
        groups: dict[tuple[int, Wish], list[Listener]] = {}
        for listener in self.listeners:
            groups.setdefault((listener.person.pk, listener.wish), []).append(listener)
        for (_person, wish), listeners in groups.items():
            for ping in await in_thread(changes.pings_now, listeners[0].person, wish, happened):
                for listener in listeners:
                    listener.tell(ping)


def _fresh(function: Callable[..., T], *args: Any) -> T:
    close_old_connections()
    return function(*args)


async def in_thread(function: Callable[..., T], *args: Any) -> T:
    """Runs what touches the database beside the event loop."""
    return await sync_to_async(_fresh)(function, *args)
