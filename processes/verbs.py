"""What can happen to a process, in the sentences people read in its history."""

from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("process.draft-started", _("{actor} started a draft"), internal=True, icon="pen-line")
declare("process.drawn", _("{actor} changed the draft"), internal=True, icon="pencil")
declare("process.draft-discarded", _("{actor} threw the draft away"), internal=True, icon="trash-2")
declare("process.published", _("{actor} published version {number}"), internal=True, icon="workflow")
