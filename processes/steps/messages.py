"""What a run hears from outside: a reply, another system, a request below that is done."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from processes import messages
from processes.engine import Waiting
from processes.models import Run
from tickets.models import Link

SALT = "processes.hooks"


def token_of(row: Run) -> str:
    """What an outside system proves with that it was told the address of this run."""
    return Signer(salt=SALT).sign(str(row.pk)).replace(":", "-", 1)


def run_of(token: str) -> Run | None:
    """The run under way whose token this is."""
    try:
        pk = Signer(salt=SALT).unsign(token.replace("-", ":", 1))
    except BadSignature:
        return None
    return Run.objects.under_way().filter(pk=int(pk)).first()


def address_of(row: Run) -> str:
    return f"{settings.BASE_URL}{reverse('processes_hooks:heard', args=[token_of(row)])}"


def listen(held: Any, waiting: Waiting) -> bool:
    """A step begins to wait for a message; whether it has come already."""
    kind = messages.kind_of(waiting.event.name) if waiting.event else ""
    if kind not in (messages.RESOLVED, messages.ALL_RESOLVED) or _still_open(held):
        return False
    held.engine.hear(waiting.key)
    held.note()
    return True


def hear(held: Any, kind: str, facts: Mapping[str, Any], *, at: Any = None) -> bool:
    """The first step that waits for this kind of message goes on; for all resolved, once none is open any more.

    What happened before a step began to wait (`at`) is not for that step.
    """
    for waiting in held.engine.waiting:
        wanted = messages.kind_of(waiting.event.name) if waiting.kind == "message" and waiting.event else ""
        step = held.log.open.get(waiting.key)
        if wanted != kind or (at is not None and step is not None and step.entered_at > at):
            continue
        if kind == messages.ALL_RESOLVED and _still_open(held):
            continue
        held.engine.hear(waiting.key, facts)
        held.note()
        return True
    return False


def _still_open(held: Any) -> bool:
    below = Link.objects.filter(type=Link.Type.PARENT, source=held.ticket)
    return below.filter(target__is_open=True).exists()
