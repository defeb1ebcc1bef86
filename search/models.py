import re
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet


class Entry(models.Model):
    """The searchable words of one thing: segmented text, kept beside the thing, never shown.

    `kind` is a model label (`tickets.ticket`). `title` and `body` hold lower-cased words, Chinese cut
    into overlapping pairs of characters. Who may see the thing is not known here: searches filter a
    queryset that already starts from `visible_to(person)`.
    """

    kind = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_one_entry")]


class Word(models.Model):
    """A word that was indexed, and what a misspelt one is likely to have in common with it.

    `start` and `end` are its first and last two letters (of a Chinese pair: one character), `letters` all of
    them in the order of the alphabet. Nobody reads this table but `search.spelling`.
    """

    word = models.CharField(max_length=24, unique=True)
    start = models.CharField(max_length=2, db_index=True)
    end = models.CharField(max_length=2, db_index=True)
    letters = models.CharField(max_length=24, db_index=True)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")


@register_snippet
class SynonymGroup(models.Model):
    """Words that mean the same, or that only look as if they did; added to those that come with the desk."""

    class Means(models.TextChoices):
        SAME = "same", _("These words mean the same")
        APART = "apart", _("These words don't mean the same")

    words = models.TextField(
        _("words and phrases"),
        max_length=1000,
        help_text=_("In any language, separated by commas: notebook, laptop, 笔记本电脑"),
    )
    means = models.CharField(_("meaning"), max_length=8, choices=Means.choices, default=Means.SAME)

    panels = [FieldPanel("words"), FieldPanel("means")]

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return ", ".join(self.phrases)[:120]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        _read_anew()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        gone = super().delete(*args, **kwargs)
        _read_anew()
        return gone

    @property
    def phrases(self) -> list[str]:
        return [phrase.strip() for phrase in re.split(r"[,，、;；\n]", self.words) if phrase.strip()]


def _read_anew() -> None:
    from search.thesaurus import forget_thesaurus

    forget_thesaurus()
