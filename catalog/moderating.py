"""What becomes of a submitted page, told as everything else is: in the bell and by mail, as each person wishes.

Wagtail would send mails of its own, at once and past the outbox. Its listeners are never let in: a signal takes one
listener of a name, and these bear the names of Wagtail's and come first (`catalog` stands above it in the settings).
"""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from catalog.topics import DECIDED, SUBMITTED
from people.actions import notify
from people.models import Person


def tell_who_approves(sender: type, instance: TaskState, user: Person | None = None, **kwargs: Any) -> None:
    """Whoever may approve it hears that it waits, but not who sent it; administrators only where nobody else may."""
    page = _page(instance)
    if page is None:
        return
    groups = getattr(instance.task.specific, "groups", None)
    approvers = list(Person.objects.active().filter(groups__in=groups.all()).distinct()) if groups else []
    with transaction.atomic():
        notify(
            [one for one in approvers if one != user and not one.is_admin] or approvers,
            topic=SUBMITTED.name,
            key=f"moderation:{instance.pk}:asked",
            text=lambda: _("“%(page)s” waits for you to approve it") % {"page": _label(page)},
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            reason=lambda: _("You approve what this department publishes."),
            now=timezone.now(),
            exclude=user,
        )


def tell_it_was_sent_back(
    sender: type, instance: WorkflowState, user: Person | None = None, **kwargs: Any
) -> None:
    state = instance.current_task_state
    _tell_requester(
        instance,
        user,
        "sent-back",
        lambda page: _("“%(page)s” was sent back to you") % {"page": page},
        body=state.comment if state else "",
    )


def tell_it_was_approved(
    sender: type, instance: WorkflowState, user: Person | None = None, **kwargs: Any
) -> None:
    _tell_requester(
        instance,
        user,
        "approved",
        lambda page: _("“%(page)s” was approved and is published") % {"page": page},
    )


def tell_nobody(sender: type, **kwargs: Any) -> None:
    """That something was submitted concerns who may approve it, and they are told."""


def _tell_requester(state: WorkflowState, by: Person | None, what: str, words: Any, body: str = "") -> None:
    page = _page(state.current_task_state)
    if page is None or state.requested_by is None:
        return
    with transaction.atomic():
        notify(
            [state.requested_by],
            topic=DECIDED.name,
            key=f"moderation:{state.current_task_state.pk}:{what}",
            text=lambda: words(_label(page)),
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            reason=lambda: _("You submitted it."),
            now=timezone.now(),
            body=body,
            exclude=by,
        )


def _page(state: TaskState | None) -> Page | None:
    """The page as it was submitted; None for what is no page."""
    found = state.revision.as_object() if state and state.revision else None
    return found if isinstance(found, Page) else None


def _label(page: Page) -> str:
    return str(getattr(page, "label", "") or page.title)


task_submitted.connect(
    tell_who_approves, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification"
)
workflow_submitted.connect(
    tell_nobody, sender=WorkflowState, dispatch_uid="workflow_state_submitted_email_notification"
)
workflow_rejected.connect(
    tell_it_was_sent_back, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
)
workflow_approved.connect(
    tell_it_was_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification"
)
