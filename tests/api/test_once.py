"""A program that asks again with the same `Idempotency-Key` is answered again, and nothing is done twice."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from people import tokens
from people.models import KeyedRequest
from people.once import KEPT, forget_keys
from tests.cast import NOW, build_company
from tickets.models import Comment, Ticket

KEY = {"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
QUOTED = {"Idempotency-Key": '"8e03978e-40d5-43e8-bc93-6894a57f9324"'}
FAULT = {"subject": "No network", "team": "it-network"}


def test_a_ticket_sent_twice_is_opened_once(program, tom):
    first = program(tom).post("tickets", FAULT, **KEY)
    again = program(tom).post("tickets", dict(reversed(FAULT.items())), **QUOTED)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert [one.headers.get("Idempotency-Replayed") for one in (first, again)] == [None, "true"]
    assert Ticket.objects.count() == 1


def test_an_order_sent_twice_opens_one_ticket(program, laptop, erin):
    order = {"answers": {"model": "light"}}
    first, again = (program(erin).post("services/laptop/orders", order, **KEY) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert Ticket.objects.count() == 1


def test_a_reply_sent_twice_is_said_once(program, broken, erin):
    path = f"tickets/{broken.reference}/comments"
    first, again = (program(erin).post(path, {"text": "Still black."}, **KEY) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert Comment.objects.count() == 1


def test_without_a_key_everything_is_new(program, tom):
    first, second = (program(tom).post("tickets", FAULT).json() for _ in range(2))
    assert first["reference"] != second["reference"]


def test_the_same_key_for_something_else_is_refused(program, tom):
    program(tom).post("tickets", FAULT, **KEY)
    other = program(tom).post("tickets", {**FAULT, "subject": "No power"}, **KEY)
    assert other.status_code == 422
    assert other.json()["type"].endswith("/problems/key-reused")
    assert Ticket.objects.count() == 1


def test_keys_of_two_people_have_nothing_to_do_with_each_other(program, tom, tina):
    first, second = (program(person).post("tickets", FAULT, **KEY).json() for person in (tom, tina))
    assert first["reference"] != second["reference"]
    assert second["requester"]["username"] == "tina"


def test_keys_that_differ_only_in_case_are_two_keys(program, tom):
    first, second = (
        program(tom).post("tickets", FAULT, **{"Idempotency-Key": key}).json() for key in ("abc", "ABC")
    )
    assert first["reference"] != second["reference"]


def test_what_was_refused_may_be_mended_under_the_same_key(program, tom):
    refused = program(tom).post("tickets", {**FAULT, "team": "nobody"}, **KEY)
    assert refused.status_code == 422
    assert program(tom).post("tickets", FAULT, **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", '""', "x" * 129])
def test_a_key_that_is_none_is_refused(program, tom, key):
    answer = program(tom).post("tickets", FAULT, **{"Idempotency-Key": key})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["Idempotency-Key"])
    assert Ticket.objects.count() == 0


def test_an_old_key_is_forgotten(program, tom):
    first = program(tom).post("tickets", FAULT, **KEY).json()
    assert forget_keys(now=timezone.now() + KEPT - timedelta(minutes=1)) == 0
    assert forget_keys(now=timezone.now() + KEPT + timedelta(minutes=1)) == 1
    assert program(tom).post("tickets", FAULT, **KEY).json()["reference"] != first["reference"]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_one_and_hear_the_same():
    token = tokens.issue(build_company().tom, "test", NOW)
    ready, heard = threading.Barrier(4), []

    def send():
        try:
            client = Client(headers={"Authorization": f"Bearer {token}", **KEY})
            ready.wait(timeout=20)
            answer = client.post("/api/v1/tickets", json.dumps(FAULT), content_type="application/json")
            heard.append((answer.status_code, answer.json()["reference"]))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(heard), len(set(heard)), heard[0][0]) == (4, 1, 201)
    assert (Ticket.objects.count(), KeyedRequest.objects.count()) == (1, 1)
