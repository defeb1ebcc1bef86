"""How a run says that it can't go on."""

from django.utils.translation import gettext_lazy as _

from journal.refusals import Refused


class CannotGoOn(Exception):
    """One branch stops at an element, in words for the owner of the process. The rest of the run goes on."""


class Runaway(Refused):
    """A run did too much without anybody being asked: it goes round in circles."""

    code = "runaway"
    status = 409


class UnknownStep(Refused):
    """The run doesn't wait there: somebody else was quicker, or it went another way."""

    code = "unknown-step"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("The process doesn't wait here any more."))
