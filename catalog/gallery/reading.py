"""The files of the gallery, read once; and a service out of one of them, with what the company adds."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.packaging.reading import BadFile, FileFault, Package, read
from catalog.questions import Question
from catalog.spec import ServiceSpec, Topic
from cmdb.models import ItemType
from people.models import Department, Team
from tickets.models import ServiceLevel
from ui.bilingual import pick

FOLDER = Path(__file__).parent
AREAS = {
    "it": gettext_lazy("Information technology"),
    "hr": gettext_lazy("Human resources"),
    "finance": gettext_lazy("Finance"),
    "facilities": gettext_lazy("Facilities"),
    "procurement": gettext_lazy("Procurement"),
    "legal": gettext_lazy("Legal"),
}
NEEDS = {
    "joining": gettext_lazy("Onboarding and leaving"),
    "devices": gettext_lazy("Devices and repair"),
    "access": gettext_lazy("Access and passwords"),
    "certificates": gettext_lazy("Certificates and pay"),
    "spending": gettext_lazy("Expenses, travel and purchases"),
    "people": gettext_lazy("Leave and training"),
    "workplace": gettext_lazy("Visitors, rooms and parking"),
    "contracts": gettext_lazy("Contracts and personal data"),
}
NOWHERE = {"department": "", "team": "", "service_level": ""}


@dataclass(frozen=True)
class Setting:
    """What the company adds to a service of the gallery when it takes it."""

    department: Department
    team: Team | None = None
    service_level: ServiceLevel | None = None
    currency: str = "EUR"


@dataclass(frozen=True)
class Entry:
    """A service of the gallery; `spec` names no department, team or service level yet."""

    area: str
    need: str
    within: int
    order: dict[str, Any]
    spec: ServiceSpec

    @property
    def slug(self) -> str:
        return self.spec.slug

    @property
    def title(self) -> str:
        return pick(self.spec.title)

    @property
    def summary(self) -> str:
        return pick(self.spec.summary)

    @property
    def topics(self) -> tuple[Topic, ...]:
        return self.spec.tags

    @property
    def asks_for_money(self) -> bool:
        return any("currency" in type(one).model_fields for one in self.spec.questions)

    def spec_for(self, setting: Setting, *, slug: str = "") -> ServiceSpec:
        """The whole service, as this department would offer it."""
        known = set(ItemType.objects.values_list("slug", flat=True))
        return self.spec.model_copy(
            update={
                "slug": slug or self.slug,
                "department": setting.department.slug,
                "team": setting.team.slug if setting.team else "",
                "service_level": setting.service_level.slug if setting.service_level else "",
                "questions": tuple(_settled(one, setting.currency, known) for one in self.spec.questions),
            }
        )


def _settled(question: Question, currency: str, item_types: set[str]) -> Question:
    """The question in the company's currency, about the types of items it has."""
    changed: dict[str, Any] = {}
    if "currency" in type(question).model_fields:
        changed["currency"] = currency
    if question.kind == "item":
        changed["types"] = tuple(one for one in question.types if one in item_types)
    return question.model_copy(update=changed)


@cache
def entries() -> tuple[Entry, ...]:
    """All services of the gallery, by area and name. Raises `BadFile` with every fault of every file."""
    found, faults = [], []
    for path in sorted(FOLDER.glob("*.yaml")):
        try:
            found.append(_entry(read(path.read_bytes(), name=path.name, placed=NOWHERE)))
        except BadFile as refused:
            faults += refused.faults
    if faults:
        raise BadFile(faults)
    areas = list(AREAS)
    return tuple(sorted(found, key=lambda one: (areas.index(one.area), one.spec.title["en"])))


def _entry(package: Package) -> Entry:
    said = package.document.data.get("gallery")
    said = said if isinstance(said, dict) else {}
    wrong = [
        name
        for name, fits in (
            ("area", said.get("area") in AREAS),
            ("need", said.get("need") in NEEDS),
            ("within", isinstance(said.get("within"), int)),
            ("order", isinstance(said.get("order"), dict)),
        )
        if not fits
    ]
    if wrong:
        line = package.document.line_of(("gallery",))
        sentence = _("A service of the gallery says its area, need, within and order here.")
        raise BadFile([FileFault(package.file, line, f"gallery.{name}", sentence) for name in wrong])
    return Entry(said["area"], said["need"], said["within"], said["order"], package.spec)


def entry(slug: str) -> Entry | None:
    """The service of the gallery with this short name."""
    return next((one for one in entries() if one.slug == slug), None)


def matching(text: str, *, topic: str = "") -> list[Entry]:
    """What fits the words, in either language, and the topic."""
    words = text.lower().split()
    return [
        one
        for one in entries()
        if (not topic or any(tag.slug == topic for tag in one.topics))
        and all(any(word in said for said in _said(one)) for word in words)
    ]


def _said(one: Entry) -> Iterable[str]:
    texts = (*one.spec.title.values(), *one.spec.summary.values(), *one.spec.keywords)
    return (text.lower() for text in texts)


def topics() -> list[Topic]:
    """The topics of all entries, each once, by slug."""
    found = {tag.slug: tag for one in entries() for tag in one.topics}
    return [found[slug] for slug in sorted(found)]
