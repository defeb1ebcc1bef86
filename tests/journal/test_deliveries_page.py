"""The administrator's page of deliveries that failed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from journal import actions, reactions, relay
from journal.models import Delivery, Event
from journal.refusals import NotAllowed
from tests.cast import NOW, sign_in

PAGE = "/desk/deliveries/"


def failed(
    key: str = "a", *, state: str = "failed", error: str = "ConnectionError: no answer", **more
) -> Delivery:
    known = {"reaction": "test.post", "subject": "street:1", "due_at": NOW, "created_at": NOW, "attempts": 12}
    return Delivery.objects.create(key=f"test.post:{key}", state=state, error=error, **{**known, **more})


def keys(response) -> list[str]:
    return [row.key.partition(":")[2] for row in response.context["rows"]]


def test_it_shows_what_failed_and_why_and_not_what_arrived(client, ada):
    failed("parked")
    failed("waiting", state="pending", error="TimeoutError: slow")
    failed("fine", state="done", error="")
    failed("new", state="pending", error="")
    page = sign_in(client, ada).get(PAGE)
    assert keys(page) == ["waiting", "parked"]
    assert "ConnectionError: no answer" in page.text
    assert "TimeoutError: slow" in page.text


def test_it_says_in_words_what_was_to_be_done(client, ada):
    failed("mail", reaction="people.mail_notice")
    failed("gone", reaction="an.app_that_left")
    page = sign_in(client, ada).get(PAGE)
    assert [str(row.what) for row in page.context["rows"]] == ["an.app_that_left", "A notice by mail"]
    assert '<option value="people.mail_notice">A notice by mail</option>' in page.text


def test_everything_that_may_fail_has_words(db):
    named = [name for name in reactions.names_for_later() if not name.startswith("test.")]
    assert [name for name in named if str(reactions.words_for(name)) == name] == []


def test_an_empty_page_says_that_all_is_well(client, ada):
    assert "Everything has arrived" in sign_in(client, ada).get(PAGE).text


def test_it_can_be_narrowed_down(client, ada):
    failed("one", error="ValueError: blue")
    failed("two", error="ValueError: red", subject="street:2")
    failed("other", reaction="test.call")  # of an app that is gone
    failed("done", state="done", error="")
    client = sign_in(client, ada)
    assert keys(client.get(PAGE, {"q": "BLUE"})) == ["one"]
    assert keys(client.get(PAGE, {"q": "street:2"})) == ["two"]
    assert keys(client.get(PAGE, {"reaction": "test.call"})) == ["other"]
    assert keys(client.get(PAGE, {"state": "done"})) == ["done"]
    assert keys(client.get(PAGE, {"q": "nothing"})) == []
    assert client.get(PAGE, {"state": "nonsense", "before": "x"}).status_code == 200


def test_older_ones_are_on_the_next_page(client, ada):
    for number in range(60):
        failed(str(number))
    client = sign_in(client, ada)
    first = client.get(PAGE)
    second = client.get(f"{PAGE}?{first.context['older']}")
    assert keys(first) + keys(second) == [str(number) for number in range(59, -1, -1)]
    assert second.context["older"] == ""


def test_a_page_of_many_costs_few_statements(client, ada, django_assert_max_num_queries):
    for number in range(50):
        failed(str(number))
    sign_in(client, ada)
    with django_assert_max_num_queries(12):
        client.get(PAGE)


@pytest.mark.parametrize("name", ["tom", "lea", "hanna", "erin"])
def test_nobody_else_gets_to_it(client, company, name):
    delivery = failed()
    client = sign_in(client, getattr(company, name))
    assert client.get(PAGE).status_code == 404
    assert client.post(reverse("journal:mend"), {"do": "replay", "delivery": delivery.pk}).status_code == 404
    delivery.refresh_from_db()
    assert delivery.state == "failed"


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get(PAGE).status_code == 302
    assert client.post(reverse("journal:mend")).status_code == 302


def test_the_deeds_themselves_refuse_too(company):
    delivery = failed()
    for deed in (actions.replay, actions.dismiss):
        with pytest.raises(NotAllowed):
            deed([delivery.pk], by=company.tom, now=NOW)


def test_what_is_replayed_is_tried_again_and_recorded(client, ada, clock):
    posted = []
    reactions.effect("test.post")(lambda payload, key: posted.append(key))
    first, second = failed("a"), failed("b")
    answer = sign_in(client, ada).post(
        reverse("journal:mend"), {"do": "replay", "delivery": [first.pk, second.pk], "next": f"{PAGE}?q=x"}
    )
    assert answer.url == f"{PAGE}?q=x"
    first.refresh_from_db()
    assert (first.state, first.attempts, first.error) == ("pending", 0, "")
    told = Event.objects.filter(verb="delivery.replayed")
    assert [event.subject for event in told] == [first, second]
    assert told[0].sentence == "Ada Admin sent test.post for street:1 on its way again"
    Delivery.objects.update(due_at=NOW)
    relay.drain(clock)
    assert posted == ["test.post:a", "test.post:b"]


def test_what_is_put_aside_asks_nobody_again(client, ada):
    delivery = failed()
    client = sign_in(client, ada)
    client.post(reverse("journal:mend"), {"do": "dismiss", "delivery": delivery.pk})
    delivery.refresh_from_db()
    assert delivery.state == "dismissed"
    assert keys(client.get(PAGE)) == []
    assert keys(client.get(PAGE, {"state": "dismissed"})) == ["a"]
    assert Event.objects.get(verb="delivery.dismissed").data["error"] == "ConnectionError: no answer"


@pytest.mark.parametrize(("do", "state"), [("replay", "pending"), ("dismiss", "dismissed")])
def test_nobody_has_to_wait_for_the_next_try(client, ada, do, state):
    delivery = failed(state="pending", attempts=3, due_at=timezone.now() + timedelta(hours=1))
    client = sign_in(client, ada)
    assert keys(client.get(PAGE)) == ["a"]
    client.post(reverse("journal:mend"), {"do": do, "delivery": delivery.pk})
    delivery.refresh_from_db()
    assert delivery.state == state
    if do == "replay":
        assert delivery.attempts == 0
        assert delivery.due_at <= timezone.now()


def test_it_can_be_brought_back_after_all(client, ada):
    delivery = failed(state="dismissed")
    sign_in(client, ada).post(reverse("journal:mend"), {"do": "replay", "delivery": delivery.pk})
    delivery.refresh_from_db()
    assert delivery.state == "pending"


def test_what_is_under_way_or_done_is_left_alone(client, ada):
    done, waiting = failed("a", state="done"), failed("b", state="pending", attempts=0)
    later = timezone.now() + timedelta(minutes=1)
    failed("c", state="pending", attempts=2, claimed_until=later, claim="a worker's")
    client = sign_in(client, ada)
    for do in ("replay", "dismiss"):
        answer = client.post(
            reverse("journal:mend"),
            {
                "do": do,
                "delivery": [done.pk, waiting.pk, waiting.pk + 1, "x", "9" * 30],
                "next": "https://evil.example/",
            },
        )
        assert answer.url == PAGE
    assert [row.state for row in Delivery.objects.order_by("pk")] == ["done", "pending", "pending"]
    assert not Event.objects.filter(verb__startswith="delivery.").exists()
