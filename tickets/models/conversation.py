import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.querysets import AttachmentQuerySet, CommentQuerySet


class Comment(models.Model):
    """A public reply or an internal note. `text` is Markdown as typed; `html` is what is shown, sanitised."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(_("text"))
    html = models.TextField()
    is_internal = models.BooleanField(_("internal note"), default=False)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentioned_in")
    created_at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.author_id}"


def attachment_path(attachment: "Attachment", filename: str) -> str:
    return f"attachments/{attachment.uid.hex[:2]}/{attachment.uid.hex}"


class Attachment(models.Model):
    """A file of a ticket. It lies under a random name; it is served only as a download, after a check.

    Before an order is sent its files have no ticket yet, only an uploader (`ticket` is null); what is
    never ordered is swept after a day, or when a draft no longer holds it (`held_until`).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    comment = models.ForeignKey(Comment, null=True, on_delete=models.SET_NULL, related_name="attachments")
    question = models.CharField(max_length=80, blank=True)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to=attachment_path)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    is_internal = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
