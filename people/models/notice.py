from django.db import models
from django.utils.translation import gettext_lazy as _

from people.querysets import NoticeQuerySet


class Notice(models.Model):
    """Something a person should know: one line in the bell, maybe one mail.

    `key` makes telling twice harmless; `reason` says in words why this person got it. One that goes by
    mail alone stands here too (`in_bell` false), so that it is sent once; `mailed_at` says when.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="notices")
    topic = models.CharField(max_length=48)
    key = models.CharField(max_length=160)
    text = models.CharField(max_length=400)
    body = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=400, blank=True)
    links = models.JSONField(default=list, blank=True)  # more for the mail: {"label", "url"} each
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    in_bell = models.BooleanField(default=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_notice")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_person"),
            models.Index(fields=["person", "read_at"], name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text


class NoticePreference(models.Model):
    """How a person wants to hear of a topic; without a row, the topic's own default holds."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="notice_preferences")
    topic = models.CharField(max_length=48)
    bell = models.BooleanField(_("in the bell"), default=True)
    mail = models.BooleanField(_("by mail"), default=True)

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="one_preference")]
