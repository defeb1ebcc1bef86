from datetime import datetime
from typing import Any, NoReturn

from django.db import models
from django.db.models import Exists, OuterRef, Q

from journal import verbs


class EventQuerySet(models.QuerySet):
    def about(self, thing: models.Model) -> "EventQuerySet":
        """The history of one thing, oldest first, with who did it."""
        return (
            self.filter(subject_kind=thing._meta.label_lower, subject_id=thing.pk)
            .select_related("actor")
            .order_by("id")
        )

    def public(self) -> "EventQuerySet":
        """Only what a requester may read too."""
        return self.filter(verb__in=verbs.names(internal=False))

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Events are written once.")

    def delete(self) -> NoReturn:
        raise TypeError("Events are kept.")


class DeliveryQuerySet(models.QuerySet):
    def failed(self) -> "DeliveryQuerySet":
        """What was given up and waits for a person, newest first."""
        return self.filter(state="failed").order_by("-id")

    def troubled(self) -> "DeliveryQuerySet":
        """Given up, or failed at least once and waiting for another try."""
        return self.filter(Q(state="failed") | Q(state="pending", error__gt=""))

    def settled_before(self, moment: datetime) -> "DeliveryQuerySet":
        """Done or put aside before then. (It was due before, too: that is what the index knows.)"""
        return self.filter(state__in=("done", "dismissed"), due_at__lt=moment, done_at__lt=moment)

    def unclaimed(self, now: datetime) -> "DeliveryQuerySet":
        """Pending ones that no worker holds, or whose worker's lease has ended."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), state="pending")

    def ready(self, now: datetime) -> "DeliveryQuerySet":
        """Due, unclaimed and first in line: nothing pending of the same reaction and subject before it."""
        earlier = self.model._base_manager.filter(
            state="pending", reaction=OuterRef("reaction"), subject=OuterRef("subject"), id__lt=OuterRef("id")
        )
        return self.unclaimed(now).filter(~Exists(earlier), due_at__lte=now).order_by("due_at", "id")
