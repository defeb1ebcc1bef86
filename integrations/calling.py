"""The one way out: an HTTP call of a connection that reaches nothing but what an administrator allowed.

The name is looked up once and the address that was judged is the one that is called, so that nobody can answer the
second question differently. No redirect is followed, and no answer is read beyond its limit.
"""

import json
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.utils.translation import gettext as _

from integrations.models import Connection
from people.sealing import Unreadable, unseal

MOST_BYTES = 1024 * 1024
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ID_HEADER = "Idempotency-Key"


class CallFailed(Exception):
    """The other system wasn't reached, or refused. `code` is `unreachable`, `forbidden-address` or `http-<status>`."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True)
class Answer:
    """What came back: the status (2xx), and the JSON of the body, None where there is none."""

    status: int
    data: Any


def call(connection: Connection, *, method: str, path: str, body: Any = None, key: str = "") -> Answer:
    """Calls `path` below the connection's address with `body` as JSON. Raises `CallFailed`.

    `key` goes along as `Idempotency-Key`: the same for each try of the same thing.
    """
    base = urlsplit(connection.base_url)
    target = _path_below(base.path, path)
    host, port = base.hostname or "", base.port or (443 if base.scheme == "https" else 80)
    pool = _pool(base.scheme, host, port, _address(host, port, inside=connection.inside), connection.seconds)
    headers = {"Host": base.netloc, "Accept": "application/json", "User-Agent": "servicedesk"}
    headers |= {ID_HEADER: key} if key else {}
    headers |= _proof(connection)
    if body is not None:
        headers["Content-Type"] = "application/json"
    data = None if body is None else json.dumps(body)
    until = monotonic() + connection.seconds
    try:
        answer = pool.urlopen(
            method, target, body=data, headers=headers, redirect=False, retries=False, preload_content=False
        )
        try:
            content = _read(answer, until)
        finally:
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise CallFailed(
            "unreachable", _("“%(name)s” can't be reached: %(why)s") % _said(connection, error)
        ) from None
    finally:
        pool.close()
    if not 200 <= answer.status < 300:
        said = {"name": connection.label, "status": answer.status}
        raise CallFailed(f"http-{answer.status}", _("“%(name)s” answered with %(status)s.") % said)
    return Answer(answer.status, _json(content))


def _said(connection: Connection, error: Exception) -> dict[str, str]:
    return {"name": connection.label, "why": type(error).__name__}


def _proof(connection: Connection) -> dict[str, str]:
    if not (connection.header and connection.sealed):
        return {}
    try:
        return {connection.header: unseal(connection.sealed)}
    except Unreadable:
        raise CallFailed(
            "secret", _("The secret of this connection can't be read any more; set it again.")
        ) from None


def _path_below(base: str, path: str) -> str:
    """The path that is asked for; raises for one that leads out of what the connection is about."""
    parts = urlsplit(path)
    segments = parts.path.split("/")
    if parts.scheme or parts.netloc or ".." in segments or "%2e" in path.lower() or not path.isprintable():
        raise CallFailed("forbidden-address", _("This path leads out of the connection."))
    whole = f"{base.rstrip('/')}/{parts.path.lstrip('/')}".replace(" ", "%20") or "/"
    return f"{whole}?{parts.query.replace(' ', '%20')}" if parts.query else whole


def _address(host: str, port: int, *, inside: bool) -> str:
    """The address of the name, if it may be called. Raises `CallFailed`."""
    try:
        found = [one[4][0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        raise CallFailed("unreachable", _("There is no “%(host)s”.") % {"host": host}) from None
    for one in found:
        if not inside and not ip_address(one).is_global:
            said = {"host": host}
            raise CallFailed("forbidden-address", _("“%(host)s” lies inside the own network.") % said)
    return str(found[0])


def _pool(scheme: str, host: str, port: int, address: str, seconds: int) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=min(5, seconds), read=seconds)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address, port, timeout=timeout, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED"
    )


def _read(answer: Any, until: float) -> bytes:
    content = b""
    for part in answer.stream(65_536, decode_content=True):
        content += part
        if len(content) > MOST_BYTES:
            raise CallFailed("too-much", _("The answer is larger than it may be."))
        if monotonic() > until:
            raise CallFailed("unreachable", _("The answer took too long."))
    return content


def _json(content: bytes) -> Any:
    try:
        return json.loads(content) if content.strip() else None
    except ValueError:
        return None
