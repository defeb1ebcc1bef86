"""While I am away: arranged and ended on one's own page, refused beside the field, of others by who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import Delegation
from tests.cast import sign_in

AWAY = "/account/away/"


def span(days: int = 3, begin: int = 0) -> dict[str, str]:
    start = timezone.localtime() + timedelta(days=begin)
    written = "%Y-%m-%dT%H:%M"
    return {
        "starts_at": start.strftime(written),
        "ends_at": (start + timedelta(days=days)).strftime(written),
        "note": "On leave",
    }


def test_i_say_who_acts_for_me_and_both_see_it(client, company):
    answer = sign_in(client, company.erin).post(AWAY, {"substitute": company.fiona.pk, **span()})
    assert answer.status_code == 302
    made = Delegation.objects.get()
    assert (made.person, made.substitute, made.made_by) == (company.erin, company.fiona, company.erin)
    assert "Fiona Owner" in client.get(AWAY).text
    text = sign_in(client, company.fiona).get(AWAY).text
    assert "Erin Employee" in text
    assert "On leave" in text
    assert "Erin Employee" not in sign_in(client, company.hugo).get(AWAY).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda c: {"substitute": c.erin.pk}, "somebody else"),
        (lambda c: {"substitute": ""}, "required"),
        (lambda c: {"ends_at": "2020-01-01T10:00"}, "after it begins"),
        (lambda c: {"starts_at": "2020-01-01T10:00", "ends_at": "2020-01-02T10:00"}, "past"),
        (lambda c: {"starts_at": "tomorrow"}, "valid"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_kept(client, company, wrong, said):
    sent = {"substitute": company.fiona.pk, **span()} | wrong(company)
    answer = sign_in(client, company.erin).post(AWAY, sent)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert said in answer.text
    assert "On leave" in answer.text
    assert not Delegation.objects.exists()


def test_two_who_act_for_each_other_are_refused(client, company):
    sign_in(client, company.fiona).post(AWAY, {"substitute": company.fred.pk, **span()})
    answer = sign_in(client, company.fred).post(AWAY, {"substitute": company.fiona.pk, **span(1, begin=1)})
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert Delegation.objects.count() == 1


def test_it_is_ended_by_either_and_by_nobody_else(client, company):
    sign_in(client, company.erin).post(AWAY, {"substitute": company.fiona.pk, **span()})
    made = Delegation.objects.get()
    address = f"{AWAY}{made.pk}/end/"
    assert sign_in(client, company.hugo).post(address).status_code == 404
    assert client.get(address).status_code == 405
    sign_in(client, company.fiona).post(address)
    made.refresh_from_db()
    assert made.ended_at is not None
    assert "Earlier" in sign_in(client, company.erin).get(AWAY).text


def test_managers_and_administrators_arrange_it_for_others(client, company):
    assert 'name="person"' not in sign_in(client, company.erin).get(AWAY).text
    sent = {"person": company.erin.pk, "substitute": company.fiona.pk, **span()}
    assert sign_in(client, company.mara).post(AWAY, sent).status_code == 302
    assert Delegation.objects.get().made_by == company.mara
    assert "Of others" in client.get(AWAY).text
    other = {"person": company.tom.pk, "substitute": company.fiona.pk, **span()}
    refused = sign_in(client, company.mara).post(AWAY, other)
    assert (refused.status_code, "administrator" in refused.text) == (422, True)
    assert sign_in(client, company.ada).post(AWAY, other).status_code == 302
    assert Delegation.objects.count() == 2


def test_an_employee_arranges_nothing_for_others_whatever_is_sent(client, company):
    sent = {"person": company.mara.pk, "substitute": company.fiona.pk, **span()}
    sign_in(client, company.erin).post(AWAY, sent)
    assert [one.person for one in Delegation.objects.all()] == [company.erin]


def test_nobody_gets_in_without_signing_in(client, company):
    assert client.get(AWAY).status_code == 302
