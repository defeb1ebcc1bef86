"""Taking a process out of the gallery: it becomes a draft of a new process, the department's own."""

from collections.abc import Mapping
from datetime import datetime

from people.models import Department, Person
from processes.actions import start_process
from processes.gallery.reading import Entry
from processes.models import Draft


def take(
    one: Entry,
    *,
    department: Department | None,
    by: Person,
    now: datetime,
    names: Mapping[str, str] | None = None,
) -> Draft:
    """A draft of a new process like the gallery's, under its name or another; nothing is published.

    Without a department it is the company's. Raises `NotAllowed`.
    """
    return start_process(names or one.names, department=department, by=by, now=now, xml=one.xml)
