"""A service that consists of others: what an order of the whole orders along, decided before anything is opened."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import policies
from catalog.faults import Fault
from catalog.forms import QUANTITY, OrderForm, as_data
from catalog.forms.filling import as_text
from catalog.models import Service
from catalog.questions import Asking, Question
from catalog.spec import BundlePart, ServiceSpec
from catalog.texts import in_both
from journal.refusals import Invalid
from people.models import Person
from ui.bilingual import pick

STRANGE = gettext_lazy("There is no service “%(name)s” that you may offer.")
LEFT_OUT = "_left_out"  # no question can be called that
DEEPEST = 5


class PartRefused(Invalid):
    """Something of a bundle can't be ordered, so nothing of it is; says which part and why."""

    code = "part-refused"


@dataclass(frozen=True)
class Piece:
    """A part as the whole's page names it; `service` is None where it was taken off the portal."""

    part: BundlePart
    service: Service | None
    offered: bool

    @property
    def label(self) -> str:
        return self.service.label if self.service else self.part.service

    @property
    def names(self) -> Any:
        return self.service.names if self.service else self.part.service


@dataclass(frozen=True)
class Prepared:
    """A part that can be ordered: its service, its filled-in form, and its own parts."""

    service: Service
    form: OrderForm
    parts: list["Prepared"] = field(default_factory=list)


def pieces_of(spec: ServiceSpec, *, by: Person, person: Person, looker: Person | None = None) -> list[Piece]:
    """The parts of a bundle, and whether this person gets each when that one orders.

    Who looks at a preview (`looker`) reads of no part that they may not see.
    """
    if not spec.parts:
        return []
    services = Service.objects.visible_to(looker) if looker else Service.objects.live()
    services = services.filter(slug__in={part.service for part in spec.parts})
    found = {
        one.slug: one for one in services.select_related("current", "department", "service_level__calendar")
    }
    meant = set(services.meant_for(person).values_list("slug", flat=True))
    if by.pk != person.pk:
        seen = services.visible_to(by).filter(slug__in=meant).values_list("slug", flat=True)
        meant = {slug for slug in seen if _may_order_for(found[slug], by, person)}
    return [Piece(part, found.get(part.service), part.service in meant) for part in spec.parts]


def _may_order_for(service: Service, by: Person, person: Person) -> bool:
    return service.current.service_spec.on_behalf and policies.may_order_for(by, person, service)


def whole(spec: ServiceSpec, *, by: Person, person: Person, looker: Person | None = None) -> dict[str, Any]:
    """What a page says of a bundle: its pieces, and whether a missing one stops the order."""
    pieces = pieces_of(spec, by=by, person=person, looker=looker)
    return {"pieces": pieces, "pieces_stop": not spec.skips_parts and not all(one.offered for one in pieces)}


def prepared(form: OrderForm, *, depth: int = 0) -> list[Prepared]:
    """The parts to order with a bundle's valid form; none for other services.

    Raises `PartRefused` where a part isn't offered (and the bundle doesn't leave it out), or where what is
    handed down doesn't answer what it asks.
    """
    spec, asking = form.spec, form.asking
    pieces = pieces_of(spec, by=asking.by, person=asking.person)
    refused = [one for one in pieces if not one.offered and not spec.skips_parts]
    if refused or depth > DEEPEST:
        names = ", ".join(one.label for one in refused or pieces)
        raise PartRefused(
            _("%(parts)s can't be ordered for %(person)s, and this service isn't given without.")
            % {"parts": names, "person": asking.person.label},
            errors={f"parts.{one.part.service}": [_("This part isn't offered.")] for one in refused},
        )
    return [_prepared(one, form, depth) for one in pieces if one.offered]


def _prepared(piece: Piece, whole: OrderForm, depth: int) -> Prepared:
    form = form_of_part(piece.part, piece.service.current.service_spec, whole)
    if not form.is_valid():
        told = [
            f"{form.fields[name].label}: {' '.join(map(str, said))}" for name, said in form.errors.items()
        ]
        raise PartRefused(
            _("The part “%(part)s” can't be ordered like this. %(faults)s")
            % {"part": piece.label, "faults": " ".join(told)},
            errors={f"parts.{piece.part.service}": told},
        )
    return Prepared(piece.service, form, prepared(form, depth=depth + 1))


