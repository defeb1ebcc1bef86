"""What processes do when something happened to a ticket or to the work on it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.models import Event
from journal.reactions import effect, on
from people.actions import notify
from processes import messages, topics
from processes.actions import running
from processes.actions.repairing import take_back
from processes.actions.running import cancel_run, start
from processes.choosing import process_of
from processes.complaints import BadDiagram
from processes.held import held_for
from processes.models import Definition, Run
from processes.ready import ready
from processes.steps.operations import EFFECT
from processes.store import current
from tickets.models import Link, Task, Ticket
from tickets.performing import owners_of
from tickets.phases import OPEN
from ui.bilingual import pick_lazy

LEFT = _("the ticket went another way")
ENDED = {"resolved", "closed", "cancelled"}


# ── the ticket ────────────────────────────────────────────────────────────────────────────────────


@on("ticket.opened", "ticket.moved")
def follow_status(event: Event) -> None:
    """A ticket that comes into a status that runs a process starts it; one that leaves ends it."""
    ticket = event.subject
    if ticket is None:
        return
    before = process_of(ticket, event.data.get("from_status", ""))
    here = process_of(ticket, event.data["to_status"])
    if before == here:
        return
    if before:
        _leave(ticket, event)
    if here:
        _enter(ticket, here, event)


def _leave(ticket: Ticket, event: Event) -> None:
    held = held_for(ticket.pk)
    if held is not None:
        if not held.ending:  # one of its own operations moved the ticket
            held.queue.append(lambda held: held.cancel(str(LEFT)))
        return
    row = Run.objects.under_way().filter(ticket=ticket).first()
    if row is not None:
        cancel_run(row, by=event.actor, now=event.at, why=str(LEFT))


def _enter(ticket: Ticket, slug: str, event: Event) -> None:
    version = current(slug)
    if version is None:
        return

    def begin() -> None:
        try:
            start(ticket, version, status=event.data["to_status"], by=event.actor, now=event.at)
        except BadDiagram:
            running.log.exception("Version %s of %s can't be run", version.number, slug)
        ticket.refresh_from_db()  # what the process did at once, whoever moved the ticket has it in hand

    held = held_for(ticket.pk)
    held.after.append(begin) if held is not None else begin()


@on("ticket.commented")
def hear_reply(event: Event) -> None:
    """A reply of who asked for it, for the runs that wait for one."""
    ticket = event.subject
    if ticket is None or event.actor_id not in (ticket.requester_id, ticket.opened_by_id):
        return
    row = _listening(ticket.pk, messages.COMMENT)
    if row is not None:
        facts = {"reply": _words_of(event), "replied_by": event.actor.username}
        running.hear(row, messages.COMMENT, facts, by=event.actor, now=event.at)


def _words_of(event: Event) -> str:
    from tickets.models import Comment

    found = Comment.objects.filter(pk=event.data.get("comment")).values_list("text", flat=True)
    return found.first() or ""


@on("ticket.moved", later=True, called=_("Telling the process of a request that is done"))
def hear_of_resolved(event: Event) -> None:
    """Those above a request that is done hear of it; after commit, so that no two tickets are held at once."""
    if event.data["to_phase"] in OPEN or event.data["from_phase"] not in OPEN:
        return
    above = Link.objects.filter(type=Link.Type.PARENT, target=event.subject_id).values_list(
        "source", flat=True
    )
    facts = {"resolved_ticket": event.subject_label, "resolved_status": event.data["to_status"]}
    for pk in above:
        for kind in (messages.RESOLVED, messages.ALL_RESOLVED):
            row = _listening(pk, kind)
            if row is not None:
                running.hear(row, kind, facts, by=event.actor, now=event.at, at=event.at)


def _listening(ticket_id: int, kind: str) -> Run | None:
    """The run of the ticket, if its process waits for this kind of message anywhere."""
    row = Run.objects.under_way().filter(ticket=ticket_id).first()
    return row if row is not None and kind in ready(row.version_id).hears else None


# ── the work ──────────────────────────────────────────────────────────────────────────────────────


@on("task.ended")
def go_on_after_task(event: Event) -> None:
    running.end_task(event.data["task"], event.subject_id, event.data, by=event.actor, now=event.at)


@on("task.resumed")
def follow_resumed(event: Event) -> None:
    """The requester has answered: the approval is asked again, and the ticket goes back to where it waits for it."""
    running.look_again(event.subject_id, by=event.actor, now=event.at)


@on("task.cancelled")
def stop_without_task(event: Event) -> None:
    running.drop_task(event.data["task"], event.subject_id, by=event.actor, now=event.at)


@on("task.returned")
def go_back(event: Event) -> None:
    """Returned to the requester, the task waits by itself; to an element, the process goes there."""
    if event.data.get("to"):
        onward = _onward(event.data["task"])
        running.return_to(
            event.data["task"],
            event.subject_id,
            event.data["to"],
            onward=onward,
            by=event.actor,
            now=event.at,
        )
    else:
        running.look_again(event.subject_id, by=event.actor, now=event.at)


def _onward(task_id: int) -> bool:
    return Task.objects.values_list("after_return", flat=True).get(pk=task_id) == Task.AfterReturn.ONWARD


@on("task.taken-back")
def undo_task(event: Event) -> None:
    """Somebody takes back a decision that ended a task: the run goes back as well, or refuses it."""
    row = Run.objects.filter(ticket=event.subject_id, steps__task=event.data["task"]).order_by("-pk").first()
    if row is not None and event.data["was_ended"]:
        take_back(event.data["task"], row, by=event.actor, now=event.at)


@effect(EFFECT, called=_("An operation of a process"))
def operate(payload: dict[str, Any], key: str) -> None:
    """An operation that leaves the desk."""
    running.operate(payload["run"], payload["key"], payload["tries"], now=timezone.now())


# ── who answers for it ────────────────────────────────────────────────────────────────────────────


@on("run.stopped", later=True, called=_("Telling the owners of a process that stopped"))
def tell_owners(event: Event) -> None:
    """Once nothing more is tried by itself, the owners of the process hear of it."""
    if not event.data["last"]:
        return
    row = Run.objects.select_related("version__definition__department", "ticket__department").get(
        pk=event.data["run"]
    )
    definition: Definition = row.version.definition
    said = {"process": pick_lazy(event.data["process"]), "step": pick_lazy(event.data["step"])}
    notify(
        owners_of(definition.department or row.ticket.department),
        topic=topics.STOPPED.name,
        key=f"event:{event.pk}",
        text=lambda: str(_("“{process}” stopped at “{step}”: {reference}")).format(
            reference=event.subject_label, **said
        ),
        body=event.data["fault"],
        reason=_("You answer for this process."),
        url=row.ticket.desk_url,
        now=event.at,
    )
