"""Every kind of question: what comes in by a page and by the API is kept the same, typed, and read by people."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import translation

from catalog.actions import order
from catalog.forms import InvalidOrder, form_for, schema_for
from catalog.questions import BLOCKS, KINDS
from cmdb.models import Item, ItemType
from tests.catalog.conftest import question
from tickets.actions import upload
from tickets.models import Attachment

pytestmark = pytest.mark.django_db

CHOICES = [
    {"value": "a", "label": {"en": "First", "zh": "第一"}},
    {"value": "b", "label": {"en": "Second", "zh": "第二"}},
]
COLUMNS = [
    {"name": "what", "label": {"en": "What", "zh": "品名"}, "required": True},
    {"name": "kind", "label": {"en": "Kind", "zh": "种类"}, "kind": "choice", "choices": CHOICES},
    {"name": "n", "label": {"en": "Number", "zh": "数量"}, "kind": "number"},
    {"name": "price", "label": {"en": "Price", "zh": "单价"}, "kind": "money"},
    {"name": "on", "label": {"en": "On", "zh": "日期"}, "kind": "date"},
    {
        "name": "sum",
        "label": {"en": "Sum", "zh": "小计"},
        "kind": "money",
        "compute": "n * price",
        "total": True,
    },
]

# kind, settings, JSON answer, the same as a page sends it, what is kept, how it reads in English
KEPT = [
    ("text", {}, " Hello ", {"q": " Hello "}, "Hello", "Hello"),
    (
        "text",
        {"pattern": "mail"},
        "erin@example.org",
        {"q": "erin@example.org"},
        "erin@example.org",
        "erin@example.org",
    ),
    ("text", {"pattern": "phone"}, "+49 30 1234", {"q": "+49 30 1234"}, "+49 30 1234", "+49 30 1234"),
    (
        "text",
        {"pattern": "url"},
        "example.org/x",
        {"q": "example.org/x"},
        "https://example.org/x",
        "https://example.org/x",
    ),
    ("longtext", {}, "One\nTwo", {"q": "One\r\nTwo"}, "One\nTwo", "One\nTwo"),
    ("number", {"unit": {"en": "pieces", "zh": "件"}}, 1250.5, {"q": "1,250.5"}, "1250.5", "1,250.5 pieces"),
    ("number", {"whole": True}, 3, {"q": "3"}, "3", "3"),
    ("money", {"currency": "CNY"}, "99.9", {"q": "99.90"}, "99.90", "99.90 CNY"),
    ("date", {}, "2026-03-20", {"q": "2026-03-20"}, "2026-03-20", "20 Mar 2026"),
    (
        "datetime",
        {},
        "2026-03-20T10:30:00+01:00",
        {"q": "2026-03-20T10:30"},
        "2026-03-20T09:30:00+00:00",
        None,
    ),
    ("choice", {"choices": CHOICES}, "b", {"q": "b"}, "b", "Second"),
    ("choice", {"choices": CHOICES, "look": "cards"}, "a", {"q": "a"}, "a", "First"),
    ("choices", {"choices": CHOICES}, ["b", "a"], {"q": ["b", "a"]}, ["b", "a"], "Second, First"),
    ("yesno", {}, False, {"q": "false"}, False, "No"),
    ("yesno", {}, True, {"q": "true"}, True, "Yes"),
    ("department", {}, "hr", {"q": "hr"}, "hr", "HR"),
    (
        "table",
        {"columns": COLUMNS},
        [{"what": "Pen", "kind": "a", "n": 3, "price": 1.1, "on": "2026-03-20"}],
        {"q-0-what": "Pen", "q-0-kind": "a", "q-0-n": "3", "q-0-price": "1.10", "q-0-on": "2026-03-20"},
        [{"what": "Pen", "kind": "a", "n": "3", "price": "1.10", "on": "2026-03-20", "sum": "3.30"}],
        "1 line",
    ),
]


def posted(fields) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.mark.parametrize(("kind", "more", "answer", "fields", "kept", "read"), KEPT)
def test_page_and_api_keep_the_same(offer, erin, now, kind, more, answer, fields, kept, read):
    version = offer("thing", questions=[question(kind, "q", **more)])
    with translation.override("en"):
        by_api = order(version, by=erin, answers={"q": answer}, now=now, channel="api")
        form = form_for(version, person=erin, data=posted(fields), now=now)
        assert form.is_valid(), form.errors
    by_api.refresh_from_db()
    assert by_api.answers == form.answers == {"q": kept}
    text = by_api.sheet[0]["text"]
    if read is not None:
        assert (text["en"] if isinstance(text, dict) else text) == read


# kind, settings, JSON answers that are refused
REFUSED = [
    ("text", {}, [7, True, ["x"], {"a": 1}, "x" * 201, "a\x00b"]),
    ("text", {"pattern": "mail"}, ["not a mail address"]),
    ("text", {"pattern": "phone"}, ["call me"]),
    ("text", {"pattern": "url"}, ["javascript:alert(1)", "no url at all"]),
    ("longtext", {"max_length": 20}, ["x" * 21, 3]),
    (
        "number",
        {"minimum": "1", "maximum": "10"},
        ["", " ", 0, 11, "ten", "1e99", "NaN", "Infinity", True, [1]],
    ),
    ("number", {"whole": True}, [1.5]),
    ("money", {}, [-1, "1.005", "1 EUR", {"amount": 1}]),
    (
        "date",
        {"earliest": "today+1", "latest": "2026-12-31"},
        ["2026-03-02", "2027-01-01", "2026-02-30", "soon", 20260320],
    ),
    ("datetime", {"earliest": "today"}, ["2026-02-01T10:00:00Z", "2026-03-20T99:00:00Z", "noon"]),
    ("choice", {"choices": CHOICES}, ["c", "First", ["a"], 1]),
    ("choices", {"choices": CHOICES, "at_most": 1}, [["c"], ["a", "b"], "a", [1]]),
    ("yesno", {}, ["yes", 1, "true"]),
    ("department", {}, ["no-such", 1]),
    ("person", {}, ["no-such", "machine", 10**30, "²", "a\x00b", ["erin"]]),
    ("person", {"among": "reports"}, ["tom"]),
    ("item", {}, ["no-such", "a\x00b", ["x"], True]),
    ("files", {}, ["x", [1], ["no-uid"], ["00000000-0000-0000-0000-000000000000"]]),
    (
        "table",
        {"columns": COLUMNS, "max_rows": 2},
        [
            "x",
            [1],
            [{"what": 1}],
            [{"n": 1}],
            [{"what": "a", "colour": "red"}],
            [{"what": "a"}] * 3,
            [{"what": "a", "kind": "c"}],
            [{"what": "a", "n": "x"}],
            [{"what": "a", "on": "soon"}],
        ],
    ),
]


@pytest.mark.parametrize(("kind", "more", "answers"), REFUSED)
def test_what_is_no_answer_is_refused_in_words(offer, erin, now, kind, more, answers):
    version = offer("thing", questions=[question(kind, "q", required=True, **more)])
    for answer in answers:
        with pytest.raises(InvalidOrder) as refused:
            order(version, by=erin, answers={"q": answer}, now=now, channel="api")
        assert list(refused.value.errors) == ["q"], answer
        assert all(len(str(sentence)) > 5 for sentence in refused.value.errors["q"])


def test_a_person_is_named_by_id_user_name_mail_or_as_the_list_offers(offer, company, now):
    version = offer("thing", questions=[question("person", "q")])
    for answer in ("tom", company.tom.pk, "TOM@example.org", "Tom Technician (tom)", "Tom Technician"):
        ticket = order(version, by=company.erin, answers={"q": answer}, now=now, channel="api")
        assert ticket.answers == {"q": company.tom.pk}
        assert ticket.sheet[0]["text"] == "Tom Technician"


@pytest.fixture
def devices(company, now):
    """Erin's laptop, her retired one, Tom's phone, and a printer of nobody."""
    laptop = ItemType.objects.create(slug="laptop", name="Laptop", is_device=True)
    printer = ItemType.objects.create(slug="printer", name="Printer")

    def item(tag: str, kind: ItemType, owner=None, **more) -> Item:
        return Item.objects.create(
            type=kind, tag=tag, name=f"Item {tag}", owner=owner, created_at=now, updated_at=now, **more
        )

    return {
        "mine": item("L-1", laptop, company.erin, serial="S1", values={"warranty_until": "2026-06-30"}),
        "old": item("L-0", laptop, company.erin, state="retired"),
        "toms": item("L-2", laptop, company.tom),
        "printer": item("P-1", printer, department=company.it),
    }


def test_my_devices_are_mine_and_in_service_and_become_items_of_the_ticket(offer, company, devices, now):
    version = offer("report-a-fault", kind="incident", questions=[question("item", "q")])
    for answer in ("L-1", devices["mine"].pk):
        ticket = order(version, by=company.erin, answers={"q": answer}, now=now, channel="api")
        assert ticket.answers == {"q": devices["mine"].pk}
        assert [item.tag for item in ticket.items.all()] == ["L-1"]
        assert ticket.sheet[0]["text"] == "Item L-1 · L-1"
    for foreign in ("L-0", "L-2", "P-1"):
        with pytest.raises(InvalidOrder):
            order(version, by=company.erin, answers={"q": foreign}, now=now, channel="api")


def test_any_item_one_may_see_several_at_once(offer, company, devices, now):
    many = question("item", "q", whose="visible", many=True, types=["laptop"])
    version = offer("change", questions=[many])
    ticket = order(version, by=company.tom, answers={"q": ["L-2", "L-1"]}, now=now, channel="api")
    assert sorted(item.tag for item in ticket.items.all()) == ["L-1", "L-2"]
    with pytest.raises(InvalidOrder):  # of another type
        order(version, by=company.tom, answers={"q": ["P-1"]}, now=now, channel="api")
    with pytest.raises(InvalidOrder):  # Erin knows nothing of Tom's laptop
        order(version, by=company.erin, answers={"q": ["L-2"]}, now=now, channel="api")


def test_choosing_a_device_fills_in_its_serial_and_shows_what_depends_on_it(offer, company, devices, now):
    version = offer(
        "repair",
        questions=[
            question("item", "device", attributes={"warranty_until": "date"}),
            question("text", "serial", default="=device.serial"),
            question("longtext", "paid_by", visible_if="device_warranty_until < date('2026-07-01')"),
        ],
    )
    form = form_for(version, person=company.erin, data=posted({"device": str(devices["mine"].pk)}), now=now)
    form.refresh()
    assert form["serial"].value() == "S1"
    assert [shown.question.name for shown in form.shown] == ["device", "serial", "paid_by"]

    form = form_for(version, person=company.erin, data=posted({}), now=now)
    form.refresh()
    assert [shown.question.name for shown in form.shown] == ["device", "serial"]


def test_files_are_uploaded_first_and_belong_to_the_ticket_afterwards(offer, company, now):
    version = offer("expense", questions=[question("files", "q", types=["txt"], at_most=2, required=True)])

    def file(name: str, by=company.erin) -> Attachment:
        return upload(SimpleUploadedFile(name, b"Some text."), by=by, now=now)

    mine = file("receipt.txt")
    ticket = order(version, by=company.erin, answers={"q": [str(mine.uid)]}, now=now, channel="api")
    mine.refresh_from_db()
    assert mine.ticket == ticket
    assert ticket.sheet[0]["text"] == "receipt.txt"

    toms, wrong = file("toms.txt", by=company.tom), file("notes.md")
    three = [str(file(f"{n}.txt").uid) for n in range(3)]
    for refused in ([str(toms.uid)], [str(mine.uid)], [str(wrong.uid)], three):
        with pytest.raises(InvalidOrder):
            order(version, by=company.erin, answers={"q": refused}, now=now, channel="api")


def test_a_hidden_section_hides_all_its_questions_and_a_note_asks_nothing(offer, erin, now):
    version = offer(
        "thing",
        questions=[
            question("yesno", "travels"),
            {"kind": "section", "label": {"en": "The trip", "zh": "行程"}, "visible_if": "travels"},
            question("text", "where_to", required=True),
            {"kind": "note", "body": {"en": "Book **early**", "zh": "尽早预订"}},
        ],
    )
    stays = order(version, by=erin, answers={"travels": False}, now=now, channel="api")
    assert stays.answers == {"travels": False}
    travels = order(version, by=erin, answers={"travels": True, "where_to": "Rome"}, now=now, channel="api")
    assert travels.sheet[1]["section"] == {"en": "The trip", "zh": "行程"}
    with pytest.raises(InvalidOrder):
        order(version, by=erin, answers={"travels": True}, now=now, channel="api")


def test_defaults_are_values_rules_and_what_is_known(offer, company, now):
    company.erin.job_title = "Buyer"
    company.erin.save()
    version = offer(
        "thing",
        questions=[
            question("text", "job", known="job-title"),
            question("person", "boss", known="manager"),
            question("department", "home", known="department"),
            question("date", "from_day", default="today+3"),
            question("choice", "size", default="b", choices=CHOICES),
            question("yesno", "at_once", default="yes"),
            question("text", "site", default="=person.site"),
        ],
    )
    form = form_for(version, person=company.erin, now=now)
    shown = {one.question.name: one.bound.value() for one in form.shown}
    assert shown["job"] == "Buyer"
    assert shown["boss"] == "Mara Manager (mara)"
    assert shown["home"] == "finance"
    assert shown["from_day"] == date(2026, 3, 5)
    assert (shown["size"], shown["at_once"], shown["site"]) == ("b", "true", "berlin")


def test_the_questions_as_json_schema(offer, erin, now):
    version = offer(
        "thing",
        questions=[
            question("choice", "size", choices=CHOICES, required=True),
            question("number", "amount", minimum="1", visible_if="size == 'a'", required=True),
            question("table", "lines", columns=COLUMNS),
        ],
    )
    schema = schema_for(version, person=erin, now=now)
    assert schema["required"] == ["size"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["size"]["enum"] == ["a", "b"]
    assert schema["properties"]["amount"]["x-visible-if"] == "size == 'a'"
    assert "sum" not in schema["properties"]["lines"]["items"]["properties"]


def test_every_kind_has_a_block_in_the_palette_and_a_plain_value_class():
    assert set(KINDS) == set(BLOCKS)
    assert len(KINDS) == 16


def test_numbers_are_decimals_to_the_rules(offer, erin, now):
    version = offer("thing", questions=[question("money", "a"), question("money", "b", check="a + b == 0.3")])
    form = form_for(version, person=erin, data=posted({"a": "0.1", "b": "0.2"}), now=now)
    assert form.is_valid()
    assert form.known["a"] == Decimal("0.1")
    assert date(2026, 3, 2) == form.asking.today
