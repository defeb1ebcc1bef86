import pytest
from django.utils import translation

from cmdb import actions, attributes
from cmdb.models import Item, ItemType
from journal.models import Event
from journal.refusals import Invalid, NotAllowed, Stale
from tests.cast import NOW

LAPTOP = {"model": "Light 13", "price": "1190.00", "memory": 16, "leased": False, "system": "win"}


def verbs(item: Item) -> list[str]:
    return [event.verb for event in Event.objects.about(item)]


def test_a_laptop_has_the_attributes_of_hardware_and_its_own(estate):
    laptop = estate.item("lt-1", "laptop", values={**LAPTOP, "bought_on": "2026-01-05"})

    assert laptop.values == {
        "model": "Light 13",
        "price": "1190.00",
        "bought_on": "2026-01-05",
        "memory": "16",
        "leased": False,
        "system": "win",
    }
    shown = {a.name: a.show(laptop.values.get(a.name)) for a in attributes.read(laptop.type.all_attributes)}
    assert shown["price"] == "1,190.00"
    assert shown["system"] == "Windows"
    assert shown["leased"] == "No"
    assert shown["manual"] == ""
    with translation.override("zh-hans"):
        shown = {
            a.name: a.show(laptop.values.get(a.name)) for a in attributes.read(laptop.type.all_attributes)
        }
    assert shown["system"] == "视窗"
    assert shown["bought_on"] == "2026年1月5日"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"model": ""}, "values.model"),
        ({"price": "a lot"}, "values.price"),
        ({"bought_on": "31.02.2026"}, "values.bought_on"),
        ({"system": "BeOS"}, "values.system"),
        ({"manual": "javascript:alert(1)"}, "values.manual"),
        ({"colour": "red"}, "values.colour"),
        ({"memory": "9" * 40}, "values.memory"),
        ({"model": "x" * 501}, "values.model"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name_and_nothing_is_kept(estate, wrong, where):
    with pytest.raises(Invalid) as refusal:
        estate.item("lt-1", "laptop", values={**LAPTOP, **wrong})

    assert list(refusal.value.errors) == [where]
    assert not Item.objects.exists()


def test_two_items_never_share_an_inventory_number(estate):
    estate.item("a", tag="SRV-1")

    with pytest.raises(actions.TagTaken) as refusal:
        estate.item("b", tag="SRV-1")

    assert "SRV-1" in refusal.value.errors["tag"][0]


def test_a_change_is_told_field_by_field_in_both_languages(estate):
    laptop = estate.item("lt-1", "laptop", values=LAPTOP)

    actions.change_item(
        laptop,
        by=estate.kim,
        now=NOW,
        name="Ida's laptop",
        department=estate.company.finance,
        values={**LAPTOP, "memory": 32},
    )

    event = Event.objects.about(laptop).last()
    assert event.verb == "item.changed"
    changes = {change["field"]: change for change in event.data["changes"]}
    assert changes["name"]["from"] == "lt-1"
    assert changes["department"]["to"] == {"en": "Finance", "zh": "财务部"}
    assert changes["values.memory"] == {
        "field": "values.memory",
        "name": {"en": "Memory", "zh": "内存"},
        "from": "16",
        "to": "32",
    }


def test_a_change_that_changes_nothing_is_not_recorded(estate):
    laptop = estate.item("lt-1", "laptop", values=LAPTOP)

    actions.change_item(laptop, by=estate.kim, now=NOW, name="lt-1", values=LAPTOP)

    assert verbs(laptop) == ["item.added"]


def test_of_two_who_change_the_same_item_the_second_is_told(estate):
    laptop = estate.item("lt-1", "laptop", values=LAPTOP)
    seen = laptop.updated_at
    later = NOW.replace(hour=10)
    actions.change_item(laptop, by=estate.kim, now=later, seen=seen, name="first")

    with pytest.raises(Stale):
        actions.change_item(laptop, by=estate.kim, now=later, seen=seen, name="second")

    assert Item.objects.get().name == "first"


def test_only_configuration_managers_change_what_an_item_is(estate):
    server = estate.item("db-1", team=estate.company.it_service_desk)

    for stranger in (estate.company.tom, estate.company.erin):
        with pytest.raises(NotAllowed):
            actions.change_item(server, by=stranger, now=NOW, name="mine")
        with pytest.raises(NotAllowed):
            actions.add_item(
                type=estate.types["server"],
                name="x",
                tag="X",
                department=estate.company.it,
                by=stranger,
                now=NOW,
            )


def test_the_team_that_supports_an_item_hands_it_over_and_repairs_it(estate):
    laptop = estate.item("lt-1", "laptop", values=LAPTOP, team=estate.company.it_service_desk)

    actions.hand_over(laptop, estate.company.erin, by=estate.company.tom, now=NOW)
    actions.move_item(laptop, "in-repair", by=estate.company.tom, now=NOW)
    with pytest.raises(NotAllowed):
        actions.hand_over(laptop, estate.hedi, by=estate.company.erin, now=NOW)

    laptop.refresh_from_db()
    assert (laptop.owner, laptop.state) == (estate.company.erin, "in-repair")
    assert verbs(laptop) == ["item.added", "item.handed-over", "item.moved"]
    assert (
        str(Event.objects.about(laptop).last().sentence) == "Tom Technician moved it from In use to In repair"
    )


def test_a_retired_laptop_belongs_to_nobody_and_cannot_be_handed_out(estate):
    laptop = estate.item("lt-1", "laptop", values=LAPTOP, owner=estate.company.erin)

    laptop = actions.retire(laptop, by=estate.kim, now=NOW)

    assert laptop.owner is None
    assert Event.objects.about(laptop).last().data["handed_in_by"] == "Erin Employee"
    with pytest.raises(actions.IllegalState):
        actions.hand_over(laptop, estate.company.erin, by=estate.kim, now=NOW)
    with pytest.raises(actions.IllegalState) as refusal:
        actions.move_item(laptop, "in-use", by=estate.kim, now=NOW)
    assert "Retired" in str(refusal.value)


def test_a_relation_is_told_at_both_ends_and_only_once(estate):
    erp, host = estate.item("erp", "application"), estate.item("host")

    relation = estate.relate(erp, host)
    with pytest.raises(actions.AlreadyRelated):
        estate.relate(erp, host)
    with pytest.raises(Invalid):
        estate.relate(erp, erp)

    assert str(Event.objects.about(erp).last().sentence) == "Kim recorded: erp runs on host"
    assert str(Event.objects.about(host).last().sentence) == "Kim recorded: host runs erp"
    actions.unrelate(relation, by=estate.kim, now=NOW)
    assert verbs(host) == ["item.added", "item.related", "item.unrelated"]


def test_a_type_cannot_refine_itself_nor_turn_an_attribute_in_use_into_another_kind(estate):
    estate.item("lt-1", "laptop", values=LAPTOP)
    hardware = ItemType.objects.get(slug="hardware")

    hardware.parent = ItemType.objects.get(slug="laptop")
    with pytest.raises(Invalid):
        actions.save_type(hardware, by=estate.kim, now=NOW)
    hardware = ItemType.objects.get(slug="hardware")
    hardware.attributes[1]["kind"] = "number"
    with pytest.raises(Invalid) as refusal:
        actions.save_type(hardware, by=estate.kim, now=NOW)

    assert "Price" in refusal.value.errors["attributes"][0]


@pytest.mark.parametrize(
    "broken",
    [
        [{"name": "Has Space", "label": {"en": "x"}}],
        [{"name": "a", "label": {"en": ""}}],
        [{"name": "a", "label": {"en": "x"}, "kind": "colour"}],
        [{"name": "a", "label": {"en": "x"}, "kind": "choice"}],
        [{"name": "a", "label": {"en": "x"}}, {"name": "a", "label": {"en": "y"}}],
        {"not": "a list"},
        [{"label": {"en": "x"}}],
    ],
)
def test_a_type_with_broken_attributes_is_refused(estate, broken):
    with pytest.raises(Invalid) as refusal:
        actions.save_type(ItemType(slug="t", name="T", attributes=broken), by=estate.kim, now=NOW)

    assert refusal.value.errors["attributes"]
    assert not ItemType.objects.filter(slug="t").exists()


def test_only_company_wide_configuration_managers_shape_types(estate):
    with pytest.raises(NotAllowed):
        actions.save_type(ItemType(slug="t", name="T"), by=estate.company.tom, now=NOW)
