"""Drawing a lifecycle: a draft is started, changed, published or thrown away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from journal.actions import record
from journal.refusals import Invalid, Refused, Stale
from people.models import Department, Person
from people.wording import in_both
from tickets.actions.publishing import publish_lifecycle, refuse_strangers
from tickets.lifecycles import Spec, Text, spec_of
from tickets.lifecycles.comparing import differences
from tickets.lifecycles.editing import alike, blank
from tickets.lifecycles.store import as_json
from tickets.models import Lifecycle, LifecycleDraft, LifecycleVersion

TOLD = 6  # changes that one entry of the history names


class AlreadyDrawn(Refused):
    """There is a draft of this lifecycle; there is never more than one."""

    code = "already-drawn"


@transaction.atomic
def start_lifecycle(
    label: Text,
    *,
    kind: str,
    department: Department | None,
    by: Person,
    now: datetime,
    like: LifecycleVersion | None = None,
) -> LifecycleDraft:
    """The draft of a new lifecycle, of one status or `like` a version of another; the company's without a
    department. Raises `NotAllowed`."""
    lifecycle = Lifecycle(kind=kind, name=label.en, name_zh=label.zh, department=department)
    refuse_strangers(lifecycle, by)
    lifecycle.slug = _free_slug(label, department)
    lifecycle.save()
    spec = (
        alike(spec_of(like.pk), lifecycle.slug, kind, label) if like else blank(lifecycle.slug, kind, label)
    )
    return _begin(lifecycle, spec, None, by=by, now=now)


@transaction.atomic
def start_draft(
    lifecycle: Lifecycle, *, by: Person, now: datetime, base: LifecycleVersion | None = None
) -> LifecycleDraft:
    """A draft of the lifecycle's next version, from its newest or, to go back, from an older one.

    Raises `NotAllowed`, and `AlreadyDrawn` where there is one.
    """
    lifecycle = Lifecycle.objects.select_for_update().get(pk=lifecycle.pk)
    refuse_strangers(lifecycle, by)
    if LifecycleDraft.objects.filter(lifecycle=lifecycle).exists():
        raise AlreadyDrawn(_("There is a draft of this lifecycle already. Go on with it or throw it away."))
    version = base or newest_of(lifecycle)
    if version is None or version.lifecycle_id != lifecycle.pk:
        raise Invalid(_("This is no version of the lifecycle."))
    return _begin(lifecycle, spec_of(version.pk), newest_of(lifecycle), by=by, now=now)


@transaction.atomic
def change_draft(
    draft: LifecycleDraft, spec: Any, *, by: Person, now: datetime, seen: int | None = None
) -> LifecycleDraft:
    """Makes the draft this lifecycle (a `Spec` or its JSON), which need not be fit to run yet; what nothing
    changes is not recorded.

    Raises `NotAllowed`, `Stale` if somebody else drew since revision `seen`, `Invalid` for what can't be read.
    """
    held = _held(draft, by, seen)
    was, new = Spec.model_validate(held.spec), _read(spec)
    if (new.slug, new.kind) != (was.slug, was.kind):
        raise Invalid(_("A draft can't become another lifecycle."))
    if as_json(new) == as_json(was):
        return held
    held.spec = as_json(new)
    _touch(held, by=by, now=now)
    changes = _in_short(was, new)
    record("lifecycle.drawn", held.lifecycle, by=by, now=now, data={"changes": changes})
    return held


@transaction.atomic
def place_boxes(
    draft: LifecycleDraft, heights: Mapping[str, int], *, by: Person, now: datetime
) -> LifecycleDraft:
    """Keeps how far down in its lane each named box stands. Only the drawing changes, so nothing is recorded
    and no form that is open becomes stale."""
    held = _held(draft, by, None)
    known = Spec.model_validate(held.spec).statuses
    put = {name: max(0, min(int(y), 4000)) for name, y in heights.items() if name in known}
    held.heights = {name: y for name, y in {**held.heights, **put}.items() if name in known}
    held.save(update_fields=["heights"])
    return held


@transaction.atomic
def publish_draft(
    draft: LifecycleDraft,
    *,
    by: Person,
    now: datetime,
    notes: str = "",
    seen: int | None = None,
    over: int | None = None,
) -> LifecycleVersion:
    """The draft as the lifecycle's next version, on which new tickets run from now; the draft is gone.

    Raises `BrokenLifecycle` with every fault at its place, `NotAllowed`, and `Stale` if the draft changed since
    revision `seen`, or a version was published since it was begun that is not the one (`over`) it shall replace.
    """
    held = _held(draft, by, seen)
    newest = newest_of(held.lifecycle)
    if newest is not None and held.base_id != newest.pk and over != newest.number:
        sentence = _(
            "Version {number} was published meanwhile. Compare it with your draft before you replace it."
        )
        raise Stale(format_lazy(sentence, number=newest.number))
    version = publish_lifecycle(held.lifecycle.slug, held.spec, by=by, now=now, notes=notes)
    held.delete()
    return version


@transaction.atomic
def discard_draft(draft: LifecycleDraft, *, by: Person, now: datetime) -> None:
    """Throws the draft away, and with it a lifecycle that was never published. Raises `NotAllowed`."""
    held = _held(draft, by, None)
    record("lifecycle.draft-discarded", held.lifecycle, by=by, now=now)
    if newest_of(held.lifecycle) is None:
        held.lifecycle.delete()
    else:
        held.delete()


def newest_of(lifecycle: Lifecycle) -> LifecycleVersion | None:
    """The version new tickets run on, without its spec; None for one that is still being drawn."""
    return lifecycle.versions.defer("spec").order_by("-number").first()


def _begin(
    lifecycle: Lifecycle, spec: Spec, base: LifecycleVersion | None, *, by: Person, now: datetime
) -> LifecycleDraft:
    draft = LifecycleDraft.objects.create(
        lifecycle=lifecycle,
        base=base,
        spec=as_json(spec),
        started_at=now,
        started_by=by,
        changed_at=now,
        changed_by=by,
    )
    record("lifecycle.draft-started", lifecycle, by=by, now=now, data={"name": lifecycle.names})
    return draft


def _held(draft: LifecycleDraft, by: Person, seen: int | None) -> LifecycleDraft:
    """The draft as it is now, locked, for somebody who may change it."""
    held = LifecycleDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        raise Stale(_("This draft was published or thrown away meanwhile."))
    refuse_strangers(held.lifecycle, by)
    if seen is not None and held.revision != seen:
        sentence = _("{person} changed the draft meanwhile. Look at it and send this again.")
        raise Stale(format_lazy(sentence, person=held.changed_by.label))
    return held


def _touch(draft: LifecycleDraft, *, by: Person, now: datetime) -> None:
    draft.revision += 1
    draft.changed_at, draft.changed_by = now, by
    draft.save(update_fields=["spec", "revision", "changed_at", "changed_by"])


def _read(spec: Any) -> Spec:
    try:
        return spec if isinstance(spec, Spec) else Spec.model_validate(spec)
    except ValidationError as error:
        errors: dict[str, list[Any]] = {}
        for one in error.errors(include_url=False):
            errors.setdefault(".".join(str(part) for part in one["loc"]), []).append(one["msg"])
        raise Invalid(_("This can't be read as a lifecycle."), errors=errors) from None


def _in_short(was: Spec, new: Spec) -> dict[str, str]:
    changes = differences(was, new)
    more = ["…"] if len(changes) > TOLD else []
    told = [*changes[:TOLD], *more]
    return in_both(format_lazy(" ".join(["{}"] * len(told)), *told))


def _free_slug(label: Text, department: Department | None) -> str:
    """An address nobody has: a department's begin with its own, so that no name says what others draw."""
    word = slugify(label.en) or "lifecycle"
    word = f"{department.slug}-{word}" if department else word
    word = (word if word[0].isalpha() else f"lifecycle-{word}")[:56].strip("-")
    taken = set(Lifecycle.objects.filter(slug__startswith=word).values_list("slug", flat=True))
    tries = (word if number == 1 else f"{word}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in tries if slug not in taken)
