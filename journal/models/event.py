from functools import cached_property
from typing import Any, NoReturn

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from journal import sentences, verbs
from journal.querysets import EventQuerySet


class AppendOnly(RuntimeError):
    """Somebody tries to change or remove what happened."""


class Event(models.Model):
    """One deed that happened: written once, in the deed's own transaction, never changed.

    `subject_kind` is a model label (`tickets.ticket`), `subject_label` what people call the thing
    (`INC-42`). `data` holds what the verb's sentence and the readers need: names of fields, old and
    new values, both languages where a text has two. `cause` is the event whose reaction did this.
    """

    class Channel(models.TextChoices):
        WEB = "web", _("Web")
        PORTAL = "portal", _("Portal")
        API = "api", _("API")
        MAIL = "mail", _("Mail")
        MAIL_LINK = "mail-link", _("Link in a mail")
        RULE = "rule", _("Rule")
        MACHINE = "machine", _("The desk itself")

    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=160, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    channel = models.CharField(max_length=16, default=Channel.WEB)
    data = models.JSONField(default=dict)
    cause = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="effects")
    at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["verb", "at"], name="event_verb"),
            models.Index(fields=["actor", "at"], name="event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Events are written once.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Events are kept.")

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language; readable even when the verb's app is gone."""
        return sentences.sentence_of(self)

    @property
    def is_internal(self) -> bool:
        """Whether only those who work on the subject may read it; so is a verb nobody knows any more."""
        verb = verbs.find(self.verb)
        return verb is None or verb.internal

    @property
    def icon(self) -> str:
        verb = verbs.find(self.verb)
        return verb.icon if verb else "circle-dot"

    @property
    def subject_key(self) -> str:
        """The subject as the outbox orders by it: `tickets.ticket:42`."""
        return f"{self.subject_kind}:{self.subject_id}"

    @cached_property
    def subject(self) -> models.Model | None:
        """The thing itself, or None when it (or its app) is gone."""
        try:
            model = apps.get_model(self.subject_kind)
        except LookupError:
            return None
        return model._base_manager.filter(pk=self.subject_id).first()

    def remember_subject(self, subject: models.Model) -> None:
        """Spares the query: the recorder holds the instance already."""
        self.__dict__["subject"] = subject
