"""Programs that ask too often are told when to come again; nobody else has to wait for it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from servicedesk.api import auth

START = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _limited(settings):
    settings.API_LIMIT, settings.API_LIMIT_STRANGERS = 3, 2
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clock(monkeypatch):
    """The API's own clock, which a test may turn on."""

    class Clock:
        at = START

        def now(self) -> datetime:
            return self.at

    found = Clock()
    monkeypatch.setattr(auth.timezone, "now", found.now)
    return found


def test_a_token_that_asks_too_often_is_told_when_to_come_again(program, tom, tina, clock):
    asking, other, second = program(tom), program(tina), program(tom)
    assert [asking.get("me").status_code for _time in range(4)] == [200, 200, 200, 429]
    refused = asking.get("me")
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["Retry-After"] == "50"
    assert refused.json()["type"].endswith("/problems/too-many")
    assert refused.json()["retry_after"] == 50
    assert "50 seconds" in refused.json()["detail"]
    assert other.get("me").status_code == second.get("me").status_code == 200
    clock.at += timedelta(seconds=50)
    assert asking.get("me").status_code == 200


def test_it_is_said_in_the_language_of_the_request(program, tom, clock):
    asking = program(tom, **{"Accept-Language": "zh-hans"})
    for _time in range(3):
        asking.get("me")
    assert "请" in asking.get("me").json()["detail"]


def test_nothing_is_done_by_a_request_that_came_too_often(program, tom, clock):
    asking = program(tom)
    sent = {"subject": "No network", "team": "it-network"}
    assert [asking.post("tickets", sent).status_code for _time in range(4)] == [201, 201, 201, 429]
    asked = program(tom).get("tickets").json()["results"]
    assert len(asked) == 3


@pytest.mark.parametrize("token", ["", "sd_nonsense"])
def test_strangers_are_counted_by_their_address(company, program, tom, clock, token):
    def ask(address: str, number: int) -> int:
        sent = {"Authorization": f"Bearer {token}{number}"} if token else {}
        return Client(headers=sent, REMOTE_ADDR=address).get("/api/v1/me").status_code

    assert [ask("192.0.2.1", number) for number in range(3)] == [401, 401, 429]
    assert ask("192.0.2.2", 1) == 401
    good = program(tom)
    good.client.defaults["REMOTE_ADDR"] = "192.0.2.1"
    assert good.get("me").status_code == 200  # a neighbour behind the same address


def test_behind_a_trusted_proxy_it_is_the_client_who_is_counted(company, settings, clock):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def ask(client: str) -> int:
        return Client(headers={"X-Forwarded-For": client}).get("/api/v1/me").status_code

    assert [ask("192.0.2.1") for _time in range(3)] == [401, 401, 429]
    assert ask("192.0.2.2") == 401


def test_without_a_limit_everybody_asks_as_often_as_they_like(program, tom, settings, clock):
    settings.API_LIMIT = 0
    asking = program(tom)
    assert {asking.get("me").status_code for _time in range(6)} == {200}
