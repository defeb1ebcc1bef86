import pytest
from django.test import Client
from django.urls import reverse

from catalog import actions
from catalog.actions import keep_draft
from catalog.models import Favourite, Service
from tests.cast import sign_in
from tests.catalog.conftest import question

pytestmark = pytest.mark.django_db

STAR = "catalog:favourite"


def home(person) -> str:
    return sign_in(Client(), person).get("/").content.decode()


def test_a_favourite_stands_at_home_until_it_is_taken_away(client, offer, erin, mara):
    offer("laptop")
    sign_in(client, erin).post(reverse(STAR, args=["laptop"]))
    assert "My favourites" in home(erin)
    assert "My favourites" not in home(mara)
    assert 'aria-pressed="true"' in client.get(reverse("catalog:service", args=["laptop"])).content.decode()

    client.post(reverse(STAR, args=["laptop"]), {"off": "1"})
    assert "My favourites" not in home(erin)


def test_keeping_it_twice_keeps_it_once(offer, erin, now):
    service = offer("laptop").service
    for _time in range(2):
        actions.favour(service, by=erin, now=now)
    assert Favourite.objects.count() == 1


def test_a_service_one_may_not_see_is_no_favourite(client, offer, erin, now):
    service = offer("secret", department="hr", audience={"rule": "person.is_vip"}).service
    assert sign_in(client, erin).post(reverse(STAR, args=["secret"])).status_code == 404
    actions.favour(service, by=erin, now=now)  # from a time when it was meant for everybody
    assert "Secret" not in home(erin)


def test_what_was_begun_stands_at_home_as_long_as_it_is_offered(offer, erin, mara, now):
    service = offer("laptop", questions=[question("text", "why")]).service
    keep_draft(service, by=erin, key="k1", values={"why": ["Slow"]}, now=now)
    assert "Begun and not sent yet" in home(erin)
    assert "_draft=k1" in home(erin)
    assert "Begun and not sent yet" not in home(mara)

    Service.objects.update(is_live=False)
    assert "Begun and not sent yet" not in home(erin)
