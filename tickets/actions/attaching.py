"""Files come in: named cleanly, looked into, stored under a random name, given to a ticket."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import NotAllowed
from people.models import Person
from tickets.actions._writing import Ended, locked
from tickets.models import Attachment, Comment, Participant, Ticket
from tickets.phases import ENDED
from tickets.policies import may_comment, may_work
from tickets.uploads import check

FORGOTTEN_AFTER = timedelta(days=1)


@transaction.atomic
def upload(file: File, *, by: Person, now: datetime, question: str = "") -> Attachment:
    """Keeps a file that belongs to no ticket yet: an order's, a reply's that is still being written.

    What is never sent is swept after a day. Raises `UploadRefused` for a file that is too large or isn't
    what its name says.
    """
    return _store(file, by=by, now=now, question=question)


@transaction.atomic
def attach(
    ticket: Ticket, file: File, *, by: Person, now: datetime, internal: bool = False, channel: str = "web"
) -> Attachment:
    """Adds a file to the ticket, seen by the requester too unless it is internal.

    Raises `UploadRefused`, `NotAllowed`, `Ended`.
    """
    held = locked(ticket)
    works = may_work(by, held)
    takes_part = not works and held.participants.filter(person=by, role__in=Participant.SPEAKING).exists()
    if (internal and not works) or not may_comment(by, held, takes_part=takes_part):
        raise NotAllowed(_("You may not add files here."))
    if held.phase in ENDED and not works:
        raise Ended(_("It is closed. Open a new request and name this one in it."))
    stored = _store(file, by=by, now=now, ticket=held, internal=internal)
    data = {"name": stored.name, "attachment": stored.pk, "size": stored.size}
    verb = "ticket.attached-internally" if internal else "ticket.attached"
    record(verb, held, by=by, now=now, channel=channel, data=data)
    return stored


def _store(
    file: File,
    *,
    by: Person,
    now: datetime,
    ticket: Ticket | None = None,
    internal: bool = False,
    question: str = "",
) -> Attachment:
    found = check(file)
    stored = Attachment(
        ticket=ticket,
        uploader=by,
        question=question,
        name=found.name,
        content_type=found.content_type,
        size=found.size,
        is_internal=internal,
        created_at=now,
    )
    file.seek(0)
    stored.file.save(found.name, file, save=False)
    try:
        stored.save(force_insert=True)
    except BaseException:
        stored.file.delete(save=False)
        raise
    return stored


def claim(
    attachments: Iterable[Attachment], ticket: Ticket, *, by: Person, comment: Comment | None = None
) -> list[Attachment]:
    """Gives the person's waiting uploads to a ticket (and a comment); raises for anybody else's.

    An internal note's files are internal.
    """
    wanted = {file.pk for file in attachments}
    if not wanted:
        return []
    waiting = Attachment.objects.waiting().filter(uploader=by, pk__in=wanted)
    files = list(waiting.select_for_update())
    if {file.pk for file in files} != wanted:
        raise NotAllowed(_("One of the files isn't yours to send, or was sent already. Please add it again."))
    internal = comment is not None and comment.is_internal
    waiting.update(ticket=ticket, comment=comment, is_internal=internal)
    return files


def name_files(ticket: Ticket) -> None:
    """Writes on the ticket's files which question they answer, so that this is known when they no longer do."""
    for line in ticket.sheet:
        if line["kind"] == "files":
            uids = ticket.answers.get(line["name"]) or []
            Attachment.objects.filter(ticket=ticket, uid__in=uids).update(question=line["name"][:80])


def hold_uploads(uids: Iterable[UUID], *, by: Person, until: datetime) -> int:
    """Keeps the person's waiting uploads from being swept before then; gives back how many."""
    return Attachment.objects.waiting().filter(uploader=by, uid__in=list(uids)).update(held_until=until)


@transaction.atomic
def sweep_uploads(*, now: datetime, at_most: int = 500) -> int:
    """Removes uploads that were never sent, rows first, files once that is certain; returns how many."""
    old = Attachment.objects.waiting().filter(created_at__lt=now - FORGOTTEN_AFTER)
    old = old.exclude(held_until__gt=now)
    forgotten = list(old.select_for_update()[:at_most])
    Attachment.objects.filter(pk__in=[file.pk for file in forgotten]).delete()
    for file in forgotten:
        transaction.on_commit(partial(file.file.delete, save=False))
    return len(forgotten)
