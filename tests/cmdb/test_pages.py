import re

import pytest

from cmdb import actions
from cmdb.models import Item, Relation
from journal.models import Event
from people import actions as people
from people.models import Person
from tests.cast import NOW, sign_in

LAPTOP = {"model": "Light 13"}
HTMX = {"HX-Request": "true"}


def page(client, person: Person, path: str, **query) -> str:
    answer = sign_in(client, person).get(path, query)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


@pytest.fixture
def landscape(estate) -> dict[str, Item]:
    company = estate.company
    found = {
        "host": estate.item("host", team=company.it_network),
        "db": estate.item("db"),
        "erp": estate.item("erp", "application", team=company.it_service_desk),
        "salaries": estate.item("salaries", "application", department=company.hr),
        "erins": estate.item("erins", "laptop", values=LAPTOP, owner=company.erin, serial="SN77"),
    }
    estate.relate(found["db"], found["host"])
    estate.relate(found["erp"], found["db"])
    estate.relate(found["salaries"], found["db"])
    return found


def names_in(html: str) -> set[str]:
    """The items that a list, a table or a part of the page shows."""
    names = ("host", "db", "erp", "salaries", "erins")
    return {name for name in names if re.search(rf'clip"[^>]*>\s*{name}\s*<', html)}


def test_the_list_shows_what_one_may_see_and_filters_by_everything(client, estate, landscape):
    tom = estate.company.tom

    assert names_in(page(client, tom, "/desk/items/")) == {"host", "db", "erp", "erins"}
    assert names_in(page(client, tom, "/desk/items/", type="hardware")) == {"erins"}
    assert names_in(page(client, tom, "/desk/items/", team="it-network")) == {"host"}
    assert names_in(page(client, tom, "/desk/items/", owner="Erin")) == {"erins"}
    assert names_in(page(client, tom, "/desk/items/", owner="nobody", state="in-service")) == {
        "host",
        "db",
        "erp",
    }
    assert names_in(page(client, tom, "/desk/items/", q="SN77")) == {"erins"}
    assert names_in(page(client, tom, "/desk/items/", q="light 13")) == {"erins"}
    assert names_in(page(client, tom, "/desk/items/", q="应用")) == {"erp"}
    assert names_in(page(client, estate.company.hugo, "/desk/items/", department="hr")) == {"salaries"}


def test_the_file_holds_no_more_than_the_list(client, estate, landscape):
    csv = sign_in(client, estate.company.tom).get("/desk/items/", {"export": "csv"}).getvalue()

    assert b"erins" in csv
    assert b"salaries" not in csv


def test_an_item_tells_what_breaks_and_who_is_to_be_told(client, estate, landscape):
    html = page(client, estate.company.tom, f"/desk/items/{landscape['host'].pk}/impact/")

    assert names_in(html) == {"db", "erp"}
    assert "salaries" not in html
    assert "<strong>2</strong> other items are hurt" in html
    assert "IT service desk" in html
    assert "At once" in html
    assert "Through one other item" in html
    assert names_in(page(client, estate.company.hugo, f"/desk/items/{landscape['host'].pk}/impact/")) == {
        "db",
        "erp",
        "salaries",
    }
    for strange in ("0", "x", "-1", "9" * 30):
        page(client, estate.company.tom, f"/desk/items/{landscape['host'].pk}/impact/", levels=strange)


def test_relations_are_read_from_the_items_own_end_and_name_nothing_hidden(client, estate, landscape):
    html = page(client, estate.company.tom, f"/desk/items/{landscape['db'].pk}/")

    assert "runs on" in html
    assert ">runs<" in html
    assert names_in(html) >= {"host", "erp"}
    assert "salaries" not in html
    assert "salaries" not in page(client, estate.company.tom, f"/desk/items/{landscape['db'].pk}/history/")
    assert "salaries" in page(client, estate.company.hugo, f"/desk/items/{landscape['db'].pk}/relations/")


