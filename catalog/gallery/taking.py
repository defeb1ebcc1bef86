"""Taking a service out of the gallery: it becomes a draft in a department's own storefront."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.actions import ensure_storefront, ensure_topics
from catalog.authoring import fill
from catalog.editor import taken_by_another
from catalog.gallery.reading import Entry, Setting, topics
from catalog.models import ServicePage
from journal.refusals import NotAllowed
from people.models import Person


@transaction.atomic
def take_all(chosen: Iterable[tuple[Entry, Setting]], *, by: Person) -> list[ServicePage]:
    """Takes several, all or none. Raises `NotAllowed`."""
    return [take(one, setting, by=by) for one, setting in chosen]


@transaction.atomic
def take(one: Entry, setting: Setting, *, by: Person) -> ServicePage:
    """A draft of the service in the department's storefront; nothing is published. Raises `NotAllowed`.

    The address is the gallery's, or one made from it where another service has that. All topics of the gallery
    come along at once, so that a new one tells nobody which service was taken.
    """
    if not policies.may_edit(by, setting.department):
        raise NotAllowed(_("You may not write services of this department."))
    storefront = ensure_storefront(setting.department)
    ensure_topics({topic.slug: topic.label for topic in topics()})
    page = ServicePage(live=False, owner=by)
    fill(page, one.spec_for(setting, slug=free_slug(one.slug, setting.department.slug)))
    storefront.add_child(instance=page)
    page.save_revision(user=by, log_action="wagtail.create")
    return page


def free_slug(slug: str, department: str) -> str:
    """`leave`, else `leave-hr`, else `leave-hr-2` and so on: the first that no service has."""
    found, number = slug, 1
    while taken_by_another(found, None):
        base = f"{slug}-{department}"[:70].rstrip("-")
        found, number = (base if number == 1 else f"{base}-{number}"), number + 1
    return found
