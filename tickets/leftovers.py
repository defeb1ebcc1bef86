"""Files without a row: what a transaction left on the disk that was rolled back after the file was written.

The disk knows no transactions, so somebody has to look; a file gets its row within one request.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import Storage, default_storage

from tickets.models import Attachment

FOLDER = "attachments"
SETTLED_AFTER = timedelta(days=1)  # longer than any request or transaction takes
CHUNK = 500


def remove_leftovers(*, now: datetime, storage: Storage = default_storage) -> int:
    """Removes attachments' files that no row names and that are a day old; how many went."""
    gone, chunk = 0, []
    for path in _old_files(storage, now=now):
        chunk.append(path)
        if len(chunk) == CHUNK:
            gone, chunk = gone + _remove(chunk, storage), []
    return gone + _remove(chunk, storage)


def _old_files(storage: Storage, *, now: datetime) -> Iterator[str]:
    if not storage.exists(FOLDER):
        return
    for folder in sorted(storage.listdir(FOLDER)[0]):
        for name in storage.listdir(f"{FOLDER}/{folder}")[1]:
            path = f"{FOLDER}/{folder}/{name}"
            if storage.get_modified_time(path) < now - SETTLED_AFTER:
                yield path


def _remove(paths: list[str], storage: Storage) -> int:
    known = set(Attachment.objects.filter(file__in=paths).values_list("file", flat=True))
    left = [path for path in paths if path not in known]
    for path in left:
        storage.delete(path)
    return len(left)
