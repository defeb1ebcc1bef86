"""Publishing and retiring at a time: Wagtail's schedule, kept so that one page's fault harms no other."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from catalog.faults import CannotPublish
from catalog.models import ServicePage
from catalog.topics import NOT_PUBLISHED
from people.actions import notify
from people.models import Person

log = logging.getLogger("catalog")


def keep(*, now: datetime) -> None:
    """Retires every page whose time is over, and publishes every revision whose time has come."""
    for page in Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at").specific():
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    for revision in Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except CannotPublish as refused:
            _give_up(revision, refused, now=now)


def _give_up(revision: Revision, refused: CannotPublish, *, now: datetime) -> None:
    """What doesn't fit any more stays a draft, and whoever planned it is told."""
    log.warning("scheduled publication refused: %s", refused)
    with transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        page = ServicePage.objects.filter(pk=revision.object_id).first()
        editor = revision.user
        if page is None or not isinstance(editor, Person):
            return
        notify(
            [editor],
            topic=NOT_PUBLISHED.name,
            key=f"service-not-published:{revision.pk}",
            text=lambda: _("“%(service)s” was not published as planned") % {"service": page.label},
            body=str(refused),
            url=f"/admin/pages/{page.pk}/edit/",
            reason=_("You planned its publication."),
            now=now,
        )