def form_of_part(part: BundlePart, spec: ServiceSpec, whole: OrderForm) -> OrderForm:
    """The part's own form, filled in with what is handed down, with what we know and with its defaults."""
    asking = Asking(person=whole.asking.person, by=whole.asking.by, now=whole.asking.now, service=spec.slug)
    begun = OrderForm(spec, asking, prefill=dict(_handed_down(part, spec, whole, asking)))
    values = {
        name: [as_text(one) for one in (shown if isinstance(shown, list) else [shown])]
        for name, shown in begun.initial.items()
        if shown not in (None, "", [])
    }
    return OrderForm(spec, asking, data=as_data(values | {QUANTITY: [str(part.quantity)]}))


def _handed_down(
    part: BundlePart, spec: ServiceSpec, whole: OrderForm, asking: Asking
) -> Iterator[tuple[str, Any]]:
    asked = {question.name: question for question in spec.asked}
    given = {question.name: (question, cleaned) for _place, question, cleaned in whole.answered}
    for handed in part.answers:
        question = asked.get(handed.question)
        if question is None:
            continue
        if not handed.answer_of:
            yield question.name, fixed(question, handed.value, asking)
        elif handed.answer_of in given:
            yield question.name, _passed_on(question, *given[handed.answer_of])


def fixed(question: Question, value: str, asking: Asking) -> Any:
    """A value out of the editor as the question's field reads it; several choices stand between commas."""
    if question.takes_list:
        return [one.strip() for one in value.split(",") if one.strip()]
    shown = question.field(asking).prepare_value(question.initial(value, asking))
    return as_text(shown) if shown is not None else ""


def _passed_on(question: Question, theirs: Question, cleaned: Any) -> Any:
    if takes_words(question, theirs):
        return str(pick(theirs.read(cleaned)))
    try:
        return question.raw(theirs.store(cleaned))
    except ValidationError:
        return None  # then it is asked for in vain, and named as unanswered


def takes_words(question: Question, theirs: Question) -> bool:
    """Whether the answer is handed down as people read it: a text takes every answer."""
    return question.kind in ("text", "longtext") and theirs.kind not in ("text", "longtext")


def takes(question: Question, theirs: Question) -> bool:
    """Whether a question can be answered by the answer to another one."""
    loose = {"table", "files"}
    if {question.kind, theirs.kind} & loose:
        return False
    return (
        question.kind == theirs.kind
        or question.kind in ("text", "longtext")
        or ({question.kind, theirs.kind} <= {"number", "money"})
    )


def left_out(form: OrderForm) -> list[dict[str, Any]]:
    """The line of the whole's sheet that names what was left out; none where everything came along."""
    if not form.spec.skips_parts:
        return []
    pieces = pieces_of(form.spec, by=form.asking.by, person=form.asking.person)
    missing = [one for one in pieces if not one.offered]
    if not missing:
        return []
    label = in_both(lambda: _("Left out, because not offered"))
    text = in_both(lambda: ", ".join(pick(one.names) for one in missing))
    return [{"name": LEFT_OUT, "kind": "note", "label": label, "text": text}]


def strangers(slugs: Iterable[str], *, by: Person) -> list[str]:
    """Those of these services that the person may not see, or that aren't there."""
    wanted = {slug for slug in slugs if slug}
    if not wanted or by.is_machine:
        return []
    seen = Service.objects.visible_to(by).filter(slug__in=wanted).values_list("slug", flat=True)
    return sorted(wanted - set(seen))


def without_telling(faults: Iterable[Fault], spec: ServiceSpec, strange: Collection[str]) -> list[Fault]:
    """The faults without those about parts whose services somebody may not see: they tell of their questions."""
    hidden = tuple(f"parts.{number}." for number, part in enumerate(spec.parts) if part.service in strange)
    return [fault for fault in faults if not (hidden and fault.place.startswith(hidden))]
