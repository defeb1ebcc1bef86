"""Compliance: putting services under control, asking for a sign-off, and giving or refusing it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from catalog import compliance, policies, publishing
from catalog.authoring import compile_page
from catalog.models import Control, ServicePage, SignOff, Storefront
from catalog.topics import SIGN_OFF_ASKED, SIGN_OFF_DECIDED
from journal.actions import record
from journal.refusals import Invalid, NotAllowed, Stale
from people.actions import notify
from people.models import Department, Person


@transaction.atomic
def control(page: ServicePage | Storefront, *, by: Person, now: datetime) -> Control:
    """Puts a service, or all of a storefront's, under control: from now on nothing is published unsigned.

    Who edits or signs off there may. Raises `NotAllowed`.
    """
    if not policies.may_control(by, department_of(page)):
        raise NotAllowed(_("You may not put services of this department under control."))
    slug = page.slug if isinstance(page, ServicePage) else ""
    known = {"slug": slug, "since": now, "by": by}
    found, made = Control.objects.get_or_create(page_id=page.pk, defaults=known)
    if made:
        record("service.controlled", page, by=by, now=now, data={})
    return found


@transaction.atomic
def release(page: ServicePage | Storefront, *, by: Person, now: datetime, reason: str) -> None:
    """Takes it from under control. Only compliance may, and says why. Raises `NotAllowed`, `Invalid`."""
    if not policies.may_sign_off(by, department_of(page)):
        raise NotAllowed(_("Only compliance may take a service from under control."))
    reason = _needed(reason)
    gone, _rows = Control.objects.filter(page_id=page.pk).delete()
    if isinstance(page, ServicePage):
        gone += Control.objects.filter(page=None, slug=page.slug).exclude(slug="").delete()[0]
    if gone:
        record("service.freed", page, by=by, now=now, data={"reason": reason})


@transaction.atomic
def ask_sign_off(page: ServicePage, *, by: Person, now: datetime) -> SignOff:
    """Lays the page's content, as it is, before compliance, and tells them. What waited before is overtaken.

    Gives the question that waits already, or the decision that stands, where the content is the same, but asks
    anew where it was refused. Raises `NotAllowed`, `Invalid` (not controlled), `CannotPublish` (it has faults).
    """
    Page.objects.select_for_update().only("pk").get(
        pk=page.pk
    )  # of two clicks at once the second finds the first
    department = department_of(page)
    if not policies.may_edit(by, department):
        raise NotAllowed(_("You may not write services of this department."))
    if not compliance.is_controlled(page):
        raise Invalid(_("“%(service)s” isn't controlled; it needs no sign-off.") % {"service": page.label})
    publishing.refuse(page, publishing.faults_of(page))
    spec = compile_page(page).spec
    before = compliance.decision_on(page, spec.digest())
    if before is not None and before.decision != SignOff.Decision.REFUSED:
        return before
    SignOff.objects.waiting().filter(page=page.pk).update(decision=SignOff.Decision.OVERTAKEN, decided_at=now)
    asked = SignOff.objects.create(
        page_id=page.pk,
        slug=spec.slug,
        department=department,
        digest=spec.digest(),
        spec=spec.as_json(),
        asked_by=by,
        asked_at=now,
    )
    record("service.submitted", page, by=by, now=now, data={"digest": asked.digest})
    notify(
        compliance.officers_of(department),
        topic=SIGN_OFF_ASKED.name,
        key=f"sign-off:{asked.pk}:asked",
        text=lambda: _("“%(service)s” waits for your sign-off") % {"service": asked.label},
        url=reverse("catalog_admin:sign-off", args=[asked.pk]),
        reason=lambda: _("You answer for the compliance of this department's services."),
        now=now,
        exclude=by,
    )
    return asked


def sign_off(asked: SignOff, *, by: Person, now: datetime, reason: str = "") -> SignOff:
    """Signs off exactly the content that was asked about. Nobody signs off what they wrote or asked for.

    Raises `NotAllowed`, `Stale` (decided or overtaken meanwhile).
    """
    return _decide(asked, SignOff.Decision.SIGNED, reason.strip(), by=by, now=now)


def refuse_sign_off(asked: SignOff, *, by: Person, now: datetime, reason: str) -> SignOff:
    """Refuses it, with the reason. Raises `Invalid` without one, `NotAllowed`, `Stale`."""
    return _decide(asked, SignOff.Decision.REFUSED, _needed(reason), by=by, now=now)


@transaction.atomic
def _decide(asked: SignOff, decision: str, reason: str, *, by: Person, now: datetime) -> SignOff:
    asked = SignOff.objects.select_for_update().get(pk=asked.pk)
    if not policies.may_sign_off(by, asked.department):
        raise NotAllowed(_("Only compliance may sign off services of this department."))
    if by.pk in compliance.writers_of(asked):
        raise NotAllowed(_("This is your own work; somebody else has to sign it off."))
    if asked.decision:
        raise Stale(_("This was decided meanwhile, or overtaken by a newer draft."))
    asked.decision, asked.reason, asked.decided_by, asked.decided_at = decision, reason, by, now
    asked.save()
    signed = decision == SignOff.Decision.SIGNED
    verb = "service.signed" if signed else "service.declined"
    record(verb, asked.page or asked, by=by, now=now, data={"digest": asked.digest, "reason": reason})
    _tell(asked, signed, now=now)
    return asked


def _tell(asked: SignOff, signed: bool, *, now: datetime) -> None:
    named = {"service": asked.label}
    notify(
        [asked.asked_by],
        topic=SIGN_OFF_DECIDED.name,
        key=f"sign-off:{asked.pk}:decided",
        text=lambda: (
            _("“%(service)s” is signed off and may be published") % named
            if signed
            else _("Compliance didn't sign off “%(service)s”") % named
        ),
        body=asked.reason,
        url=reverse("catalog_admin:compliance", args=[asked.page_id]) if asked.page_id else "/admin/",
        reason=lambda: _("You asked for the sign-off."),
        now=now,
    )


def _needed(reason: str) -> str:
    if not reason.strip():
        sentence = _("Say why; it is kept.")
        raise Invalid(sentence, errors={"reason": [sentence]})
    return reason.strip()[:2000]


def department_of(page: Page) -> Department:
    return page.department if isinstance(page, Storefront) else page.get_parent().specific.department
