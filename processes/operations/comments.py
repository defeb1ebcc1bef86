"""Operations in the conversation: a reply everybody reads, a note for those who work on it."""

from django.utils.translation import gettext_lazy as _

from processes.operations.registry import Doing, Field, operation
from tickets import actions

TEXT = Field("text", "longtext", _("Text"), hint=_("{name} puts in an answer or another fact."))


@operation("comment", _("Write to the requester"), TEXT)
def comment(doing: Doing) -> None:
    _say(doing, internal=False)


@operation("note", _("Write an internal note"), TEXT)
def note(doing: Doing) -> None:
    _say(doing, internal=True)


def _say(doing: Doing, *, internal: bool) -> None:
    text = doing.inputs["text"]
    actions.comment(doing.ticket, text, internal=internal, by=doing.by, now=doing.now, channel="process")
