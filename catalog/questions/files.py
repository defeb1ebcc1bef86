"""Files: uploaded as soon as they are dropped, tied to the ticket when the order is sent."""

from pathlib import PurePath
from typing import Any, ClassVar, Literal
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import blocks

from catalog.questions.base import Asking, Question, expect, standard
from catalog.questions.editing import QuestionBlock, WordsBlock
from catalog.widgets import FilesInput
from rules import Fact
from tickets.models import Attachment


class FilesQuestion(Question):
    kind: Literal["files"] = "files"
    at_most: int = 5
    types: tuple[str, ...] = ()

    by_link: ClassVar[bool] = False
    repeats: ClassVar[bool] = False  # a file belongs to the ticket it was sent with

    def facts(self) -> dict[str, Fact]:
        return {f"{self.name}_count": Fact("number", label=self.label)}

    def values(self, cleaned: Any) -> dict[str, Any]:
        return {f"{self.name}_count": len(cleaned or [])}

    def field(self, asking: Asking) -> forms.Field:
        return FilesField(self, asking)

    def raw(self, answer: Any) -> Any:
        sentence = _("This must be a list of ids of uploaded files.")
        return [expect(one, str, sentence) for one in expect(answer, list, sentence)]

    def is_answered(self, cleaned: Any) -> bool:
        return bool(cleaned)

    def store(self, cleaned: list[Attachment] | None) -> list[str]:
        return [str(attachment.uid) for attachment in cleaned or []]

    def read(self, cleaned: list[Attachment]) -> str:
        return ", ".join(attachment.name for attachment in cleaned)

    def schema(self, asking: Asking) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "format": "uuid"}, "maxItems": self.at_most}


class FilesField(forms.Field):
    """Uploaded files by their ids: one's own that are on no ticket yet, and those of the ticket put right."""

    widget = FilesInput

    def __init__(self, question: FilesQuestion, asking: Asking) -> None:
        super().__init__(**standard(question))
        self.question, self.asking = question, asking
        self.widget.accept, self.widget.at_most = question.types, question.at_most

    def prepare_value(self, value: Any) -> Any:
        ids = list(filter(None, map(as_uid, value or [])))
        self.widget.uploaded = list(self.own().filter(uid__in=ids))
        return value

    def own(self) -> Any:
        waiting = Q(uploader=self.asking.by, ticket=None)
        here = {"is_internal": False, "comment": None, "question__in": ["", self.question.name]}
        sent = Q(ticket=self.asking.ticket, **here) if self.asking.ticket else Q(pk__in=[])
        return Attachment.objects.filter(waiting | sent)

    def clean(self, value: Any) -> list[Attachment]:
        wanted = list(dict.fromkeys(map(as_uid, value or [])))
        found = {one.uid: one for one in self.own().filter(uid__in=filter(None, wanted))} if wanted else {}
        if set(wanted) - found.keys():
            sentence = _("A file is no longer there. Please add it again.")
            raise ValidationError(sentence, code="unknown-file")
        if len(wanted) > self.question.at_most:
            sentence = ngettext("At most %(count)d file.", "At most %(count)d files.", self.question.at_most)
            raise ValidationError(sentence, params={"count": self.question.at_most}, code="too-many")
        for attachment in found.values():
            self.refuse_other_types(attachment)
        return [found[uid] for uid in wanted]

    def refuse_other_types(self, attachment: Attachment) -> None:
        suffix = PurePath(attachment.name).suffix.lower().lstrip(".")
        if self.question.types and suffix not in self.question.types:
            sentence = _("“%(name)s” can't be taken here. Files may be: %(types)s.")
            params = {"name": attachment.name, "types": ", ".join(self.question.types)}
            raise ValidationError(sentence, params=params, code="wrong-file-type")


def as_uid(text: Any) -> UUID | None:
    """The id, in whatever spelling; None where it is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


class FilesBlock(QuestionBlock):
    own = ("at_most", "types")
    known = None
    default = None

    at_most = blocks.IntegerBlock(
        default=5, min_value=1, max_value=20, label=gettext_lazy("How many at most")
    )
    types = blocks.ListBlock(
        WordsBlock(label=gettext_lazy("Ending")),
        default=[],
        required=False,
        collapsed=True,
        label=gettext_lazy("Only these kinds of files"),
        help_text=gettext_lazy("Endings such as pdf or jpg. Empty: whatever the desk takes."),
    )

    class Meta:
        icon = "upload"
        label = gettext_lazy("Files")
        label_format = "{label}"


KIND = (FilesQuestion, FilesBlock)
