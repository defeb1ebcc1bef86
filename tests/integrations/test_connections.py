"""Calling other systems: what administrators allowed, nothing else, and never with a secret in sight."""

import socket

import pytest
from django.urls import reverse

from integrations.actions import add_connection, change_connection, remove_connection
from integrations.calling import MOST_BYTES, CallFailed, call
from integrations.models import Connection
from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from tests.cast import NOW, sign_in


@pytest.fixture
def connection(beside, company):
    return add_connection(
        slug="payroll", name="Payroll", base_url=beside.url, inside=True, secret="Bearer s3cret",
        departments=[company.hr], by=company.ada, now=NOW,
    )  # fmt: skip


def test_a_call_goes_below_the_address_with_its_proof_and_key(connection, beside):
    beside.will(201, {"id": 7})
    answer = call(connection, method="POST", path="/people?x=1", body={"name": "Erin"}, key="step-1")
    assert (answer.status, answer.data) == (201, {"id": 7})
    asked = beside.asked[0]
    assert (asked["method"], asked["path"], asked["body"]) == ("POST", "/api/people?x=1", '{"name": "Erin"}')
    assert asked["headers"]["Authorization"] == "Bearer s3cret"
    assert asked["headers"]["Idempotency-Key"] == "step-1"


def test_the_secret_lies_sealed_and_is_in_no_event(connection):
    connection.refresh_from_db()
    assert "s3cret" not in connection.sealed
    assert connection.sealed
    assert "s3cret" not in str(list(Event.objects.values_list("data", flat=True)))
    change_connection(connection, name="Pay", by=connection_admin(), now=NOW)
    connection.refresh_from_db()
    assert (connection.name, bool(connection.sealed)) == ("Pay", True)


def connection_admin():
    from people.models import Person

    return Person.objects.get(username="ada")


@pytest.mark.parametrize(
    "path", ["../other", "a/../../b", "https://example.org/", "//example.org/x", "%2e%2e/x"]
)
def test_no_path_leads_out_of_it(connection, beside, path):
    with pytest.raises(CallFailed) as failed:
        call(connection, method="GET", path=path)
    assert failed.value.code == "forbidden-address"
    assert beside.asked == []


def test_a_redirect_is_not_followed(connection, beside):
    beside.will(302, {}, Location="https://example.org/")
    with pytest.raises(CallFailed) as failed:
        call(connection, method="GET", path="x")
    assert failed.value.code == "http-302"
    assert len(beside.asked) == 1


def test_an_answer_that_is_too_large_is_not_read_to_its_end(connection, beside):
    beside.will(200, b"x" * (MOST_BYTES + 100_000))
    with pytest.raises(CallFailed) as failed:
        call(connection, method="GET", path="x")
    assert failed.value.code == "too-much"


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_a_refusal_names_its_status(connection, beside, status):
    beside.will(status, {})
    with pytest.raises(CallFailed) as failed:
        call(connection, method="GET", path="x")
    assert failed.value.code == f"http-{status}"


def test_nobody_there_is_said_so(connection, beside):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        connection.base_url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(CallFailed) as failed:
        call(connection, method="GET", path="x")
    assert failed.value.code == "unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1",
        "https://localhost",
        "https://10.0.0.8",
        "https://169.254.169.254",
        "https://[::1]",
        "https://0.0.0.0",
        "https://[::ffff:127.0.0.1]",
    ],
)
def test_nothing_inside_is_reached_unless_it_may_be(connection, beside, url):
    connection.base_url, connection.inside = url, False
    with pytest.raises(CallFailed) as failed:
        call(connection, method="GET", path="latest/meta-data")
    assert failed.value.code == "forbidden-address"


def test_a_name_that_points_inside_is_not_called(connection, monkeypatch, beside):
    connection.base_url, connection.inside = "https://rebind.example.org", False
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_args, **_more: [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))],
    )
    with pytest.raises(CallFailed) as failed:
        call(connection, method="GET", path="x")
    assert failed.value.code == "forbidden-address"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"base_url": "http://example.org"}, "base_url"),
        ({"base_url": "ftp://example.org", "inside": True}, "base_url"),
        ({"base_url": "https://me:secret@example.org"}, "base_url"),
        ({"base_url": "https://example.org/?key=1"}, "base_url"),
        ({"header": "Not a header:"}, "header"),
        ({"seconds": 600}, "seconds"),
        ({"secret": "two\nlines"}, "secret"),
        ({"slug": "Not a slug"}, "slug"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(company, facts, field):
    said = {"slug": "x", "name": "X", "base_url": "https://example.org", **facts}
    with pytest.raises(Invalid) as refused:
        add_connection(**said, by=company.ada, now=NOW)
    assert field in refused.value.errors
    assert not Connection.objects.exists()


@pytest.mark.parametrize("who", ["erin", "tom", "hanna", "lea"])
def test_only_administrators_keep_them(company, connection, who):
    person = getattr(company, who)
    for deed in (
        lambda: add_connection(slug="x", name="X", base_url="https://example.org", by=person, now=NOW),
        lambda: change_connection(connection, is_on=False, by=person, now=NOW),
        lambda: remove_connection(connection, by=person, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_who_sees_which(company, connection):
    assert list(Connection.objects.visible_to(company.ada)) == [connection]
    assert list(Connection.objects.visible_to(company.hanna)) == [connection]
    assert not Connection.objects.visible_to(company.fiona).exists()
    assert not Connection.objects.visible_to(company.tom).exists()


def test_the_back_office_never_shows_the_secret(client, company, connection):
    sign_in(client, company.ada)
    page = client.get(reverse("connections:edit", args=[connection.pk])).content.decode()
    assert "Payroll" in page
    assert "s3cret" not in page
    assert connection.sealed not in page
    posted = {
        "name": "Payroll", "slug": "payroll", "base_url": connection.base_url, "header": "Authorization",
        "inside": "on", "seconds": "15", "is_on": "on", "secret": "", "departments": [company.it.pk],
    }  # fmt: skip
    assert client.post(reverse("connections:edit", args=[connection.pk]), posted).status_code == 302
    connection.refresh_from_db()
    assert connection.sealed
    assert list(connection.departments.all()) == [company.it]


def test_others_find_nothing_there(client, company, connection):
    for person in (company.erin, company.hanna):
        answer = sign_in(client, person).get(reverse("connections:index"))
        assert answer.status_code in (302, 403, 404)
        assert "Payroll" not in answer.content.decode()
