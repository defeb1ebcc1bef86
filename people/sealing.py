"""Secrets that must be read again (unlike passwords and tokens) lie sealed in the database.

Sealed with Fernet (AES-128-CBC and HMAC-SHA-256) under a key derived from `SECRET_KEY` by HKDF (RFC 5869).
What an older key of `SECRET_KEY_FALLBACKS` sealed can still be opened.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"servicedesk.people.sealing"


class Unreadable(ValueError):
    """Sealed under a key that is gone, or never sealed by us."""


def seal(text: str) -> str:
    return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; raises `Unreadable`."""
    try:
        return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable("This secret was sealed with another SECRET_KEY.") from None


@lru_cache(maxsize=4)
def _box(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return urlsafe_b64encode(derived)
