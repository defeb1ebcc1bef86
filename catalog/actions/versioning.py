"""Going back to a version of a service, and beginning a new service from an old one."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from catalog import compliance, policies, publishing
from catalog.authoring import compile_page, fill
from catalog.editor import taken_by_another, wrong_slug
from catalog.models import ServicePage, ServiceVersion
from journal.refusals import Invalid, NotAllowed
from people.models import Person
from ui.bilingual import CHINESE, ENGLISH

LONGEST_TITLE = 255


@transaction.atomic
def roll_back(version: ServiceVersion, *, by: Person, now: datetime) -> ServiceVersion | None:
    """Publishes an old version's content as a new version; None where the draft waits for who may
    publish, or for compliance.

    The address stays, and so do tickets under way: they keep the version they were ordered in. Raises
    `NotAllowed`, `Invalid` (it is what is ordered now already), `CannotPublish` (something it needs is gone).
    """
    page = ServicePage.objects.get(pk=version.service.page_id)
    refuse_others(page, by=by)
    draft = page.get_latest_revision_as_object()
    fill(draft, version.service_spec.model_copy(update={"slug": page.slug}))
    notes = _in_both(lambda _side: _("Back to version %(number)s") % {"number": version.number})
    draft.release_notes, draft.release_notes_zh = notes["en"], notes["zh"]
    publishing.refuse(draft, publishing.faults_of(draft))
    service = version.service
    if service.is_live and service.current and compile_page(draft).spec.digest() == service.current.digest:
        raise Invalid(_("Version %(number)s is what is ordered now.") % {"number": version.number})
    waits = any(fault.blocks for fault in compliance.faults(draft))
    if policies.may_publish(by, page.get_parent().specific.department) and not waits:
        return publishing.publish(draft, by=by, now=now)
    draft.save_revision(user=by, log_action=True)
    return None


@transaction.atomic
def clone(page: ServicePage, *, slug: str, by: Person) -> ServicePage:
    """A draft of a new service of the same department: everything of the page's draft but its name and address.

    Raises `NotAllowed`, `Invalid` for an address that can't be or is taken, and
    `pydantic.ValidationError` where the page can mean nothing.
    """
    refuse_others(page, by=by)
    if faults := wrong_slug(slug):
        raise Invalid(faults[0], errors={"slug": faults})
    if taken_by_another(slug, None):
        sentence = _("Another service has this address already.")
        raise Invalid(sentence, errors={"slug": [sentence]})
    spec = compile_page(page.get_latest_revision_as_object()).spec
    copy = ServicePage(live=False, owner=by)
    fill(copy, spec.model_copy(update={"slug": slug, "title": copied(spec.title)}))
    page.get_parent().add_child(instance=copy)
    copy.save_revision(user=by, log_action="wagtail.create")
    compliance.control_like(page, copy, by=by)
    return copy


def copied(title: Mapping[str, str]) -> dict[str, str]:
    """What a copy is called until somebody finds a better name."""
    said = _in_both(lambda side: _("Copy of %(name)s") % {"name": title[side]})
    return {side: said[side][:LONGEST_TITLE] if title[side] else "" for side in said}


def _in_both(say: Callable[[str], str]) -> dict[str, str]:
    """What a function says for each side of a text, each in its language."""
    said = {}
    for side, language in (("en", ENGLISH), ("zh", CHINESE)):
        with translation.override(language):
            said[side] = say(side)
    return said


def refuse_others(page: ServicePage, *, by: Person) -> None:
    """Raises `NotAllowed` for who may not write here, and where somebody else has the page locked."""
    if not policies.may_edit(by, page.get_parent().specific.department):
        raise NotAllowed(_("You may not write services of this department."))
    lock = None if by.is_machine else page.get_lock()
    if lock is not None and lock.for_user(by):
        raise NotAllowed(_("“%(service)s” is locked in the editor just now.") % {"service": page.label})
