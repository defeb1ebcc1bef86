"""Bearer tokens."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from people import tokens
from people.models import Token


def test_a_token_is_its_owner_and_only_its_digest_is_kept(erin, now):
    bearer = tokens.issue(erin, "my script", now)
    assert bearer.startswith("sd_")
    assert tokens.person_for(bearer, now) == erin
    kept = Token.objects.get()
    assert bearer not in {kept.digest, kept.name, kept.hint}
    assert kept.hint == bearer[-4:]
    assert len(bearer) >= 3 + 43  # 256 bits in base64
    assert bearer not in str(list(Event.objects.values_list("data", flat=True)))


def test_tokens_differ(erin, now):
    assert tokens.issue(erin, "one", now) != tokens.issue(erin, "one", now)


@pytest.mark.parametrize("bearer", ["", "sd_", "sd_wrong", "Bearer sd_wrong", "sd_" + "x" * 5000, "学"])
def test_what_was_never_issued_is_nobody(erin, now, bearer):
    tokens.issue(erin, "real", now)
    assert tokens.person_for(bearer, now) is None


def test_an_expired_token_is_nobody(erin, now):
    bearer = tokens.issue(erin, "short", now, expires_at=now + timedelta(hours=1))
    assert tokens.person_for(bearer, now + timedelta(minutes=59)) == erin
    assert tokens.person_for(bearer, now + timedelta(hours=1)) is None


def test_a_revoked_token_is_nobody(erin, now):
    bearer = tokens.issue(erin, "lost", now)
    tokens.revoke(Token.objects.get(), by=erin, now=now)
    assert tokens.person_for(bearer, now) is None
    events = Event.objects.count()
    tokens.revoke(Token.objects.get(), by=erin, now=now)
    assert Event.objects.count() == events
    assert Event.objects.latest("id").verb == "token.revoked"


def test_its_use_is_noted_at_most_once_a_minute(erin, now, django_assert_num_queries):
    bearer = tokens.issue(erin, "busy", now)
    tokens.person_for(bearer, now)
    with django_assert_num_queries(1):
        tokens.person_for(bearer, now + timedelta(seconds=59))
    assert Token.objects.get().last_used_at == now
    later = now + timedelta(seconds=60)
    tokens.person_for(bearer, later)
    assert Token.objects.get().last_used_at == later


def test_nobody_issues_or_revokes_for_somebody_else(erin, tom, ada, now):
    with pytest.raises(NotAllowed):
        tokens.issue(ada, "sneaky", now, by=erin)
    tokens.issue(tom, "his", now)
    with pytest.raises(NotAllowed):
        tokens.revoke(Token.objects.get(), by=erin, now=now)
    tokens.revoke(Token.objects.get(), by=ada, now=now)
    assert Token.objects.get().revoked_at == now


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_token_wants_a_name(erin, now, name):
    with pytest.raises(Invalid) as refused:
        tokens.issue(erin, name, now)
    assert "name" in refused.value.errors


def test_a_token_does_not_expire_in_the_past(erin, now):
    with pytest.raises(Invalid):
        tokens.issue(erin, "late", now, expires_at=now)


def test_others_tokens_are_not_seen(erin, tom, ada, now):
    tokens.issue(tom, "his", now)
    assert not Token.objects.visible_to(erin).exists()
    assert not Token.objects.visible_to(ada).exists()
    assert Token.objects.visible_to(tom).count() == 1


def test_the_command_prints_a_new_token_and_nothing_else(erin, now):
    said = StringIO()
    call_command("token", "erin", stdout=said)
    bearer = said.getvalue().strip()
    from django.utils import timezone

    assert tokens.person_for(bearer, timezone.now()) == erin


def test_the_command_says_when_there_is_no_such_person(db):
    with pytest.raises(CommandError, match="nobody"):
        call_command("token", "nobody")
