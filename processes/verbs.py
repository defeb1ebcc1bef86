"""What can happen to a process, in the sentences people read in its history."""

from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("process.draft-started", _("{actor} started a draft"), internal=True, icon="pen-line")
declare("process.drawn", _("{actor} changed the draft"), internal=True, icon="pencil")
declare("process.draft-discarded", _("{actor} threw the draft away"), internal=True, icon="trash-2")
declare("process.published", _("{actor} published version {number}"), internal=True, icon="workflow")
declare("run.started", _("{actor} began the process “{process}”"), internal=True, icon="play")
declare("run.ended", _("The process “{process}” has come to its end"), internal=True, icon="flag")
declare("run.cancelled", _("The process “{process}” was ended: {reason}"), internal=True, icon="square")
declare(
    "run.stopped",
    _("The process “{process}” stopped at “{step}”: {fault}"),
    internal=True,
    icon="octagon-alert",
)
declare("run.retried", _("{actor} tried “{step}” again"), internal=True, icon="refresh-cw")
declare("run.skipped", _("{actor} skipped “{step}”: {reason}"), internal=True, icon="skip-forward")
declare(
    "run.jumped", _("{actor} took the process from “{step}” to “{to}”: {reason}"), internal=True, icon="route"
)
