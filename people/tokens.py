"""Bearer tokens for programs (RFC 6750): issued once, looked up by one indexed digest, revoked at will."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import Invalid, NotAllowed
from people.models import Person, Token
from people.policies import may_change_person

PREFIX = "sd_"
NOTE_USE_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue(
    person: Person,
    name: str,
    now: datetime,
    *,
    expires_at: datetime | None = None,
    by: Person | None = None,
) -> str:
    """A new token that acts as the person. It is returned here and never shown again."""
    by = by or person
    if person.is_machine or not person.is_active:
        raise Invalid(_("Only people who can sign in have tokens."))
    if by.pk != person.pk and not may_change_person(by, person):
        raise NotAllowed(_("You can issue tokens only for yourself."))
    name = name.strip()
    if not name or len(name) > 80:
        said = _("Give the token a name of at most 80 characters, so that you know it again.")
        raise Invalid(said, errors={"name": [said]})
    if expires_at is not None and expires_at <= now:
        said = _("A token must expire in the future.")
        raise Invalid(said, errors={"expires_at": [said]})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person,
        name=name,
        digest=digest_of(secret),
        hint=secret[-4:],
        created_at=now,
        expires_at=expires_at,
    )
    record("token.issued", person, by=by, now=now, data={"name": name, "token": token.pk})
    return secret


@transaction.atomic
def revoke(token: Token, *, by: Person, now: datetime) -> None:
    """Ends a token; again is harmless."""
    if token.person_id != by.pk and not may_change_person(by, token.person):
        raise NotAllowed(_("You can revoke only your own tokens."))
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        record("token.revoked", token.person, by=by, now=now, data={"name": token.name, "token": token.pk})


def person_for(bearer: str, now: datetime) -> Person | None:
    """Whose token this is; None for one that is unknown, expired, revoked or of somebody who left."""
    if not bearer.startswith(PREFIX):
        return None
    token = (
        Token.objects.select_related("person")
        .filter(Q(expires_at=None) | Q(expires_at__gt=now), digest=digest_of(bearer), revoked_at=None)
        .first()
    )
    if token is None or not token.person.is_active or token.person.is_machine:
        return None
    if token.last_used_at is None or now - token.last_used_at >= NOTE_USE_EVERY:
        # A plain update: noting the use must not make a read wait for anybody.
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.person


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
