"""What can happen to connections, in the sentences people read in their history."""

from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("connection.added", _("{actor} added the connection {subject}"), internal=True, icon="plug")
declare("connection.changed", _("{actor} changed the connection: {fields}"), internal=True, icon="plug")
declare("connection.removed", _("{actor} removed the connection {subject}"), internal=True, icon="unplug")
