"""Where mail goes: to an SMTP server, or into files that the demo shows in the browser."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SHAPE = "must read smtp://user:password@host:587/?tls=1 or smtps://user:password@host:465/"


def mail_from(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's mail settings for an SMTP URL; the local outbox without one.

    Raises `ValueError` with a sentence for anything else.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": data_dir / "outbox",
        }
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError(SHAPE)
    sealed = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if sealed else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": sealed,
        "EMAIL_USE_TLS": not sealed and parse_qs(parts.query).get("tls") == ["1"],
        "EMAIL_TIMEOUT": 20,
    }
