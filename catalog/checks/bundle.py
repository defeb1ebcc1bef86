"""Can what a service consists of be ordered along with it: does it exist, is it answered, does it bite its tail?"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.bundles import DEEPEST, STRANGE, fixed, takes
from catalog.faults import Fault
from catalog.models import Service
from catalog.questions import Asking, Question
from catalog.spec import BundlePart, Handed, ServiceSpec
from people.models import Person
from tickets.terms import Agreed

MOST = 20


def check_bundle(spec: ServiceSpec) -> list[Fault]:
    if not spec.parts:
        return []
    found = list(_whole(spec))
    slugs = {part.service for part in spec.parts}
    services = {
        one.slug: one for one in Service.objects.live().filter(slug__in=slugs).select_related("current")
    }
    for number, part in enumerate(spec.parts):
        if part.service == spec.slug:
            continue  # said as a circle
        if part.service not in services:
            found.append(Fault(f"parts.{number}.service", STRANGE % {"name": part.service or "…"}))
            continue
        service = services[part.service]
        for key, sentence, blocks in _part(part, service.current.service_spec, spec):
            found.append(Fault(f"parts.{number}.{key}", sentence, blocks=blocks, about=service.label))
    return [*found, *_circle(spec)]


def _whole(spec: ServiceSpec) -> Iterator[Fault]:
    if spec.quantity_max > 1:
        yield Fault("quantity_max", _("What consists of other services is ordered one at a time."))
    if len(spec.parts) > MOST:
        yield Fault("parts", _("A service may consist of %(most)s others at most.") % {"most": MOST})
    for slug, times in Counter(part.service for part in spec.parts).items():
        if times > 1:
            sentence = _("“%(name)s” stands here twice; say how many instead.") % {"name": slug}
            yield Fault("parts", sentence, blocks=False)


def _part(part: BundlePart, theirs: ServiceSpec, spec: ServiceSpec) -> Iterator[tuple[str, Any, bool]]:
    if part.quantity > theirs.quantity_max:
        sentence = _("Of this at most %(most)s may be ordered at once.") % {"most": theirs.quantity_max}
        yield "quantity", sentence, True
    asked, own = ({one.name: one for one in side.asked} for side in (theirs, spec))
    for handed in part.answers:
        for sentence in _handed(handed, asked, own):
            yield "answers", sentence, True
    yield from _uncovered(part, asked, own, hidden=_hides(spec), theirs=_hides(theirs))
    given = {handed.question for handed in part.answers}
    sure = {
        handed.question
        for handed in part.answers
        if not handed.answer_of or (handed.answer_of in own and _is_sure(own[handed.answer_of], spec))
    }
    for question in theirs.asked:
        if question.name in sure or question.known or question.default or not question.required:
            continue
        words = {"question": question.text}
        if question.name in given or not _is_sure(question, theirs):
            yield (
                "answers",
                _("“%(question)s” may stay unanswered; then the order is refused.") % words,
                False,
            )
        else:
            yield "answers", _("“%(question)s” must be answered: hand an answer down.") % words, True


def _hides(spec: ServiceSpec) -> frozenset[str]:
    """The questions whose answers are hidden from somebody at some time."""
    return Agreed.model_validate(spec.terms()).hides


def _uncovered(
    part: BundlePart,
    asked: dict[str, Question],
    own: dict[str, Question],
    *,
    hidden: frozenset[str],
    theirs: frozenset[str],
) -> Iterator[tuple[str, Any, bool]]:
    """Answers that are hidden here, handed down to where they aren't."""
    for handed in part.answers:
        if (
            handed.answer_of in hidden
            and handed.answer_of in own
            and handed.question in asked.keys() - theirs
        ):
            words = {"from": own[handed.answer_of].text, "to": asked[handed.question].text}
            yield (
                "answers",
                _("The answer to “%(from)s” is hidden from some; handed down to “%(to)s”, it isn't.") % words,
                False,
            )


def _is_sure(question: Question, spec: ServiceSpec) -> bool:
    """Whether everybody answers it."""
    above = spec.sections[spec.questions.index(question)]
    hidden = question.visible_if or (above is not None and spec.questions[above].visible_if)
    return question.required and not hidden


def _handed(handed: Handed, asked: dict[str, Question], own: dict[str, Question]) -> Iterator[Any]:
    question = asked.get(handed.question)
    if question is None:
        yield _("It has no question called “%(name)s”.") % {"name": handed.question or "…"}
        return
    if bool(handed.answer_of) == bool(handed.value):
        yield _("Say for “%(name)s” either whose answer it is, or what it always is.") % {
            "name": question.text
        }
        return
    if handed.value:
        yield from _value(question, handed.value)
        return
    theirs = own.get(handed.answer_of)
    if theirs is None:
        yield _("There is no question called “%(name)s”.") % {"name": handed.answer_of}
    elif not takes(question, theirs) or not _choices(theirs) <= (_choices(question) or _choices(theirs)):
        words = {"from": theirs.text, "to": question.text}
        yield _("The answer to “%(from)s” doesn't fit “%(to)s”.") % words


def _value(question: Question, value: str) -> Iterator[Any]:
    machine = Person.objects.machine()
    asking = Asking(person=machine, by=machine, now=timezone.now())
    if question.kind in ("table", "files", "person", "item"):
        yield _("“%(name)s” can't always be the same.") % {"name": question.text}
        return
    try:
        question.field(asking).clean(fixed(question, value, asking))
    except ValidationError as error:
        yield f"{question.text}: {' '.join(error.messages)}"


def _choices(question: Question) -> set[str]:
    return {one.value for one in getattr(question, "choices", ())}


def _circle(spec: ServiceSpec) -> Iterator[Fault]:
    """Whether the service is among its own parts, however deep."""
    frontier, seen = {part.service for part in spec.parts}, set()
    for _level in range(DEEPEST):
        if spec.slug in frontier:
            yield Fault("parts", _("It would consist of itself."))
            return
        seen |= frontier
        below = Service.objects.live().filter(slug__in=frontier).select_related("current")
        frontier = {part.service for one in below for part in one.current.service_spec.parts} - seen
        if not frontier:
            return
    yield Fault("parts", _("Services lie in each other more than %(deep)s deep.") % {"deep": DEEPEST})
