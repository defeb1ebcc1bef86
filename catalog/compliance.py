"""Controlled services: which they are, and whether compliance signed off exactly what is about to be published.

The one question of the gate (`catalog.publishing`) is `faults`: whichever way a service goes live, it ends there.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page
from wagtail.signals import post_page_move

from catalog.authoring import compile_page
from catalog.faults import Fault
from catalog.models import Control, Service, ServicePage, SignOff
from people.models import Department, Person

PLACE = "compliance"


def controls_of(page: ServicePage) -> list[Control]:
    """What keeps the service under control: its own, its storefront's, and that of one deleted at its address."""
    parent = page.get_parent()
    pages = [one for one in (page.pk, parent.pk if parent else None) if one]
    found = Control.objects.filter(Q(page__in=pages) | Q(page=None, slug=page.slug) & ~Q(slug=""))
    return list(found.select_related("by", "page").order_by("since"))


def is_controlled(page: ServicePage) -> bool:
    return bool(controls_of(page))


def decision_on(page: ServicePage, digest: str) -> SignOff | None:
    """The last word on this content, or the question that waits for one."""
    found = SignOff.objects.filter(page=page.pk, digest=digest).exclude(decision=SignOff.Decision.OVERTAKEN)
    return (
        found.select_related("decided_by", "asked_by").order_by("-asked_at", "-pk").first()
        if page.pk
        else None
    )


def writers_of(asked: SignOff) -> set[int]:
    """The ids of those whose own work is up for decision: who asked, and who wrote since it was last published."""
    found = {asked.asked_by_id}
    page = ServicePage.objects.filter(pk=asked.page_id).select_related("live_revision").first()
    if page is not None:
        written = page.revisions.filter(user__isnull=False)
        if page.live_revision:
            written = written.filter(pk__gt=page.live_revision.pk)
        found |= set(written.values_list("user", flat=True))
    return found


def faults(page: ServicePage) -> list[Fault]:
    """That the page's content isn't signed off, where it has to be and something would be published."""
    if not is_controlled(page):
        return []
    try:
        digest = compile_page(page).spec.digest()
    except ValidationError:
        return []  # said elsewhere, and blocks as well
    if page.pk and _is_ordered_now(page, digest):
        return []
    decision = decision_on(page, digest)
    if decision is not None and decision.decision == SignOff.Decision.SIGNED:
        return []
    return [Fault(PLACE, _said(decision))]


def _is_ordered_now(page: ServicePage, digest: str) -> bool:
    return Service.objects.filter(page=page.pk, is_live=True, current__digest=digest).exists()


def _said(decision: SignOff | None) -> Any:
    if decision is None:
        return _("The service is controlled: ask compliance to sign off exactly this content.")
    if decision.decision == SignOff.Decision.REFUSED:
        who = {"name": decision.decided_by, "reason": decision.reason}
        return _("%(name)s didn't sign this off: %(reason)s") % who
    return _("The service is controlled, and compliance hasn't signed this content off yet.")


def officers_of(department: Department) -> Iterable[Person]:
    """Who answers for the department's compliance; where nobody was named, the administrators."""
    above = [*department.get_ancestors().values_list("pk", flat=True), department.pk]
    people = Person.objects.active().filter(grants__role="compliance")
    found = people.filter(Q(grants__department__in=above) | Q(grants__department=None)).distinct()
    named = [one for one in found if department.pk in one.reach("compliance")]
    return named or Person.objects.active().filter(grants__role="admin", grants__department=None).distinct()


def follow_address(page: ServicePage) -> None:
    """Remembers at which address a controlled service stands now."""
    Control.objects.filter(page=page.pk).exclude(slug=page.slug).update(slug=page.slug)


def control_like(page: Page, copy: Page, *, by: Person) -> None:
    """A copy of a service that is itself controlled is controlled too."""
    if Control.objects.filter(page=page.pk).exists():
        known = {"slug": copy.slug, "since": timezone.now(), "by": by}
        Control.objects.get_or_create(page_id=copy.pk, defaults=known)


@receiver(post_page_move, dispatch_uid="catalog.stay_controlled")
def stay_controlled(
    sender: type, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """A service that leaves a controlled storefront stays controlled until compliance lets it go."""
    held = Control.objects.filter(page=parent_page_before.pk).exists()
    if held and parent_page_before.pk != parent_page_after.pk and issubclass(sender, ServicePage):
        by = get_active_log_context().user or Person.objects.machine()
        known = {"slug": instance.slug, "since": timezone.now(), "by": by}
        Control.objects.get_or_create(page_id=instance.pk, defaults=known)
