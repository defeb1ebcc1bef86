"""The operation that leaves the desk: an HTTP call of a connection, made from the outbox."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from integrations.calling import METHODS, CallFailed, call
from integrations.models import Connection
from processes.operations.registry import Doing, Failed, Field, operation

KEPT = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*([\w.\-]*)\s*")
PATH = _("below the connection's address; {name} puts in a fact")
KEEP = _("fact = place.in.the.answer, one a line")


@operation(
    "call",
    _("Call another system"),
    Field("connection", "text", _("Connection")),
    Field("method", "choice", _("Method"), choices=tuple((one, one) for one in METHODS)),
    Field("path", "path", _("Path"), required=False, hint=PATH),
    Field("body", "json", _("JSON to send"), required=False),
    Field("keep", "longtext", _("Keep of the answer"), required=False, hint=KEEP),
    later=True,
    gives=("call_status",),
)
def call_connection(doing: Doing) -> dict[str, Any]:
    """Calls, and keeps of the answer's JSON what the step asks for."""
    given = doing.inputs
    connection = Connection.objects.usable_in(doing.department_id).filter(slug=given["connection"]).first()
    if connection is None:
        raise Failed("no-connection", _("There is no such connection that this process may call."))
    places = _places(given["keep"] or "")
    try:
        answer = call(
            connection,
            method=given["method"],
            path=given["path"] or "",
            body=_json(given["body"]),
            key=doing.key,
        )
    except CallFailed as failed:
        raise Failed(failed.code, str(failed)) from None
    return {"call_status": answer.status} | {name: _at(answer.data, place) for name, place in places.items()}


def _json(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError as error:
        raise Failed("bad-input", _("What is to be sent is no JSON: %(error)s") % {"error": error}) from None


def _places(text: str) -> dict[str, str]:
    found = {}
    for line in filter(str.strip, text.splitlines()):
        match = KEPT.fullmatch(line)
        if match is None:
            raise Failed("bad-input", _("“%(line)s” doesn't say what is kept.") % {"line": line.strip()[:80]})
        found[match[1]] = match[2]
    return found


def _at(data: Any, place: str) -> Any:
    """What lies there: names of objects and numbers in lists, with dots between; None where nothing does."""
    for part in filter(None, place.split(".")):
        if isinstance(data, Mapping):
            data = data.get(part)
        elif isinstance(data, list) and part.isdecimal() and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data
