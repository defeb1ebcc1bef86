"""Form diet: what each question of a service costs and gives, so that publishers ask no more than they need.

What is counted: in how many orders a question was shown, answered, changed afterwards, and how many forms were given
up at it; what in the service reads its answer: rules, the subject, masks, the register; and who may read it, where
masks say so. Who looks at an answer on a ticket is not watched, and not guessed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from catalog.checks.texts import PLACEHOLDER
from catalog.models import Draft, Order, Service
from catalog.questions import Question
from catalog.questions.table import TableQuestion
from catalog.showing import is_rule, names_in, rule_text
from catalog.spec import ServiceSpec
from journal.models import Event
from tickets.masks import Capacity, may_ever_read
from tickets.terms import Agreed

SAMPLE = 2000  # the latest orders, of all versions
ENOUGH = 20  # showings, before anything is advised
SELDOM = 0.1  # answered less often than this
CHANGES = ("ticket.corrected", "ticket.answered-anew")


@dataclass(frozen=True)
class Use:
    """Something that reads an answer. Rules (`is_rule`) break when their question goes."""

    sentence: str
    is_rule: bool = False


@dataclass(frozen=True)
class Line:
    """One question and what became of it. `shown` and `filled` are orders, `abandoned` drafts; `readers` are those
    who may ever read the answer, None where no mask is about it."""

    question: Question
    shown: int = 0
    filled: int = 0
    changed: int = 0
    abandoned: int = 0
    uses: list[Use] = field(default_factory=list)
    readers: list[Capacity] | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nobody may ever read it but who gave it."""
        return self.readers is not None and {one.name for one in self.readers} <= {"requester"}

    @property
    def share(self) -> int | None:
        """Per cent of the showings in which it was answered; None where it was never shown."""
        return round(100 * self.filled / self.shown) if self.shown else None

    @property
    def advice(self) -> str:
        """Why it could go; "" where nothing speaks for that."""
        if self.shown < ENOUGH:
            return ""
        if self.filled < self.shown * SELDOM:
            return _("Hardly anybody answers it.")
        if self.is_closed and not any(use.is_rule for use in self.uses):
            return _("Nobody but who asked may ever read the answer, and no rule reads it.")
        if not self.uses and self.question.required:
            return _("Everybody must answer it, and nothing here reads the answer. Does anybody?")
        return ""


@dataclass(frozen=True)
class Diet:
    """All questions of what is ordered now, in their order, over `orders` orders."""

    lines: list[Line]
    orders: int


def diet_of(service: Service) -> Diet:
    """The diet of the service's current form; in five statements, whatever the form."""
    spec = service.current.service_spec
    shown: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    orders = _orders(service)
    specs = {version.pk: version.service_spec for version in _versions(service, orders)}
    for order in orders:
        answered = order["ticket__answers"].keys()
        filled.update(answered)
        shown.update({*answered, *_left_empty(order, specs[order["version"]])})
    changed = _changed([order["ticket"] for order in orders])
    given_up = _given_up(service)
    agreed = Agreed.model_validate(spec.terms())
    masked = {name for mask in agreed.masks for name in mask.questions}
    lines = [
        Line(
            one,
            shown=shown[one.name],
            filled=filled[one.name],
            changed=changed[one.name],
            abandoned=given_up[one.name],
            uses=list(uses_of(spec, one)),
            readers=may_ever_read(agreed, one.name) if one.name in masked else None,
        )
        for one in spec.asked
    ]
    return Diet(lines, len(orders))


def _orders(service: Service) -> list[dict[str, Any]]:
    latest = Order.objects.filter(version__service=service).order_by("-pk")
    return list(latest.values("ticket", "version", "left_empty", "ticket__answers")[:SAMPLE])


def _versions(service: Service, orders: list[dict[str, Any]]) -> Any:
    return service.versions.filter(pk__in={order["version"] for order in orders})


def _left_empty(order: dict[str, Any], spec: ServiceSpec) -> set[str]:
    """What was shown and not answered; of an old order that doesn't know, what is always shown."""
    if order["left_empty"] is not None:
        return set(order["left_empty"])
    return {
        one.name
        for one, above in zip(spec.questions, spec.sections, strict=True)
        if one.asks and not one.visible_if and not (above is not None and spec.questions[above].visible_if)
    }


def _changed(tickets: list[int]) -> Counter[str]:
    """In how many tickets each answer was changed after the order."""
    events = Event.objects.filter(subject_kind="tickets.ticket", subject_id__in=tickets, verb__in=CHANGES)
    touched = {
        (subject, one.get("name", ""))
        for subject, data in events.values_list("subject_id", "data")
        for one in data.get("changes", ())
    }
    return Counter(name for _subject, name in touched)


def _given_up(service: Service) -> Counter[str]:
    ended = [Draft.Outcome.ABANDONED, Draft.Outcome.DISCARDED]
    drafts = Draft.objects.filter(service=service, outcome__in=ended).order_by()
    return Counter(dict(drafts.values_list("at_question").annotate(times=Count("pk"))))


# ── what reads an answer ─────────────────────────────────────────────────────────────────────────────


def uses_of(spec: ServiceSpec, question: Question) -> Iterator[Use]:
    """What in the service reads the answer, in sentences; rules first."""
    facts = {question.name, *question.facts()}

    def reads(text: str) -> bool:
        return bool(text) and not facts.isdisjoint(names_in(text, spec.facts))

    for other in spec.questions:
        yield from _in_question(other, question, reads, facts)
    for route in spec.routes:
        if reads(route.when):
            yield Use(_("Team by rule: %(rule)s") % {"rule": route.when}, is_rule=True)
    for priority in spec.priorities:
        if reads(priority.when):
            yield Use(_("Priority by rule: %(rule)s") % {"rule": priority.when}, is_rule=True)
    if _says(spec.subject, facts):
        yield Use(_("The subject of the ticket"), is_rule=True)
    if any(question.name in spec.masked_by(mask) for mask in spec.masks if mask.may != "hidden"):
        yield Use(_("A rule says who may read it"))
    if spec.has_register:
        yield Use(_("The register page"))


def _in_question(other: Question, question: Question, reads: Any, facts: set[str]) -> Iterator[Use]:
    words = {"question": other.text or other.name}
    if other.name != question.name:
        if reads(other.visible_if):
            yield Use(_("Whether “%(question)s” is shown") % words, is_rule=True)
        if reads(other.required_if):
            yield Use(_("Whether “%(question)s” must be answered") % words, is_rule=True)
        if is_rule(other.default) and reads(rule_text(other.default)):
            yield Use(_("What “%(question)s” is filled in with") % words, is_rule=True)
        if reads(other.check) or _says(other.message, facts):
            yield Use(_("What must hold for “%(question)s”") % words, is_rule=True)
    elif isinstance(question, TableQuestion) and any(column.total for column in question.columns):
        yield Use(_("Its own totals"))


def _says(text: Any, facts: set[str]) -> bool:
    return any(name in facts for side in text.values() for name in PLACEHOLDER.findall(side))
