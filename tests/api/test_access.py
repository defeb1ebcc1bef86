"""Who gets in, as whom, and what strangers learn: nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people import tokens
from people.models import Token


def test_without_a_token_nothing_is_said(company):
    answer = Client().get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["type"].endswith("/problems/not-signed-in")


def test_a_signed_in_browser_without_a_token_is_nobody(client, tom):
    client.force_login(tom)
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("token", ["", "nonsense", "sd_nonsense"])
def test_a_wrong_token_is_refused(company, token):
    assert Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/me").status_code == 401


def test_an_expired_and_a_revoked_token_open_nothing(tom):
    now = timezone.now()
    expired = tokens.issue(tom, "old", now - timedelta(days=2), expires_at=now - timedelta(days=1))
    revoked = tokens.issue(tom, "gone", now)
    tokens.revoke(Token.objects.get(name="gone"), by=tom, now=now)
    for token in (expired, revoked):
        assert Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/me").status_code == 401


def test_me_is_the_person_of_the_token(program, tom):
    said = program(tom).get("me").json()
    assert (said["username"], said["department"]["slug"], said["is_agent"]) == ("tom", "it", True)
    assert [team["slug"] for team in said["teams"]] == ["it-service-desk"]


def test_texts_come_in_the_persons_language_unless_the_request_names_one(program, erik_zh, laptop):
    assert program(erik_zh).get("me").json()["department"]["name"] == "财务部"
    english = program(erik_zh, **{"Accept-Language": "en"})
    assert english.get("me").json()["department"]["name"] == "Finance"


def test_the_command_prints_a_token_that_works(company, capsys):
    from django.core.management import call_command

    call_command("token", "tom")
    token = capsys.readouterr().out.strip().splitlines()[-1]
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/me")
    assert answer.json()["username"] == "tom"


def test_strangers_find_a_confidential_ticket_nowhere(program, secret, fred):
    stranger = program(fred)
    reference = secret.reference
    listed = stranger.get("tickets", phase="new").json()["results"]
    assert reference not in [one["reference"] for one in listed]
    assert stranger.get("tickets", q="Warning letter").json()["results"] == []
    for path in ("", "/transitions", "/comments", "/timeline"):
        missing = stranger.get(f"tickets/{reference}{path}")
        assert missing.status_code == 404
        never = stranger.get(f"tickets/INC-999999{path}").json()
        assert missing.json() == {**never, "instance": missing.json()["instance"]}
    assert stranger.post(f"tickets/{reference}/transitions/start").status_code == 404
    assert stranger.post(f"tickets/{reference}/comments", {"text": "hello"}).status_code == 404


def test_an_administrators_look_into_hr_is_recorded(program, secret, ada):
    from journal.models import Event

    assert program(ada).get(f"tickets/{secret.reference}").status_code == 200
    looked = Event.objects.about(secret).filter(verb="ticket.inspected").get()
    assert (looked.actor, looked.channel) == (ada, "api")


def test_the_requester_reads_no_internal_note(program, broken, tom, erin):
    worker, requester = program(tom), program(erin)
    worker.post(f"tickets/{broken.reference}/comments", {"text": "Bring a **spare**.", "internal": True})
    worker.post(f"tickets/{broken.reference}/comments", {"text": "We are on our way."})
    said = [one["text"] for one in requester.get(f"tickets/{broken.reference}/comments").json()["results"]]
    assert said == ["We are on our way."]
    told = requester.get(f"tickets/{broken.reference}/timeline").content.decode()
    assert "spare" not in told
    assert requester.get("tickets", q="spare").json()["results"] == []
    assert [one["reference"] for one in worker.get("tickets", q="spare").json()["results"]] == [
        broken.reference
    ]


@pytest.mark.parametrize("path", ["", "/transitions", "/comments", "/timeline"])
def test_each_way_to_read_an_hr_ticket_as_an_administrator_is_recorded_once(program, secret, ada, path):
    from journal.models import Event

    program(ada).get(f"tickets/{secret.reference}{path}")
    program(ada).get(f"tickets/{secret.reference}{path}")
    assert Event.objects.about(secret).filter(verb="ticket.inspected").count() == 1


def test_reading_writes_nothing_unless_an_administrator_looks(program, broken, tom):
    from tests.budgets import budget

    reader = program(tom)
    reader.get(f"tickets/{broken.reference}")
    with budget("api:ticket") as spent:
        assert reader.get(f"tickets/{broken.reference}").status_code == 200
    said = [query["sql"] for query in spent]
    assert not [sql for sql in said if not sql.lstrip("(").startswith("SELECT")]
