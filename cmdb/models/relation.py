from django.db import models
from django.utils.translation import gettext_lazy as _

from ui.bilingual import Named, both, choose


class RelationType(Named):
    """How two items hang together, read from either end: *runs on* / *runs*.

    `impact` says in which direction harm travels: "backward" means that when the target stops, the
    source is hurt (an application that runs on a server).
    """

    class Impact(models.TextChoices):
        NONE = "none", _("none")
        FORWARD = "forward", _("from source to target")
        BACKWARD = "backward", _("from target to source")

    slug = models.SlugField(max_length=64, unique=True)
    inverse = models.CharField(_("read backwards"), max_length=120)
    inverse_zh = models.CharField(_("read backwards in Chinese"), max_length=120, blank=True)
    impact = models.CharField(_("impact"), max_length=8, choices=Impact.choices, default=Impact.BACKWARD)

    class Meta:
        verbose_name = _("relation type")
        verbose_name_plural = _("relation types")
        ordering = ["name"]

    @property
    def inverse_label(self) -> str:
        return choose(self.inverse, self.inverse_zh)

    @property
    def inverse_names(self) -> dict[str, str]:
        return both(self.inverse, self.inverse_zh)


class Relation(models.Model):
    """One arrow between two items.

    Both ends are walked by impact analysis, so each has an index that begins with it and holds the type
    and the other end: a level of the walk never touches the table itself.
    """

    type = models.ForeignKey(RelationType, on_delete=models.PROTECT, related_name="relations")
    source = models.ForeignKey("cmdb.Item", on_delete=models.CASCADE, related_name="outgoing", db_index=False)
    target = models.ForeignKey("cmdb.Item", on_delete=models.CASCADE, related_name="incoming", db_index=False)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(fields=["source", "type", "target"], name="one_relation"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="relation_not_to_itself"
            ),
        ]
        indexes = [models.Index(fields=["target", "type", "source"], name="relation_backwards")]

    def __str__(self) -> str:
        return f"{self.source} {self.type} {self.target}"
