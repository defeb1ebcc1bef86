"""What the editor answers while a publisher types: conditions as sentences, checks, and the preview as somebody."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from catalog.bundles import pieces_of
from catalog.models import Draft, Service, ServicePage
from catalog.spec import BundlePart
from cmdb.models import Item, ItemType
from people import actions as people
from tests.cast import NOW, sign_in
from tests.catalog.test_editor import filled_in, hr, new_service  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client, hr):  # noqa: F811
    """Reads conditions in the editor of a new service; `questions` as they are typed, never saved."""

    def read(*conditions, questions=None, **more):
        typed = filled_in(hr, **({"questions": streamfield(questions)} if questions else {}), **more)
        typed |= {"questions-0-id": "first", "questions-1-id": "second"}
        address = reverse("catalog_admin:conditions-of-new", args=[hr.storefront.pk])
        return client.post(address, {**typed, "_conditions": json.dumps(conditions)})

    sign_in(client, hr.hanna)
    return read


def source(text: str, place: str = "questions-1-value-visible_if") -> dict:
    return {"place": place, "source": text}


def built(*rows, joined: str = "all") -> dict:
    return {
        "place": "questions-1-value-visible_if",
        "joined": joined,
        "rows": [dict(zip(("fact", "sign", "value"), row, strict=True)) for row in rows],
    }


def test_a_condition_on_questions_that_were_never_saved_reads_as_a_sentence(ask):
    answer = ask(
        source("addressee == 'bank' && with_salary"),
        questions=[
            ("text", {"label": "Addressee", "max_length": "200"}),
            ("yesno", {"label": "With salary"}),
        ],
    ).json()
    [told] = answer["answers"]
    assert told["sentence"] == "“Addressee” is “bank” and “With salary”"
    assert [row["fact"] for row in told["rows"]] == ["addressee", "with_salary"]
    offered = {one["name"]: one for one in answer["facts"]["order"]}
    assert offered["addressee"]["label"] == "Addressee"
    assert dict(offered["person.department"]["choices"])["finance"] == "Finance"
    assert answer["names"] == {"first": "addressee", "second": "with_salary"}
    assert not ServicePage.objects.exists()


def test_rows_become_a_rule_and_half_a_row_none(ask):
    first, second, third = ask(
        built(("with_salary", "==", "yes"), ("addressee", "answered", "")),
        built(("with_salary", "==", "yes"), ("person.site", "==", "")),
        built(("with_salary", "==", "yes"), ("person.site", "==", "berlin"), joined="any"),
    ).json()["answers"]
    assert first["source"] == "with_salary && answered.addressee"
    assert (second["fault"], second["row"]) == ("Choose a value.", 1)
    assert "source" not in second
    assert third["sentence"] == "“With salary” or the person it is for: site is “Berlin”"


def test_what_is_wrong_is_told_with_its_place_and_what_rows_cannot_say_stays(ask):
    wrong, more = ask(source("wth_salary"), source("size(addressee) > 3 || with_salary")).json()["answers"]
    assert "Did you mean “with_salary”?" in wrong["fault"]
    assert (wrong["line"], wrong["column"]) == (1, 1)
    assert wrong["source"] == "wth_salary"
    assert more["rows"] is None
    assert more["source"] == "size(addressee) > 3 || with_salary"


def test_rules_about_the_audience_know_the_person_alone(ask):
    wrong, right = ask(
        source("with_salary", "audience_rule"), source("person.is_vip", "audience_rule")
    ).json()["answers"]
    assert wrong["fault"]
    assert right["facts"] == "person"


def test_nonsense_is_no_condition(ask, client, hr):  # noqa: F811
    address = reverse("catalog_admin:conditions-of-new", args=[hr.storefront.pk])
    for sent in ("", "{", "[1]", '{"a": 1}'):
        assert client.post(address, {**filled_in(hr), "_conditions": sent}).json()["answers"] == []


def test_checks_follow_what_is_typed(client, hr):  # noqa: F811
    sign_in(client, hr.hanna)
    address = reverse("catalog_admin:checks-of-new", args=[hr.storefront.pk])
    assert 'data-count="0"' in client.post(address, filled_in(hr)).content.decode()
    broken = filled_in(
        hr,
        team="",
        service_level="",
        summary_zh="",
        questions=streamfield([("text", {"label": "Why", "visible_if": "nothing", "max_length": "200"})]),
    )
    html = client.post(address, broken).content.decode()
    for said in ('data-count="3"', "#id_team", "#id_service_level", "has no Chinese text"):
        assert said in html
    assert not ServicePage.objects.exists()


def test_a_publisher_of_another_department_reads_nothing(client, hr):  # noqa: F811
    sign_in(client, hr.hanna)
    client.post(new_service(hr), filled_in(hr))
    page = ServicePage.objects.get()
    sign_in(client, hr.fiona)
    for name in ("conditions", "checks", "form"):
        for address in (
            reverse(f"catalog_admin:{name}-of-page", args=[page.pk]),
            reverse(f"catalog_admin:{name}-of-new", args=[hr.storefront.pk]),
        ):
            assert client.post(address, filled_in(hr)).status_code in (302, 403, 404), address
    sign_in(client, hr.tom)
    assert client.get(reverse("catalog_admin:people")).status_code != 200


# ── the preview ──


@pytest.fixture
def look(client, hr):  # noqa: F811
    """The preview of a new service as typed, as Hanna who chose somebody."""

    def see(somebody="", language="en", **more) -> str:
        address = reverse(
            "wagtailadmin_pages:preview_on_add", args=["catalog", "servicepage", hr.storefront.pk]
        )
        typed = {
            **filled_in(
                hr, **{name: more.pop(name) for name in list(more) if name in ("questions", "parts")}
            ),
            **more,
        }
        assert client.post(address, typed).json()["is_valid"]
        return client.get(address, {"mode": language, "as": somebody}).content.decode()

    sign_in(client, hr.hanna)
    return see


def known(what: str) -> dict:
    return {"questions": streamfield([("text", {"label": "Told", "known": what, "max_length": "200"})])}


def test_the_chosen_person_stands_in_the_header_and_in_the_form(look, hr):  # noqa: F811
    html = look("erin", **known("name"))
    assert html.count("Erin Employee") >= 3  # the choice, the header, the question
    assert "Nothing can be ordered from a preview." in html
    assert "/services/employment-certificate/" not in html
    assert "Ada Admin" not in html


def test_rules_hold_as_for_the_chosen_person(look):
    rule = {"label": "Only abroad", "visible_if": "person.department == 'finance'", "max_length": "200"}
    only = {"questions": streamfield([("text", rule)])}
    assert "Only abroad" in look("erin", **only)
    assert "Only abroad" not in look("tom", **only)


def test_who_is_not_meant_reads_so(look):
    assert "isn't meant for Tom Technician" in look("tom", audience_departments=["finance"])
    assert "isn't meant for" not in look("erin", audience_departments=["finance"])
    assert "isn't meant for" in look("erin", audience_rule="person.site == 'shanghai'")


def test_whom_a_role_was_given_is_told_to_nobody_but_administrators(look, client, hr):  # noqa: F811
    by_role = {"audience_roles": ["auditor"]}
    people.give_role(hr.tom, "auditor", hr.it, by=hr.ada, now=NOW)
    hr.hanna.grants.exclude(role="publisher").delete()
    told = {name: look(name, **by_role).replace(name.title(), "").replace(label, "") for name, label in SAME}
    assert "isn&#x27;t told here" in told["tom"] or "isn't told here" in told["tom"]
    assert len({form_in(html) for html in told.values()}) == 1
    barred = {**by_role, "audience_rule": "person.department == 'hr'"}
    assert "isn't meant for" in look("tom", **barred)
    assert "isn't told here" not in look("hanna", **by_role)
    sign_in(client, hr.ada)
    assert "isn't meant for" in look("tina", **by_role)
    assert 'id="order"' in look("tom", **by_role)


SAME = (("tom", "Tom Technician"), ("tina", "Tina Technician"))  # of one department, at one site


def form_in(html: str) -> str:
    """What the preview says of the service to somebody, without the names."""
    found = html[html.index("note note-calm") :]
    return re.sub(r'value="[^"]*"', "", found)


def test_parts_are_judged_by_no_more_than_the_looker_may_know(look, offer, client, hr):  # noqa: F811
    for_auditors = {"audience": {"roles": ["auditor"]}}
    offer("badge", department="hr", **for_auditors)
    offer("desk", department="hr", audience={"departments": ["it"]})
    secret = offer("secret-thing", department="finance", audience={"departments": ["finance"]})
    people.give_role(hr.tom, "auditor", hr.it, by=hr.ada, now=NOW)
    parts = streamfield(
        [("part", {"service": name, "quantity": "1", "answers-count": "0"}) for name in ("badge", "desk")]
    )
    for somebody in ("tom", "tina"):
        html = look(somebody, parts=parts)
        assert re.findall(r'href="/services/([a-z-]+)/">', html[html.index("pieces-title") :])[:1] == ["desk"]
    whole = secret.service_spec.model_copy(update={"parts": (BundlePart(service="secret-thing"),)})
    [piece] = pieces_of(whole, by=hr.erin, person=hr.erin, looker=hr.hanna)
    assert (piece.label, piece.offered) == ("secret-thing", False)  # no more than was typed


def test_the_preview_gives_nothing_away(look, hr):  # noqa: F811
    """Hanna, who only publishes, sees no card of her colleagues; nor do their devices or places show."""
    hr.erin.phone = "555-0199"
    hr.erin.is_vip = True
    hr.erin.save()
    hr.hanna.grants.exclude(role="publisher").delete()
    laptop = ItemType.objects.create(slug="laptop", name="Laptop", is_device=True)
    Item.objects.create(
        type=laptop, name="Erin's secret laptop", tag="NB-1", owner=hr.erin, created_at=NOW, updated_at=NOW
    )
    assert "555-0199" not in look("erin", **known("phone"))
    device = {"label": "Device", "whose": "mine", "attributes-count": "0"}
    assert "secret laptop" not in look("erin", questions=streamfield([("item", device)]))
    vip = {"label": "Red carpet", "visible_if": "person.is_vip", "max_length": "200"}
    assert "Red carpet" not in look("erin", questions=streamfield([("text", vip)]))
    html = look("ada")
    assert "/desk/deliveries/" not in html  # what Ada was given is nobody's business
    assert "nobody-of-that-name" not in look("nobody-of-that-name")


def test_the_form_of_a_preview_answers_and_keeps_nothing(client, look, hr):  # noqa: F811
    look("erin")
    address = reverse("catalog_admin:form-of-new", args=[hr.storefront.pk])
    answer = client.post(f"{address}?mode=zh-hans", {"addressee": "Bank"})
    assert "收件人" in answer.content.decode()
    assert not Draft.objects.exists()
    assert not Service.objects.exists()


def test_choosers_of_what_was_never_published_offer_what_the_chosen_person_sees(client, look, hr):  # noqa: F811
    hr.hanna.grants.exclude(role="publisher").delete()
    laptop = ItemType.objects.create(slug="laptop", name="Laptop", is_public=False)
    kept = {"type": laptop, "created_at": NOW, "updated_at": NOW}
    Item.objects.create(name="Notebook of Erin", tag="NB-1", owner=hr.erin, **kept)
    Item.objects.create(name="Notebook of Hanna", tag="NB-2", owner=hr.hanna, **kept)
    questions = streamfield(
        [
            ("person", {"label": "Who", "among": "department"}),
            ("item", {"label": "What", "whose": "visible", "attributes-count": "0"}),
            ("text", {"label": "Why", "max_length": "200"}),
        ]
    )
    html = look("erin", questions=questions)
    address = reverse("catalog_admin:choices-of-new", args=[hr.storefront.pk])
    assert f"{address}?question=who" in html

    def offered(question: str, text: str = "") -> list[str]:
        return [one["id"] for one in client.get(address, {"question": question, "q": text}).json()]

    assert offered("who") == ["erin", "fiona", "fred", "mara", "erik_zh"]  # of Erin's department
    assert offered("who", "mar") == ["mara"]
    assert offered("what") == []  # Erin's own, which Hanna may not see; and Hanna's, which Erin may not
    look("hanna", questions=questions)
    assert offered("who") == ["hanna", "hugo"]
    assert offered("what") == ["NB-2"]
    for nothing in ("why", "nobody", ""):
        assert client.get(address, {"question": nothing}).status_code == 404
    sign_in(client, hr.fiona)
    assert client.get(address, {"question": "who"}).status_code in (302, 403, 404)
    assert not Service.objects.exists()


def test_a_form_that_cannot_be_drawn_is_not_asked_again(client, look, hr):  # noqa: F811
    broken = {"label": "Why", "visible_if": "nothing ==", "max_length": "200"}
    assert 'id="order"' not in look("erin", questions=streamfield([("text", broken)]))
    for asked, send in (("form", client.post), ("choices", client.get)):
        address = reverse(f"catalog_admin:{asked}-of-new", args=[hr.storefront.pk])
        assert send(address, {"why": "So"}).status_code == 404


def test_the_colleagues_one_may_look_as_are_found_by_name(client, look, hr):  # noqa: F811
    found = client.get(reverse("catalog_admin:people"), {"q": "emplo"}).json()
    assert [one["id"] for one in found] == ["erin"]


@pytest.mark.parametrize(
    "sent", ["[" * 100_000, "{", "[NaN]", '[{"source": "\\ud83d"}]', '[{"source": "x", "place": []}]']
)
def test_conditions_that_nobody_could_have_typed_are_no_trouble(client, hr, sent):  # noqa: F811
    sign_in(client, hr.hanna)
    address = reverse("catalog_admin:conditions-of-new", args=[hr.storefront.pk])
    answer = client.post(address, {**filled_in(hr), "_conditions": sent})
    assert answer.status_code == 200
    assert all(one["fault"] for one in answer.json()["answers"])


@pytest.mark.parametrize("asked", ["conditions", "checks", "form"])
def test_only_services_are_read_as_they_are_typed(client, hr, asked):  # noqa: F811
    sign_in(client, hr.hanna)
    for number in (hr.storefront.pk, 2**63, 10**30):
        address = reverse(f"catalog_admin:{asked}-of-page", args=[number])
        assert client.post(address, filled_in(hr)).status_code == 404
