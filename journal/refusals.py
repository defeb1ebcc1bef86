"""How a deed says no: one base class, one sentence, one place that turns it into an answer."""

from typing import Any

from django.utils.functional import Promise


class Refused(Exception):
    """A deed was not done, and nothing was changed.

    Subclasses stand beside their deed and set `code` (stable, kebab-case, part of the API's problem
    type) and `status` (HTTP). The message is a translated sentence that says what to do next.
    `errors` maps a field or question name to its sentences, where the fault has a place.
    """

    code = "refused"
    status = 409

    def __init__(
        self,
        message: str | Promise,
        *,
        errors: dict[str, list[str | Promise]] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors or {}
        self.details = details

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refused):
    """The person may see the thing but may not do this to it."""

    code = "not-allowed"
    status = 403


class Invalid(Refused):
    """What was sent does not fit; `errors` says where."""

    code = "invalid"
    status = 422


class Stale(Refused):
    """Somebody else changed the thing since the person last saw it."""

    code = "stale"
    status = 409
