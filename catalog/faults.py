"""What stands against publishing a service: each with its place, its sentence, and whether it blocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from journal.refusals import Refused

Sentence = str | Promise


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `place` is a path into the specification (`questions.2.visible_if`).

    `language` says in which language a text is missing; a fault that doesn't block is a warning.
    """

    place: str
    sentence: Sentence
    blocks: bool = True
    language: str = ""
    about: str = ""  # what people call the place: the question's text

    def __str__(self) -> str:
        return f"{self.about}: {self.sentence}" if self.about else str(self.sentence)


class CannotPublish(Refused):
    """The service was not published; what was live before still is. `faults` lists everything at once.

    `page` is the draft that they were found in.
    """

    code = "cannot-publish"
    status = 422

    def __init__(
        self, message: Sentence, faults: Iterable[Fault], *, page: Any = None, **details: Any
    ) -> None:
        self.faults, self.page = list(faults), page
        errors: dict[str, list[Any]] = {}
        for fault in self.faults:
            errors.setdefault(fault.place, []).append(str(fault))
        super().__init__(message, errors=errors, **details)
