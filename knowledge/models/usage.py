from django.db import models
from django.utils.translation import gettext_lazy as _


class Usage(models.Model):
    """What became of an article: how often it was opened, and how often it made a request unnecessary.

    Apart from the article, because publishing a draft writes back every field of the page as it was when
    the draft was begun.
    """

    article = models.OneToOneField(
        "knowledge.Article", primary_key=True, on_delete=models.CASCADE, related_name="usage"
    )
    reads = models.PositiveIntegerField(_("reads"), default=0)
    solved = models.PositiveIntegerField(_("requests saved"), default=0)

    class Meta:
        verbose_name = _("use of an article")
        verbose_name_plural = _("use of articles")

    def __str__(self) -> str:
        return f"{self.reads} / {self.solved}"
