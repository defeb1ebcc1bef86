"""Drawing a process: a draft is started, changed, published or thrown away."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import Invalid, Refused, Stale
from people.models import Department, Person
from processes.actions.publishing import freeze, refuse_strangers
from processes.blank import blank
from processes.bpmn import read
from processes.models import Definition, Draft, Version
from processes.store import tables_in

AT_A_STRETCH = timedelta(minutes=10)  # what one person draws within is one entry of the history
MOST_SAMPLES = 20


class AlreadyDrawn(Refused):
    """There is a draft of this process; there is never more than one."""

    code = "already-drawn"


@transaction.atomic
def start_process(
    names: Mapping[str, str],
    *,
    department: Department | None,
    by: Person,
    now: datetime,
    xml: str = "",
    decisions: Mapping[str, Any] | None = None,
    like: Version | None = None,
) -> Draft:
    """The draft of a new process: of a diagram, `like` a version of another, or of an empty canvas.

    `names` are `{"en", "zh"}`; without a department it is the company's. Raises `NotAllowed`, `BadDiagram`.
    """
    name, name_zh = names.get("en", "").strip(), names.get("zh", "").strip()
    if not name and not name_zh:
        raise Invalid(_("A process needs a name."), errors={"name": [_("A process needs a name.")]})
    definition = Definition(name=name or name_zh, name_zh=name_zh, department=department)
    refuse_strangers(definition, by)
    content = xml or (like.xml if like else blank(definition.name))
    read(content)
    tables = dict(decisions or (like.decisions if like else {}))
    tables_in(tables)
    definition.slug = _free_slug(definition.name, department)
    definition.save()
    return _begin(definition, content, tables, None, by=by, now=now)


@transaction.atomic
def start_draft(definition: Definition, *, by: Person, now: datetime, base: Version | None = None) -> Draft:
    """A draft of the process's next version, from its newest or, to go back, from an older one.

    Raises `NotAllowed`, and `AlreadyDrawn` where there is one.
    """
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    refuse_strangers(definition, by)
    if Draft.objects.filter(definition=definition).exists():
        raise AlreadyDrawn(_("There is a draft of this process already. Go on with it or throw it away."))
    version = base or newest_of(definition)
    if version is None or version.definition_id != definition.pk:
        raise Invalid(_("This is no version of the process."))
    return _begin(definition, version.xml, version.decisions, newest_of(definition), by=by, now=now)


@transaction.atomic
def change_draft(
    draft: Draft,
    *,
    by: Person,
    now: datetime,
    xml: str | None = None,
    decisions: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Draft:
    """Makes the draft this diagram and these decision tables, which need not be fit to run; None leaves them.

    What one person draws at a stretch is told once in the history. Raises `NotAllowed`, `Stale` if somebody else
    drew since revision `seen`, `BadDiagram` and `BadCell` for what can't be read.
    """
    held = _held(draft, by, seen)
    new_xml = held.xml if xml is None else xml
    new_decisions = held.decisions if decisions is None else dict(decisions)
    if (new_xml, new_decisions) == (held.xml, held.decisions):
        return held
    read(new_xml)
    tables_in(new_decisions)
    is_new_stretch = held.changed_by_id != by.pk or now - held.changed_at > AT_A_STRETCH
    held.xml, held.decisions = new_xml, new_decisions
    held.revision += 1
    held.changed_at, held.changed_by = now, by
    held.save(update_fields=["xml", "decisions", "revision", "changed_at", "changed_by"])
    if is_new_stretch:
        record("process.drawn", held.definition, by=by, now=now)
    return held


@transaction.atomic
def keep_samples(draft: Draft, samples: Mapping[str, Any], *, by: Person, now: datetime) -> Draft:
    """Keeps the answers the draft was last tried with. The drawing stays as it is, so nothing becomes stale.

    Raises `NotAllowed`, and `Stale` where the draft is gone.
    """
    held = _held(draft, by, None)
    held.samples = dict(samples)
    held.save(update_fields=["samples"])
    return held


@transaction.atomic
def publish_draft(
    draft: Draft,
    *,
    by: Person,
    now: datetime,
    notes: str = "",
    seen: int | None = None,
    over: int | None = None,
) -> Version:
    """The draft as the process's next version, which begins from now; the draft is gone.

    Raises `BrokenProcess` with every error at its element, `NotAllowed`, and `Stale` if the draft changed since
    revision `seen`, or a version was published since it was begun that is not the one (`over`) it shall replace.
    """
    held = _held(draft, by, seen)
    definition = Definition.objects.select_for_update().get(pk=held.definition_id)
    newest = newest_of(definition)
    if newest is not None and held.base_id != newest.pk and over != newest.number:
        sentence = _(
            "Version {number} was published meanwhile. Compare it with your draft before you replace it."
        )
        raise Stale(format_lazy(sentence, number=newest.number))
    version = freeze(definition, held.xml, held.decisions, by=by, now=now, notes=notes)
    held.delete()
    return version


@transaction.atomic
def discard_draft(draft: Draft, *, by: Person, now: datetime) -> None:
    """Throws the draft away, and with it a process that was never published. Raises `NotAllowed`."""
    held = _held(draft, by, None)
    record("process.draft-discarded", held.definition, by=by, now=now)
    if newest_of(held.definition) is None:
        held.definition.delete()
    else:
        held.delete()


def newest_of(definition: Definition) -> Version | None:
    """The version that begins now; None for a process that is still being drawn."""
    return definition.versions.order_by("-number").first()


def _begin(
    definition: Definition,
    xml: str,
    decisions: Mapping[str, Any],
    base: Version | None,
    *,
    by: Person,
    now: datetime,
) -> Draft:
    draft = Draft.objects.create(
        definition=definition,
        base=base,
        xml=xml,
        decisions=dict(decisions),
        started_at=now,
        started_by=by,
        changed_at=now,
        changed_by=by,
    )
    record("process.draft-started", definition, by=by, now=now, data={"name": definition.names})
    return draft


def _held(draft: Draft, by: Person, seen: int | None) -> Draft:
    """The draft as it is now, locked, for somebody who may change it."""
    held = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        raise Stale(_("This draft was published or thrown away meanwhile."))
    refuse_strangers(held.definition, by)
    if seen is not None and held.revision != seen:
        sentence = _("{person} changed the draft meanwhile. Look at it and send this again.")
        raise Stale(format_lazy(sentence, person=held.changed_by.label))
    return held


def _free_slug(name: str, department: Department | None) -> str:
    """An address nobody has: a department's begin with its own, so that no name says what others draw."""
    word = slugify(name) or "process"
    word = f"{department.slug}-{word}" if department else word
    word = (word if word[0].isalpha() else f"process-{word}")[:56].strip("-")
    taken = set(Definition.objects.filter(slug__startswith=word).values_list("slug", flat=True))
    tries = (word if number == 1 else f"{word}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in tries if slug not in taken)
