"""Connections to other systems are added, changed and removed."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from integrations.models import Connection
from journal.actions import record
from journal.refusals import Invalid, NotAllowed
from people.models import Person
from people.sealing import seal
from people.wording import in_both

FIELDS = ("slug", "name", "name_zh", "base_url", "header", "inside", "seconds", "is_on")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,79}")
LONGEST_WAIT = 60


@transaction.atomic
def add_connection(*, by: Person, now: datetime, secret: str = "", **facts: Any) -> Connection:
    """A system that processes may call from now on. Raises `NotAllowed`, and `Invalid` beside its field."""
    return _write(Connection(), "connection.added", facts, secret, by=by, now=now)


@transaction.atomic
def change_connection(
    connection: Connection, *, by: Person, now: datetime, secret: str = "", **facts: Any
) -> Connection:
    """Sets what is given; an empty secret leaves the one there is. Raises as `add_connection` does."""
    held = Connection.objects.select_for_update().get(pk=connection.pk)
    return _write(held, "connection.changed", facts, secret, by=by, now=now)


@transaction.atomic
def remove_connection(connection: Connection, *, by: Person, now: datetime) -> None:
    """Processes that would call it stop there from now on. Raises `NotAllowed`."""
    _refuse(by)
    record("connection.removed", connection, by=by, now=now)
    connection.delete()


def _write(
    held: Connection, verb: str, facts: dict[str, Any], secret: str, *, by: Person, now: datetime
) -> Connection:
    _refuse(by)
    changed = [name for name in FIELDS if name in facts and getattr(held, name) != facts[name]]
    for name in changed:
        setattr(held, name, facts[name])
    if secret:
        held.sealed = seal(_clean(secret))
        changed.append("sealed")
    _check(held)
    held.save()
    if "departments" in facts:
        wanted = set(facts["departments"])
        changed += ["departments"] if wanted != set(held.departments.all()) else []
        held.departments.set(wanted)
    labels = [in_both(_words(name)) for name in changed]
    if changed:
        record(verb, held, by=by, now=now, data={"fields": labels})
    return held


def _words(name: str) -> Any:
    return _("secret") if name == "sealed" else Connection._meta.get_field(name).verbose_name


def _clean(secret: str) -> str:
    """Raises `Invalid` for what would not fit into one line of a header."""
    if not secret.isprintable() or len(secret) > 2000 or not secret.isascii():
        sentence = _("A secret is one line of plain characters.")
        raise Invalid(sentence, errors={"secret": [sentence]})
    return secret


def _check(held: Connection) -> None:
    errors: dict[str, list[Any]] = {}
    try:
        held.full_clean()
    except ValidationError as fault:
        errors |= fault.message_dict
    parts = urlsplit(held.base_url)
    if parts.scheme != "https" and not (held.inside and parts.scheme == "http"):
        errors["base_url"] = [_("Only https:// addresses are called; http:// only inside the own network.")]
    if parts.username or parts.password or parts.query or parts.fragment:
        errors["base_url"] = [_("The address alone: no sign-in, no question mark, no # in it.")]
    if held.header and not HEADER.fullmatch(held.header):
        errors["header"] = [_("This is no name of a header.")]
    if not 1 <= held.seconds <= LONGEST_WAIT:
        errors["seconds"] = [_("From 1 to 60.")]
    if errors:
        raise Invalid(_("That doesn't fit yet. See the marked fields."), errors=errors)


def _refuse(by: Person) -> None:
    if not by.is_admin:
        raise NotAllowed(_("Only administrators of the company keep connections to other systems."))
