"""Bad input by a program: refused beside its place, in the reader's language, and nothing is done.

The same over the pages stands beside what is done there: `tests/catalog/test_pages.py`,
`tests/tickets_pages/`, `tests/foundation/test_refusals.py`.
"""

import re

import pytest

from people.models import Person
from tickets.actions._writing import LONG_TEXT
from tickets.models import Comment, Ticket

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TICKETS, COMMENTS, ORDERS, START = (
    "tickets",
    "tickets/{ref}/comments",
    "services/laptop/orders",
    "tickets/{ref}/transitions/start",
)
WRONG = [
    pytest.param(TICKETS, {}, "subject", id="missing"),
    pytest.param(TICKETS, {"subject": 7}, "subject", id="number-for-text"),
    pytest.param(TICKETS, {"subject": None}, "subject", id="null-for-text"),
    pytest.param(TICKETS, {"subject": "S", "impact": "very"}, "impact", id="text-for-number"),
    pytest.param(TICKETS, {"subject": "S", "impact": 1.5}, "impact", id="fraction"),
    pytest.param(TICKETS, {"subject": "S", "impact": 9}, "impact", id="no-such-level"),
    pytest.param(TICKETS, {"subject": "S", "items": "NB-1"}, "items", id="text-for-list"),
    pytest.param(TICKETS, {"subject": "S", "items": ["x"] * 51}, "items", id="too-many"),
    pytest.param(TICKETS, {"subject": "长" * 201}, "subject", id="over-long-subject"),
    pytest.param(
        TICKETS, {"subject": "S", "description": "长" * (LONG_TEXT + 1)}, "description", id="over-long-text"
    ),
    pytest.param(TICKETS, {"subject": "half \ud800"}, "subject", id="half-a-character"),
    pytest.param(TICKETS, {"subject": "S", "prioritiy": 1}, "prioritiy", id="misspelt-field"),
    pytest.param(COMMENTS, {"text": "T", "internal": "perhaps"}, "internal", id="text-for-yes-or-no"),
    pytest.param(COMMENTS, {"text": "长" * (LONG_TEXT + 1)}, "text", id="over-long-reply"),
    pytest.param(ORDERS, {"answers": ["light"]}, "answers", id="list-for-object"),
    pytest.param(ORDERS, {"answers": {}}, "model", id="missing-answer"),
    pytest.param(ORDERS, {"answers": {"model": 1}}, "model", id="number-for-choice"),
    pytest.param(
        ORDERS, {"answers": {"model": "light", "quantity": "1e999"}}, "quantity", id="endless-number"
    ),
    pytest.param(ORDERS, {"answers": {"model": "light", "colour": "red"}}, "colour", id="unknown-question"),
    pytest.param(ORDERS, {"answers": {"model": "light", "why": "W"}}, "why", id="hidden-question"),
    pytest.param(
        ORDERS, {"answers": {"model": "heavy", "why": "长" * 200_000}}, "why", id="over-long-answer"
    ),
    pytest.param(
        ORDERS, {"answers": {"model": "light"}, "on_behalf_of": "nobody"}, "on_behalf_of", id="nobody"
    ),
    pytest.param(START, {"seen": "yesterday"}, "seen", id="text-for-revision"),
]


@pytest.fixture
def speaking_chinese(tom):
    Person.objects.filter(pk=tom.pk).update(language="zh-hans")
    tom.refresh_from_db()
    return tom


@pytest.mark.parametrize(("path", "body", "place"), WRONG)
def test_what_does_not_fit_is_refused_at_its_place_in_chinese(
    program, speaking_chinese, laptop, broken, path, body, place
):
    if path == TICKETS:
        body = {"team": "it-network", **body}
    answer = program(speaking_chinese).post(path.format(ref=broken.reference), body)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert list(said["errors"]) == [place]
    assert CHINESE.search(said["detail"])
    assert all(CHINESE.search(sentence) for sentence in said["errors"][place])
    assert Ticket.objects.get().revision == broken.revision
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("act", "status", "code"),
    [
        ("tickets/{ref}/transitions/close", 409, "illegal-move"),
        ("tickets/{ref}/transitions/never_drawn", 409, "illegal-move"),
        ("tickets/{foreign}/transitions/start", 404, "not-found"),
        ("tickets/{foreign}/comments", 404, "not-found"),
        ("services/none/orders", 404, "not-found"),
    ],
)
def test_what_may_not_be_done_is_refused_in_chinese(
    program, speaking_chinese, secret, broken, act, status, code
):
    path = act.format(ref=broken.reference, foreign=secret.reference)
    body = {"text": "T"} if path.endswith("comments") else {}
    answer = program(speaking_chinese).post(path, body)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, code)
    assert CHINESE.search(answer.json()["detail"])
    assert {one.status for one in Ticket.objects.all()} == {"reported"}


def test_a_stale_page_is_told_in_chinese_who_was_faster(program, speaking_chinese, tina, broken):
    seen = broken.revision
    program(tina).post(f"tickets/{broken.reference}/transitions/start")
    answer = program(speaking_chinese).post(
        f"tickets/{broken.reference}/transitions/resolve", {"seen": seen, "answers": {"resolution": "R"}}
    )
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "stale")
    assert CHINESE.search(answer.json()["detail"])
    assert "Tina Technician" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"subject": NaN}'])
def test_a_body_that_is_no_json_is_refused(program, speaking_chinese, body):
    answer = program(speaking_chinese).client.post("/api/v1/tickets", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert CHINESE.search(answer.json()["detail"])
    assert not Ticket.objects.exists()


def test_a_hundred_megabytes_are_refused_by_their_length(program, tom, company):
    length = {"CONTENT_LENGTH": str(100 * 1024 * 1024)}
    answer = program(tom).client.post("/api/v1/tickets", b"{}", content_type="application/json", **length)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (413, "too-large")


def test_a_text_that_is_just_not_too_long_is_taken(program, company, tom):
    answer = program(tom).post(
        "tickets", {"subject": "长" * 200, "description": "长" * LONG_TEXT, "team": "it-network"}
    )
    assert answer.status_code == 201
    assert answer.json()["description"] == "长" * LONG_TEXT
