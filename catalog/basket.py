"""What somebody has put together and not ordered yet: a draft in the basket, looked at as ordering it would."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalog.actions.ordering import Offers, check_offered, offers_among
from catalog.bundles import Prepared, prepared
from catalog.forms import OrderForm, as_data, form_for
from catalog.models import Draft, Service, ServiceVersion
from journal.refusals import Refused
from people.models import Person
from ui.bilingual import pick

MOST = 25
SHOWN = 4  # answers on a line
RELATED = (
    "service__current",
    "service__department",
    "ordered_for__department",
    "ordered_for__site",
    "ordered_for__manager",
)


@dataclass
class Line:
    """A draft in the basket; `faults` say what stands against ordering it now: (question or "", sentence)."""

    draft: Draft
    form: OrderForm | None = None
    offered: Service | None = None
    parts: list[Prepared] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def version(self) -> ServiceVersion:
        return self.draft.service.current

    @property
    def quantity(self) -> int:
        return self.form.quantity if self.form else self.draft.quantity

    @property
    def seen(self) -> str:
        """What the page shows of it, to tell whether it was changed since."""
        return f"{self.draft.key}|{self.draft.saved_at.isoformat()}"

    @property
    def price(self) -> Any:
        return self.version.service_spec.price if self.form else None

    @property
    def total(self) -> Decimal | None:
        return self.form.total if self.form else None

    @property
    def answers(self) -> list[dict[str, str]]:
        """The first answers in short."""
        if self.form is None:
            return []
        rows = [{"label": pick(row["label"]), "text": pick(row["text"])} for row in self.form.sheet]
        return rows[len(self.form.counted) :][:SHOWN]

    @property
    def more(self) -> int:
        """How many answers there are beside those shown."""
        return len(self.form.sheet) - len(self.form.counted) - len(self.answers) if self.form else 0


def lines_of(drafts: Iterable[Draft], *, by: Person, now: datetime) -> list[Line]:
    """The drafts as lines, each checked by the version, the rights and the audience of this moment.

    Whom they are for and what is offered to each of them is read once, however many lines there are.
    """
    drafts = list(drafts)
    people: dict[int, Person] = {}
    for draft in drafts:
        draft.ordered_for = people.setdefault(draft.ordered_for_id, draft.ordered_for)
    if by.pk in people:
        people[by.pk].standing = by.standing
    offers = {
        pk: offers_among([one.service_id for one in drafts if one.ordered_for_id == pk], by=by, person=person)
        for pk, person in people.items()
    }
    return [_line(draft, offers[draft.ordered_for_id], by=by, now=now) for draft in drafts]


def basket_of(person: Person, *, now: datetime) -> list[Line]:
    """The person's basket, in the order things were put there."""
    drafts = Draft.objects.visible_to(person).in_basket().select_related(*RELATED)
    return lines_of(drafts, by=person, now=now)


def _line(draft: Draft, offers: Offers, *, by: Person, now: datetime) -> Line:
    line = Line(draft)
    version = draft.service.current
    try:
        if version is None:
            raise Refused(_("This service isn't offered any more."))
        line.offered = check_offered(version, by=by, person=draft.ordered_for, offers=offers)
    except Refused as refused:  # what isn't offered is not shown either, beyond the name the person knows
        line.faults.append(("", str(refused)))
        return line
    line.form = form_for(
        version, person=by, on_behalf_of=draft.ordered_for, now=now, data=as_data(draft.values)
    )
    if draft.version_id != version.pk:
        line.faults.append(
            ("", _("The service was changed meanwhile. Open it, look through it and keep it again."))
        )
    if not line.form.is_valid():
        line.faults += [(label, said) for _place, label, said in line.form.faults]
    else:
        try:
            line.parts = prepared(line.form)
        except Refused as refused:
            line.faults.append(("", str(refused)))
    return line


def sums(lines: Iterable[Line]) -> list[tuple[str, Decimal]]:
    """What the lines cost together, by currency."""
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.total is not None:
            found[line.price.currency] = found.get(line.price.currency, Decimal()) + line.total
    return sorted(found.items())
