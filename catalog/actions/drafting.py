"""What somebody types into a form is kept until it is ordered, given up, or forgotten."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import Draft, Service
from catalog.questions.files import as_uid
from journal.refusals import Invalid
from people.models import Person
from tickets.actions import hold_uploads

KEPT_FOR = timedelta(days=30)
LARGEST = 200_000  # characters of all answers together
AT_ONCE = 500


class DraftTooLarge(Invalid):
    code = "draft-too-large"


@transaction.atomic
def keep_draft(
    service: Service,
    *,
    by: Person,
    key: str,
    values: Mapping[str, Iterable[str]],
    now: datetime,
    ordered_for: Person | None = None,
    at_question: str = "",
) -> Draft | None:
    """Keeps a form's values in place of what was kept under this key; `at_question` was answered last.

    Two devices at once: the later one stands. None when the draft was sent or thrown away already.
    Raises `DraftTooLarge`.
    """
    kept = {name: list(texts) for name, texts in values.items()}
    if len(json.dumps(kept, ensure_ascii=False)) > LARGEST:
        raise DraftTooLarge(_("This is too much to be kept as a draft. Attach it as a file instead."))
    asked = service.current.service_spec.asked
    changed = {"values": kept, "version": service.current, "saved_at": now}
    if at_question in {question.name for question in asked}:
        changed["at_question"] = at_question
    first = {"service": service, "ordered_for": ordered_for or by, "started_at": now}
    draft, made = Draft.objects.get_or_create(person=by, key=key, defaults={**changed, **first})
    if not made:
        if draft.outcome and draft.outcome != Draft.Outcome.SOLVED:
            return None
        for name, value in {**changed, "outcome": ""}.items():
            setattr(draft, name, value)
        draft.save(update_fields=[*changed, "outcome"])
    files = [one for question in asked if question.kind == "files" for one in kept.get(question.name, ())]
    if files:
        hold_uploads(filter(None, map(as_uid, files)), by=by, until=now + KEPT_FOR)
    return draft


def end_drafts(drafts, outcome: Draft.Outcome, *, now: datetime) -> int:
    """Ends the open ones among these drafts and forgets what was typed; gives back how many."""
    return drafts.open().update(values={}, outcome=outcome, saved_at=now)


def forget_drafts(*, now: datetime) -> int:
    """Ends drafts nobody came back to for 30 days; gives back how many, at most `AT_ONCE`."""
    stale = Draft.objects.open().filter(saved_at__lt=now - KEPT_FOR).values_list("pk", flat=True)
    forgotten = Draft.objects.filter(pk__in=list(stale[:AT_ONCE]))
    return end_drafts(forgotten, Draft.Outcome.ABANDONED, now=now)
