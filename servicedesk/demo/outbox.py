"""The mails that left, read from the files Django keeps them in when there is no mail server."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

BETWEEN = b"-" * 79
MOST_FILES = 300


@dataclass(frozen=True)
class Mail:
    """One mail. `key` names its file and its place in it."""

    key: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["subject"] or "")

    @property
    def to(self) -> list[tuple[str, str]]:
        """(name, address) of each receiver."""
        return getaddresses([str(self.message["to"] or "")])

    @property
    def sent_at(self) -> datetime | None:
        try:
            when = parsedate_to_datetime(str(self.message["date"]))
        except (TypeError, ValueError):
            return None
        return when if when.tzinfo else when.replace(tzinfo=UTC)  # "-0000", RFC 5322, section 3.3

    @property
    def text(self) -> str:
        """The plain words; empty for a mail that has none."""
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""

    def is_to(self, address: str) -> bool:
        return bool(address) and address.lower() in [one.lower() for _name, one in self.to]


def mails(folder: Path) -> Iterator[Mail]:
    """The latest mails, newest first."""
    files = sorted(folder.glob("*.log"), reverse=True) if folder.is_dir() else []
    for file in files[:MOST_FILES]:
        parts = [part.strip(b"\n") for part in file.read_bytes().split(BETWEEN + b"\n")]
        for place, part in reversed(list(enumerate(parts))):
            if part:
                yield Mail(f"{file.stem}.{place}", message_from_bytes(part, policy=policy.default))


def find(folder: Path, key: str) -> Mail | None:
    return next((mail for mail in mails(folder) if mail.key == key), None)
