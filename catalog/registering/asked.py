"""What the forms of all versions of a service ask, and what of it some mask hides."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Service
from catalog.questions import Question
from catalog.register import DAYS, FILTERED, NUMBERS
from catalog.spec import ServiceSpec
from tickets.terms import Agreed

VERSIONS = 50  # the newest; older forms are read on the tickets
MOST = 80  # questions


class Asked:
    """What the forms of all versions ask: by name, the newest form first; and what of it some mask hides."""

    def __init__(self, service: Service) -> None:
        versions = service.versions.order_by("-number")[:VERSIONS]
        self.service = service
        self.specs: list[ServiceSpec] = [version.service_spec for version in versions]
        self.questions: dict[str, Question] = {}
        for spec in self.specs:
            for question in spec.asked:
                if len(self.questions) < MOST:
                    self.questions.setdefault(question.name, question)
        self.now = {question.name for question in self.specs[0].asked}
        self.slugs = sorted({service.slug, *(spec.slug for spec in self.specs)})
        self.hidden = {name for spec in [*self.specs, *self._older()] for name in _hides(spec)}

    def _older(self) -> list[ServiceSpec]:
        """The forms before those that have a mask: their orders are in the list as well."""
        if len(self.specs) < VERSIONS:
            return []
        older = self.service.versions.order_by("-number")
        masked = [pk for pk, masks in older.values_list("pk", "spec__masks")[VERSIONS:] if masks]
        return [version.service_spec for version in older.filter(pk__in=masked)]

    def __deepcopy__(self, memo: Any) -> "Asked":
        """Filter sets copy their filters, and needn't copy what those only read."""
        return self

    def label(self, question: Question) -> Any:
        if question.name in self.now:
            return question.text
        return _("%(question)s (no longer asked)") % {"question": question.text}

    def choices(self, question: Question) -> list[tuple[str, str]]:
        """What may be or could once be chosen."""
        found: dict[str, str] = {}
        for spec in self.specs:
            for one in spec.asked:
                if one.name == question.name:
                    found = {**dict(getattr(one, "options", ())), **found}
        return list(found.items())

    @property
    def filtered(self) -> Iterable[Question]:
        return (
            one for one in self.questions.values() if one.kind in FILTERED and one.name not in self.hidden
        )

    @cached_property
    def sortable(self) -> dict[str, str]:
        """The questions with one number or day as their answer, and where it stands: indexes are in that order."""
        plain = (one for one in self.filtered if one.kind in (*NUMBERS, *DAYS))
        return {one.name: "number" if one.kind in NUMBERS else "day" for one in plain}


def _hides(spec: ServiceSpec) -> frozenset[str]:
    return Agreed.model_validate(spec.terms()).hides
