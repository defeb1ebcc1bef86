"""What somebody types is kept on the server: for a lost session, another device, another day."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog import actions
from catalog.actions import keep_draft, order
from catalog.actions.drafting import LARGEST, DraftTooLarge
from catalog.models import Draft, Order, Service
from knowledge.actions import add_section, note_solved, write_article
from tests.cast import sign_in
from tests.catalog.conftest import question
from tickets.actions import sweep_uploads, upload
from tickets.models import Attachment

pytestmark = pytest.mark.django_db

FORM = [
    question("choice", "device", choices=["phone", "laptop"]),
    question("choices", "extras", choices=["mouse", "bag", "dock"]),
    question("longtext", "why"),
    question("text", "phone_of_mine", known="phone"),
    question("table", "lines", columns=[{"name": "what", "label": {"en": "What", "zh": "品名"}}]),
    question("files", "papers"),
]
PAGE, TYPING = ("catalog:service", "catalog:form")


def url(name: str, **more: str) -> str:
    return reverse(name, args=["laptop"]) + (
        "?" + "&".join(f"{k}={v}" for k, v in more.items()) if more else ""
    )


@pytest.fixture
def laptop(offer) -> Service:
    return offer("laptop", questions=FORM, on_behalf=True).service


def type_in(client, **typed):
    """What <form-rules> posts after a change."""
    return client.post(url(TYPING), {"key": "k1", **typed})


def test_another_device_goes_on_where_the_first_one_stopped(client, laptop, erin):
    type_in(sign_in(client, erin), device="laptop", why="Mine is slow", extras=["bag", "dock"], _at="why")
    html = sign_in(Client(), erin).get(url(PAGE)).content.decode()

    assert "Mine is slow" in html
    assert 'name="key" value="k1"' in html
    assert "You began this on" in html
    assert html.count("checked") >= 2
    draft = Draft.objects.get()
    assert (draft.at_question, draft.values["extras"]) == ("why", ["bag", "dock"])


def test_table_rows_come_back(client, laptop, erin):
    type_in(sign_in(client, erin), **{"lines-0-what": "Desk", "lines-1-what": "Chair"})
    html = client.get(url(PAGE)).content.decode()
    assert "Desk" in html
    assert "Chair" in html


def test_opening_and_leaving_a_form_keeps_nothing(client, laptop, erin):
    erin.phone = "123"
    erin.save()
    type_in(sign_in(client, erin), phone_of_mine="123", **{"_filled-phone_of_mine": "123"})
    assert not Draft.objects.exists()


def test_strange_fields_are_not_kept(client, laptop, erin):
    type_in(sign_in(client, erin), why="Slow", csrfmiddlewaretoken="t", other="x", _remove="lines-0")
    assert Draft.objects.get().values == {"why": ["Slow"]}


def test_the_order_ends_the_draft_and_forgets_what_was_typed(client, laptop, erin):
    type_in(sign_in(client, erin), why="Slow")
    client.post(url(PAGE), {"key": "k1", "why": "Slow"})
    draft = Draft.objects.get()
    assert (draft.outcome, draft.values) == ("ordered", {})
    type_in(client, why="Slow, again")  # a page that was still open
    assert Draft.objects.get().values == {}
    assert "You began this on" not in client.get(url(PAGE)).content.decode()


def test_a_refused_order_is_kept(client, offer, erin):
    offer("laptop", questions=[question("text", "model", required=True), question("text", "why")])
    answer = sign_in(client, erin).post(url(PAGE), {"key": "k1", "why": "Slow"})
    assert answer.status_code == 422
    assert Draft.objects.get().values == {"why": ["Slow"]}


def test_starting_anew_throws_it_away(client, laptop, erin):
    type_in(sign_in(client, erin), why="Slow")
    client.post(reverse("catalog:discard", args=["laptop"]), {"key": "k1"})
    assert Draft.objects.get().outcome == "discarded"
    assert "Slow" not in client.get(url(PAGE)).content.decode()


def test_nobody_sees_or_ends_the_draft_of_another(client, laptop, erin, mara):
    type_in(sign_in(client, erin), why="My salary is too low")
    stranger = sign_in(Client(), mara)
    assert "salary" not in stranger.get(url(PAGE)).content.decode()
    assert "salary" not in stranger.get(url(PAGE, _draft="k1")).content.decode()
    stranger.post(reverse("catalog:discard", args=["laptop"]), {"key": "k1"})
    stranger.post(url(TYPING), {"key": "k1", "why": "Mine"})
    assert Draft.objects.get(person=erin).values["why"] == ["My salary is too low"]
    assert "salary" not in stranger.get("/").content.decode()


def test_a_draft_for_somebody_else_is_another_draft(client, laptop, erin, mara):
    sign_in(client, mara).post(url(TYPING), {"key": "k1", "for": "erin", "why": "For Erin"})
    assert "For Erin" not in client.get(url(PAGE)).content.decode()
    assert "For Erin" in client.get(url(PAGE, **{"for": "erin"})).content.decode()


def test_an_article_that_solved_it_ends_the_draft(client, laptop, company, erin, now):
    type_in(sign_in(client, erin), why="Slow")
    shelf = add_section(company.it, by=company.machine, now=now)
    article = write_article(shelf, title="Slow laptops", body=[], by=company.machine, now=now)
    note_solved(article, by=erin, now=now, question="Slow", service="laptop")
    assert Draft.objects.get().outcome == "solved"


def test_drafts_nobody_comes_back_to_are_counted_as_abandoned(laptop, erin, now):
    for key, age in (("old", 31), ("young", 29)):
        keep_draft(
            laptop,
            by=erin,
            key=key,
            values={"why": ["Slow"]},
            now=now - timedelta(days=age),
            at_question="why",
        )
    assert actions.forget_drafts(now=now) == 1
    old = Draft.objects.get(key="old")
    assert (old.outcome, old.values, old.at_question) == ("abandoned", {}, "why")
    assert Draft.objects.open().get().key == "young"


def test_files_of_a_draft_are_not_swept(laptop, erin, now):
    def uploaded():
        return upload(SimpleUploadedFile("a.txt", b"text"), by=erin, now=now)

    held, other = uploaded(), uploaded()
    keep_draft(laptop, by=erin, key="k", values={"papers": [str(held.uid)]}, now=now)
    sweep_uploads(now=now + timedelta(days=10))
    assert list(Attachment.objects.all()) == [held]
    assert other.pk != held.pk
    sweep_uploads(now=now + timedelta(days=31))
    assert not Attachment.objects.exists()


def test_a_huge_draft_is_refused_in_words(laptop, erin, now):
    with pytest.raises(DraftTooLarge):
        keep_draft(laptop, by=erin, key="k", values={"why": ["x" * LARGEST]}, now=now)
    assert not Draft.objects.exists()


def test_a_link_fills_in_what_it_names_and_lays_the_draft_aside(client, laptop, erin):
    type_in(sign_in(client, erin), why="Begun yesterday")
    html = client.get(
        url(PAGE, why="Typed+elsewhere", device="laptop", extras="bag", nonsense="1")
    ).content.decode()
    assert "Typed elsewhere" in html
    assert "Begun yesterday" not in html
    assert "_draft=k1" in html
    assert "Begun yesterday" in client.get(url(PAGE, _draft="k1")).content.decode()


def test_a_link_with_an_answer_that_does_not_fit_is_only_a_link(client, laptop, erin):
    html = (
        sign_in(client, erin).get(url(PAGE, device="rocket", lines="x", papers="../../etc")).content.decode()
    )
    assert 'value="rocket"' not in html
    assert "aria-invalid" not in html


def test_an_earlier_order_is_repeated_but_not_that_of_another(client, laptop, erin, mara, now):
    answers = {"device": "phone", "extras": ["bag"], "why": "For travel", "lines": [{"what": "Cable"}]}
    ticket = order(laptop.current, by=erin, answers=answers, now=now, channel="portal")
    html = sign_in(client, erin).get(url(PAGE, _again=ticket.reference)).content.decode()
    assert "For travel" in html
    assert "Cable" in html
    assert f"Filled in as in {ticket.reference}" in html
    html = sign_in(Client(), mara).get(url(PAGE, _again=ticket.reference)).content.decode()
    assert "For travel" not in html
    assert "Filled in as in" not in html


def test_the_same_draft_sent_from_two_devices_is_one_order(client, laptop, erin):
    type_in(sign_in(client, erin), why="Slow")
    first = client.post(url(PAGE), {"key": "k1", "why": "Slow"})
    second = sign_in(Client(), erin).post(url(PAGE), {"key": "k1", "why": "Slow"})
    assert first.url == second.url
    assert Order.objects.count() == 1
