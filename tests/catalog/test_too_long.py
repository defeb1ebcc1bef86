"""More text than a question takes: refused beside it, in words, and nothing of what was typed is lost."""

import pytest
from django.urls import reverse

from catalog.actions import order
from catalog.models import Order
from tests.cast import sign_in
from tests.catalog.conftest import question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "takes", "said"),
    [("text", 20, "at most 20 characters"), ("longtext", 200, "at most 200 characters")],
)
def test_an_answer_that_is_too_long(client, offer, erin, kind, takes, said):
    offer("thing", questions=[question(kind, "why", max_length=takes), question("text", "place")])
    typed = "字" * (takes + 1)

    sign_in(client, erin)
    answer = client.post(
        reverse("catalog:service", args=["thing"]), {"why": typed, "place": "Hamburg, 2nd floor"}
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert typed in html
    assert "Hamburg, 2nd floor" in html
    assert not Order.objects.exists()

    assert client.post(reverse("catalog:service", args=["thing"]), {"why": typed[1:]}).status_code == 302
    assert Order.objects.get().ticket.answers["why"] == typed[1:]


def test_a_comment_that_is_too_long(client, offer, erin, now):
    ticket = order(offer("thing"), by=erin, answers={}, now=now, channel="portal")
    typed = "x" * 20_001
    sign_in(client, erin)
    answer = client.post(reverse("tickets:request_comment", args=[ticket.reference]), {"text": typed})
    assert answer.status_code == 422
    assert "at most 20000 characters" in answer.content.decode().replace(",", "")
    assert typed in answer.content.decode()
    assert not ticket.comments.exists()
