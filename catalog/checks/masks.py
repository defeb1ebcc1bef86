"""Do masks name what there is, and leave every required answer to somebody? Does what the service leaves of its
lifecycle still lead to an end?"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from catalog.checks.texts import PLACEHOLDER
from catalog.faults import Fault
from catalog.mask_rows import lifecycle_spec
from catalog.spec import Mask, ServiceSpec
from tickets.lifecycles import Spec
from tickets.lifecycles.faults import check_ways
from tickets.masks import capacities, may_ever_read
from tickets.terms import Agreed, without


def check_masks(spec: ServiceSpec, lifecycle: Spec | None = None) -> list[Fault]:
    """What is wrong with the service's masks and restriction, on this lifecycle or on the one published now."""
    lifecycle = lifecycle or lifecycle_spec(spec.lifecycle)
    found: list[Fault] = []
    for number, mask in enumerate(spec.masks):
        for sentence in _strangers(spec, mask, lifecycle):
            found.append(Fault(f"masks.{number}", sentence))
    if lifecycle is not None:
        found += _restriction(spec, lifecycle)
        if not found:
            found += _for_nobody(spec, lifecycle)
    return [*found, *_subject(spec)]


def _strangers(spec: ServiceSpec, mask: Mask, lifecycle: Spec | None) -> Iterator[object]:
    asked = {question.name for question in spec.asked}
    known = {one.name for one in capacities()}
    if not (mask.questions or mask.sections):
        yield _("A rule about who may see answers names no question.")
    if not mask.who:
        yield _("A rule about who may see answers names nobody.")
    for name in sorted(set(mask.questions) - asked):
        yield _("A rule about who may see answers: there is no question “%(name)s”.") % {"name": name}
    for name in sorted(set(mask.sections) - spec.section_names.keys()):
        yield _("A rule about who may see answers: there is no section “%(name)s”.") % {"name": name}
    for name in sorted(set(mask.who) - known):
        yield _("A rule about who may see answers: nobody is called “%(name)s”.") % {"name": name}
    for name in sorted(set(mask.at) - lifecycle.statuses.keys()) if lifecycle else ():
        yield _("A rule about who may see answers: there is no status “%(name)s”.") % {"name": name}


def _for_nobody(spec: ServiceSpec, lifecycle: Spec) -> Iterator[Fault]:
    """Answers people must give and nobody may ever read; and those nobody who works on it reads (a warning)."""
    agreed = Agreed.model_validate(spec.terms())
    for number, question in enumerate(spec.questions):
        if question.name not in agreed.hides:
            continue
        readers = may_ever_read(agreed, question.name, lifecycle.statuses)
        place = f"questions.{number}.name"
        if not readers:
            sentence = _("Nobody may ever read this answer: take a rule away, or don't ask.")
            yield Fault(place, sentence, blocks=question.required, about=question.text)
        elif not any("agent" in (one.name, one.under) for one in readers):
            sentence = _("Nobody who works on it may ever read this answer.")
            yield Fault(place, sentence, blocks=False, about=question.text)


def _subject(spec: ServiceSpec) -> Iterator[Fault]:
    """What stands in the subject stands in every list."""
    hides = Agreed.model_validate(spec.terms()).hides
    owners = {fact: one for one in spec.asked for fact in (one.name, *one.facts())} if hides else {}
    told = {
        owners[name].name: owners[name]
        for text in spec.subject.values()
        for name in PLACEHOLDER.findall(text)
        if name in owners and owners[name].name in hides
    }
    for question in told.values():
        sentence = _(
            "The subject of the ticket contains this answer, which is hidden from some: the subject isn't."
        )
        yield Fault("subject", sentence, blocks=False, about=question.text)


def _restriction(spec: ServiceSpec, lifecycle: Spec) -> Iterator[Fault]:
    off = spec.without
    for name in sorted(set(off.steps) - lifecycle.transitions.keys()):
        yield Fault(
            "without.steps", _("The lifecycle has no step “%(name)s” to do without.") % {"name": name}
        )
    for name in sorted(set(off.statuses) - lifecycle.statuses.keys()):
        yield Fault(
            "without.statuses", _("The lifecycle has no status “%(name)s” to do without.") % {"name": name}
        )
    if lifecycle.initial in off.statuses:
        yield Fault("without.statuses", _("Tickets begin in this status; the service can't do without it."))
    elif off.steps or off.statuses:
        left = without(lifecycle, off.steps, off.statuses)
        for fault in check_ways(left):
            name = fault.place.partition(".")[2]
            if fault.code == "end-has-a-way-out" or name in off.statuses:
                continue
            if fault.code == "unreachable":
                if not _reached(lifecycle, name):
                    continue
                yield Fault("without.steps", fault.sentence, blocks=False)
            elif name not in _unreachable(left):
                yield Fault("without.steps", fault.sentence)


def _unreachable(spec: Spec) -> set[str]:
    return {fault.place.partition(".")[2] for fault in check_ways(spec) if fault.code == "unreachable"}


def _reached(spec: Spec, status: str) -> bool:
    return status not in _unreachable(spec)
