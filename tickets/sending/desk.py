"""The door to a desk's REST API, for a program that brings tickets."""

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

# Every request carries a key, so a lost answer may be asked for again.
RETRIES = Retry(4, allowed_methods=None, status_forcelist=[429, 502, 503, 504], backoff_factor=0.5)
SECONDS = 60


class NotTaken(Exception):
    """The desk refused this ticket; the message says why."""


class Unreachable(Exception):
    """Nothing can be sent there: no desk, no right, or it keeps failing."""


class Desk:
    """A desk at an address, as whoever the token acts as."""

    def __init__(self, url: str, token: str) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise Unreachable(f"{url} is no address of a desk; it begins with https:// or http://.")
        self.address = f"{url.rstrip('/')}/api/v1/tickets"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.mount("http", HTTPAdapter(max_retries=RETRIES))

    def open(self, ticket: dict[str, Any], key: str) -> tuple[str, bool]:
        """The reference of the ticket, and whether it was there already. Raises `NotTaken`, `Unreachable`."""
        try:
            answer = self.session.post(
                self.address,
                json=ticket,
                headers={"Idempotency-Key": key},
                timeout=SECONDS,
                allow_redirects=False,
            )
            said = answer.json()
        except requests.exceptions.InvalidHeader:
            raise NotTaken("Its key can't be sent.") from None
        except requests.JSONDecodeError:
            raise Unreachable(f"{self.address} is not the API of a desk ({answer.status_code}).") from None
        except requests.RequestException as error:
            raise Unreachable(f"{self.address} doesn't answer: {error}") from None
        if answer.status_code == 201:
            return said["reference"], "Idempotency-Replayed" in answer.headers
        why = _why(said, answer.status_code)
        if answer.status_code in (401, 404) or answer.status_code >= 500:
            raise Unreachable(why)
        raise NotTaken(why)


def _why(said: Any, status: int) -> str:
    """A problem (RFC 9457) as one line."""
    if not isinstance(said, dict) or "detail" not in said:
        return f"The desk answered {status}."
    places = [f"{place}: {' '.join(sentences)}" for place, sentences in said.get("errors", {}).items()]
    return " ".join([said["detail"], *places])
