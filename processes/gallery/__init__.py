"""Ready processes to start from: the diagrams of this folder, which anybody may add to.

A process of the gallery is a `.bpmn` file with an entry of its name in `index.yaml`. It names people only in ways that
hold in any company (`tickets.performers.WAYS`), so that it passes every check as it is.
"""

from processes.gallery.reading import Entry, entries, entry, matching
from processes.gallery.taking import take

__all__ = ["Entry", "entries", "entry", "matching", "take"]