def test_a_hidden_item_has_no_page_at_all(client, estate, landscape):
    pk = landscape["salaries"].pk
    paths = [
        "",
        "peek/",
        "facts/",
        "impact/",
        "relations/",
        "history/",
        "edit/",
        "hand-over/",
        "move/",
        "relate/",
    ]

    for path in paths:
        assert sign_in(client, estate.company.tom).get(f"/desk/items/{pk}/{path}").status_code == 404, path
    for path in ("", "peek/", "facts/", "impact/", "relations/", "history/"):
        assert sign_in(client, estate.company.hugo).get(f"/desk/items/{pk}/{path}").status_code == 200, path


def test_who_works_no_tickets_has_no_records_pages(client, estate, landscape):
    erin = sign_in(client, estate.company.erin)

    for path in ("/desk/items/", f"/desk/items/{landscape['erins'].pk}/", "/desk/items/add/"):
        assert erin.get(path).status_code == 404, path
    assert erin.get("/items/choose/").status_code == 200
    client.logout()
    assert client.get("/desk/items/").status_code == 302


def test_a_configuration_manager_adds_an_item_through_the_form_its_type_makes(client, estate, kim):
    browser = sign_in(client, kim)

    assert "Laptop" in browser.get("/desk/items/add/").content.decode()
    form = browser.get("/desk/items/add/", {"type": "laptop"}).content.decode()
    for label in ("Model", "Price", "Memory", "System", "Windows"):
        assert label in form, label
    typed = {
        "type": "laptop",
        "name": "New one",
        "tag": "NB-9",
        "state": "in-stock",
        "department": estate.company.it.pk,
        "owner": estate.company.erin.pk,
        "values.model": "Light 13",
        "values.price": "1190",
        "values.leased": "false",
    }
    wrong = browser.post("/desk/items/add/", {**typed, "values.price": "much", "values.model": ""})
    assert wrong.status_code == 422
    assert wrong.content.count(b"field-error") == 2
    assert b'value="much"' in wrong.content
    done = browser.post("/desk/items/add/", typed)

    item = Item.objects.get(tag="NB-9")
    assert (done.status_code, done.headers["Location"]) == (302, item.get_absolute_url())
    assert item.values == {"model": "Light 13", "price": "1190", "leased": False}
    assert (item.owner, item.state) == (estate.company.erin, "in-stock")


def test_an_edit_that_comes_too_late_says_so_and_keeps_what_was_typed(client, estate, kim, landscape):
    laptop = landscape["erins"]
    browser = sign_in(client, kim)
    html = browser.get(f"/desk/items/{laptop.pk}/edit/").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', html)[1]
    actions.change_item(laptop, by=kim, now=NOW.replace(hour=11), notes="Changed meanwhile")
    typed = {"seen": seen, "name": "Typed name", "tag": laptop.tag, "values.model": "Light 13"}

    late = browser.post(f"/desk/items/{laptop.pk}/edit/", typed)

    assert late.status_code == 422
    assert b"Somebody changed this item" in late.content
    assert b"Typed name" in late.content
    fresh = re.search(r'name="seen" value="([^"]+)"', late.content.decode())[1]
    again = browser.post(f"/desk/items/{laptop.pk}/edit/", {**typed, "seen": fresh})
    assert again.status_code == 302
    laptop.refresh_from_db()
    assert laptop.name == "Typed name"


