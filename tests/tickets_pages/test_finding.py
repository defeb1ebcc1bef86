"""The one search, asked for a ticket by its number."""

import pytest

from knowledge.models import Article
from servicedesk.portal import finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def similar_answers(monkeypatch):
    """Articles that hold a piece of what was typed."""
    monkeypatch.setattr(
        finding,
        "suggest",
        lambda *args, **more: [type("Hit", (), {"article": Article(title="Inc.", slug="inc")})],
    )


def groups(person, text):
    return [group.name for group in finding.find(person, text)]


def test_a_number_leads_to_the_ticket_before_anything_else(company, incident, similar_answers):
    jam = incident()
    assert groups(company.tom, jam.reference.lower()) == ["tickets", "answers"]
    assert groups(jam.requester, jam.reference) == ["requests", "answers"]


def test_a_number_of_nothing_one_may_see_is_searched_like_any_word(company, hr_case, similar_answers):
    assert groups(company.tom, hr_case().reference) == ["answers"]
