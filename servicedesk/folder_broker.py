"""Celery's messages as files in a folder, like kombu's own transport, made safe for a reader beside a writer.

kombu 5.7 makes the file first and writes into it afterwards: a worker that looks in between takes an empty
message, fails on it and ends; the table of queues is made the same way, and lost when two begin at once. Here
everything gets its name only when it is whole (rename(2) is atomic), one writes the table at a time, and a message
that can't be read all the same is put aside instead of ending the worker. kombu's threads share what they know of
the queues, and it calls a queue bound before the table says so: a thread that sent in between sent to nobody. Here
the second one waits.
"""

import logging
import threading
import uuid
from json import JSONDecodeError
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

log = logging.getLogger(__name__)

binding = threading.Lock()


def make_known() -> None:
    """From now on Celery understands `folder://`."""
    TRANSPORT_ALIASES["folder"] = f"{__name__}:Transport"


class Channel(filesystem.Channel):
    def _put(self, queue: Any, payload: Any, **kwargs: Any) -> None:  # type: ignore[override] # as kombu does
        """Puts the message onto the queue, whole or not at all."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        part = folder / f"{name}.part"
        try:
            part.write_bytes(str_to_bytes(dumps(payload)))  # type: ignore[no-untyped-call]
            part.replace(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add {name} to {folder}.") from error

    def queue_bind(self, *args: Any, **kwargs: Any) -> None:
        """The queue is bound when this returns, whichever thread of the process bound it."""
        with binding:
            super().queue_bind(*args, **kwargs)  # type: ignore[no-untyped-call]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """Remembers where the exchange's messages go."""
        file = self._exchange_file(exchange)  # type: ignore[no-untyped-call]
        wanted = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "lock").open("wb") as turn:
            filesystem.lock(turn, filesystem.LOCK_EX)  # type: ignore[no-untyped-call]
            try:
                table = self.get_table(exchange)  # type: ignore[no-untyped-call]
                if wanted not in table:
                    part = file.with_suffix(".part")
                    part.write_bytes(str_to_bytes(dumps([wanted, *table])))  # type: ignore[no-untyped-call]
                    part.replace(file)
            finally:
                filesystem.unlock(turn)  # type: ignore[no-untyped-call]

    def _get(self, queue: str, timeout: Any = None) -> Any:
        """The next message that can be read."""
        while True:
            try:
                return super()._get(queue)  # type: ignore[no-untyped-call]
            except (JSONDecodeError, UnicodeDecodeError):
                log.warning("A message of the queue %s could not be read and was put aside.", queue)


class Transport(filesystem.Transport):
    Channel = Channel