def test_a_technician_hands_over_and_moves_from_a_dialog(client, estate, landscape):
    tom, erp = estate.company.tom, landscape["erp"]
    browser = sign_in(client, tom)

    moved = browser.post(f"/desk/items/{erp.pk}/move/", {"state": "in-repair"}, headers=HTMX)
    wrong = browser.post(f"/desk/items/{erp.pk}/move/", {"state": "planned"}, headers=HTMX)
    handed = browser.post(f"/desk/items/{erp.pk}/hand-over/", {"owner": "erin"}, headers=HTMX)
    nobody = browser.post(f"/desk/items/{erp.pk}/hand-over/", {"owner": "nobody-such"}, headers=HTMX)

    assert (moved.status_code, wrong.status_code, handed.status_code, nobody.status_code) == (
        204,
        422,
        204,
        422,
    )
    assert "item:changed" in moved.headers["HX-Trigger"]
    erp.refresh_from_db()
    assert (erp.state, erp.owner) == ("in-repair", estate.company.erin)
    assert browser.get(f"/desk/items/{landscape['host'].pk}/move/").status_code == 404


def test_relating_reads_from_either_end_and_can_be_undone(client, estate, kim, landscape):
    browser, host, erins = sign_in(client, kim), landscape["host"], landscape["erins"]

    answer = browser.post(
        f"/desk/items/{host.pk}/relate/", {"relation": "runs-on:in", "other": erins.pk}, headers=HTMX
    )
    twice = browser.post(
        f"/desk/items/{host.pk}/relate/", {"relation": "runs-on:in", "other": erins.tag}, headers=HTMX
    )

    assert (answer.status_code, twice.status_code) == (204, 422)
    relation = Relation.objects.get(source=erins, target=host)
    removed = browser.post(f"/desk/items/{host.pk}/relations/{relation.pk}/remove/", headers=HTMX)
    assert removed.status_code == 204
    assert not Relation.objects.filter(pk=relation.pk).exists()
    assert (
        browser.post(f"/desk/items/{host.pk}/relations/{relation.pk}/remove/", headers=HTMX).status_code
        == 404
    )


def test_a_relation_with_a_hidden_end_cannot_be_removed_by_its_number(client, estate, landscape):
    keeper = people.add_person(
        "keeper",
        name="Keeper",
        email="k@example.org",
        department=estate.company.it,
        by=estate.company.machine,
        now=NOW,
    )
    people.give_role(keeper, "item-manager", estate.company.it, by=estate.company.machine, now=NOW)
    tie = Relation.objects.get(source=landscape["salaries"])

    answer = sign_in(client, keeper).post(
        f"/desk/items/{landscape['db'].pk}/relations/{tie.pk}/remove/", headers=HTMX
    )

    assert answer.status_code == 404
    assert Relation.objects.filter(pk=tie.pk).exists()


def test_the_history_names_confidential_things_by_their_department_alone(estate, landscape):
    told = [str(event.sentence) for event in Event.objects.about(landscape["db"])]

    assert "Kim recorded: db runs an item of HR" in told


def test_devices_are_shown_to_their_user_the_manager_and_the_desk(client, estate, landscape):
    company = estate.company
    address = f"/desk/items/of/{company.erin.pk}/"

    for person in (company.erin, company.mara, company.tom):
        assert "erins" in page(client, person, address), person
    assert sign_in(client, company.erik_zh).get(address).status_code == 404
    assert "No device" in page(client, company.tom, f"/desk/items/of/{company.fred.pk}/")
    assert "<a " not in page(client, company.erin, address)


def test_choosing_offers_ones_own_devices_first(client, estate, landscape):
    def offered(person: Person, **query) -> list[str]:
        return [one["label"] for one in sign_in(client, person).get("/items/choose/", query).json()]

    erin, tom = estate.company.erin, estate.company.tom
    assert offered(erin) == ["erins", "erp"]
    assert offered(erin, only="devices") == ["erins"]
    assert offered(erin, q="ER") == ["erins", "erp"]
    assert offered(erin, q="salaries") == []
    assert offered(tom, devices_of=erin.pk)[0] == "erins"
    assert offered(tom, q="appl") == ["erp"]
    assert offered(estate.company.fred, devices_of=estate.company.hugo.pk, q="salar") == []
    hint = sign_in(client, erin).get("/items/choose/").json()[0]["hint"]
    assert hint == "ERINS · Laptop · Erin Employee"
