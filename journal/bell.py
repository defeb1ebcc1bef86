"""The bell that tells the workers to look into the outbox: never slow, never loud, never needed.

A deed must not wait for a broker, nor fail with it. So the deed only sets a flag; one thread per
process sends the message. What the bell loses, the sweep finds a few seconds later.
"""

import logging
import os
import threading
from collections.abc import Callable

from django.db import transaction

log = logging.getLogger("journal.bell")


class Ringer:
    """Sends `journal.tasks.deliver` soon after `ring()`; many rings at once become one message."""

    def __init__(self, send: Callable[[], object]) -> None:
        self._send = send
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pid = 0
        self.broken = False

    def ring(self) -> None:
        self._wanted.set()
        if self._thread is None or self._pid != os.getpid():
            self._start()

    def _start(self) -> None:
        with self._lock:
            if self._thread is not None and self._pid == os.getpid():
                return
            self._pid = os.getpid()
            self._thread = threading.Thread(target=self._run, name="journal-bell", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            self.send()

    def send(self) -> None:
        """One message now; a broker that does not answer is logged once, until it answers again."""
        try:
            self._send()
        except Exception as error:
            if not self.broken:
                log.warning("The broker does not answer (%s); the sweep delivers until it does.", error)
            self.broken = True
        else:
            if self.broken:
                log.info("The broker answers again.")
            self.broken = False


def _ring_deliver() -> None:
    from journal.tasks import deliver

    deliver.apply_async(retry=False)


_ringer = Ringer(_ring_deliver)


def ring() -> None:
    """Tells the workers, without waiting and without raising."""
    _ringer.ring()


def ring_after_commit() -> None:
    """Rings once when the transaction commits, however often it is asked; not at all on rollback."""
    waiting = transaction.get_connection().run_on_commit
    if not any(function is ring for _sids, function, _robust in waiting):
        transaction.on_commit(ring, robust=True)
