"""Services that were begun in the editor: however often a new one's form is sent, it becomes one page."""

from django.db import models


class Beginning(models.Model):
    """An empty editor that became a page, by the token it was opened with.

    Wagtail saves a new page by itself while somebody types, and may do so several times, and while somebody presses a
    button, before its first answer is back.
    """

    token = models.UUIDField(primary_key=True)
    page = models.OneToOneField("catalog.ServicePage", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    saved_by_hand = models.BooleanField(default=False)
