"""Which broker the environment asks for, as Celery wants to hear it; without one, files in a folder."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from servicedesk import folder_broker

SERVERS = ("redis", "rediss", "amqp", "amqps")
SHAPE = "must read redis://host:6379/0 or amqp://user:password@host:5672//"

# A task runs for seconds. What a killed worker held comes back after this; the sweep does not wait for it.
VISIBILITY_SECONDS = 600


def check_broker(url: str) -> str:
    """The URL as it came; raises `ValueError` with a sentence for one that names no supported server."""
    parts = urlsplit(url)
    if url and (parts.scheme not in SERVERS or not parts.hostname):
        raise ValueError(SHAPE)
    return url


def broker_from(url: str, data_dir: Path) -> dict[str, Any]:
    """Celery's settings for the broker at `url`, or for a folder of files that needs no server."""
    if not url:
        return embedded(data_dir / "broker")
    options = {"visibility_timeout": VISIBILITY_SECONDS} if url.startswith("redis") else {}
    return {
        "CELERY_BROKER_URL": url,
        "CELERY_BROKER_TRANSPORT_OPTIONS": options,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
    }


def embedded(folder: Path) -> dict[str, Any]:
    """Messages as files in a folder, polled ten times a second.

    A worker that is killed loses the messages it held. Nothing is lost by that: every deed that must
    happen is a row in the outbox, a message only rings the bell, and the sweep looks without a bell.
    """
    folder_broker.make_known()
    queue, done = folder / "queue", folder / "done"
    for path in (queue, done):
        path.mkdir(parents=True, exist_ok=True)
    return {
        "CELERY_BROKER_URL": "folder://localhost/",
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "data_folder_in": str(queue),
            "data_folder_out": str(queue),
            "processed_folder": str(done),
            "control_folder": str(folder),
            "polling_interval": 0.1,
        },
        "CELERY_WORKER_ENABLE_REMOTE_CONTROL": False,  # it would need a fan-out exchange
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 8,  # a poll fetches what fits, so few would mean slow
    }
