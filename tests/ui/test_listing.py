"""The one listing, over the people of the company."""

import csv
import io

import django_filters
import pytest
from django.core.signing import get_cookie_signer
from django.db.models import Q
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from openpyxl import load_workbook

from people.models import Person
from ui.listing import BulkAction, Column, Listing
from ui.listing.export import csv_lines, export


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Search", method="by_name")
    language = django_filters.MultipleChoiceFilter(
        label="Language", choices=[("en", "English"), ("zh-hans", "简体中文")]
    )
    vip = django_filters.BooleanFilter(field_name="is_vip", label="Important")
    joined = django_filters.DateFromToRangeFilter(field_name="date_joined", label="Joined")

    def by_name(self, queryset, name, value):
        return queryset.filter(Q(name__icontains=value))


class PeopleListing(Listing):
    name = "people"
    title = "Everybody"
    columns = [
        Column("name", "Name", sort="name", lead=True),
        Column("username", "User name", sort="username"),
        Column("manager", "Manager", attr="manager.name", sort="manager__name"),
        Column("phone", "Telephone", default=False),
    ]
    filterset = PeopleFilter
    default_sort = "name"
    page_size = 4

    def row_url(self, row):
        return f"/people/{row.pk}/"


class TicklishListing(PeopleListing):
    bulk = [BulkAction("greet", "Greet", url="/greet/")]


@pytest.fixture
def listing(ada):
    def build(query="", *, kind=PeopleListing, people=None, **headers):
        request = RequestFactory().get(f"/everybody/?{query}", headers=headers)
        request.user = ada
        request.htmx = False
        found = Person.objects.visible_to(ada) if people is None else people
        return kind(request, found.select_related("manager"))

    return build


def names(listing):
    return [person.name for person in listing.rows]


def test_the_first_page_and_the_way_to_the_next_and_back(listing, company):
    first = listing()
    second = listing(first.after_query)
    back = listing(second.before_query)

    assert names(first) == ["Ada Admin", "Erin Employee", "Fiona Owner", "Fred Finance"]
    assert names(second) == ["Hanna Owner", "Hugo Helper", "Lea Lead", "Mara Manager"]
    assert names(back) == names(first)
    assert first.page.before == ""


def test_sorting_by_a_header_turns_round_at_the_second_press(listing, company):
    up = next(head for head in listing().headers if head["column"].name == "username")
    down = next(head for head in listing(up["link"]).headers if head["column"].name == "username")

    assert names(listing(up["link"]))[0] == "Ada Admin"
    assert names(listing(down["link"]))[0] == "Tom Technician"
    assert down["sorted"] == "ascending"


def test_a_sorting_nobody_offers_is_the_default_one(listing, company):
    assert names(listing("sort=password")) == names(listing())
    assert names(listing("sort=phone")) == names(listing())


def test_filters_of_the_url_become_chips_that_can_be_taken_away(listing, company):
    found = listing("language=zh-hans&q=李&sort=-username")

    (chip,) = found.chips
    assert names(found) == ["李明"]
    assert (chip.label, chip.values) == ("Language", ["简体中文"])
    assert QueryDict(chip.without) == QueryDict("q=李&sort=-username")


def test_a_range_is_one_chip_and_goes_as_one(listing, company):
    found = listing("joined_after=2026-01-01&joined_before=2026-12-31&language=en")

    chip = next(chip for chip in found.chips if chip.name == "joined")
    assert len(chip.values) == 1
    assert chip.without == "language=en"


def test_a_filter_that_makes_no_sense_is_left_out_and_breaks_nothing(listing, company):
    found = listing("language=klingon&joined_after=yesterday")

    assert found.chips == []
    assert len(names(found)) == 4


def test_taking_a_chip_away_goes_back_to_the_first_page(listing, company):
    first = listing("language=en")
    second = listing(first.after_query)

    assert "after" not in second.chips[0].without


def test_the_count_stops_at_the_cap(listing, company, monkeypatch):
    monkeypatch.setattr(PeopleListing, "count_cap", 5)

    found = listing()

    assert found.is_capped
    assert found.count == 6


def test_a_list_of_one_page_is_not_counted_again(listing, company, django_assert_num_queries):
    found = listing("q=owner")

    with django_assert_num_queries(1):
        assert len(found.rows) == found.count == 2


def test_the_page_draws_rows_links_and_headers(listing, company, client, ada):
    html = listing().response().content.decode()

    assert "<h1>Everybody</h1>" in html
    assert f'href="/people/{ada.pk}/"' in html
    assert 'aria-sort="ascending"' in html
    assert html.count("<tr data-row") == 4


def test_htmx_gets_the_list_alone(listing, company):
    html = (
        listing("sort=-name", **{"HX-Request": "true", "HX-Target": "list-people"})
        .response()
        .content.decode()
    )

    assert html.strip().startswith('<div id="list-people"')
    assert "<html" not in html


def test_the_panel_of_filters_comes_when_it_is_asked_for(listing, company):
    html = listing("part=filters&language=en").response().content.decode()

    assert 'name="language" value="en" checked' in html.replace("\n", " ")
    assert 'name="joined_after"' in html


class Wordy(PeopleFilter):
    manager = django_filters.MultipleChoiceFilter(label="Manager", choices=[], field_name="manager__username")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["manager"].valid_value = lambda value: True


class WordyListing(PeopleListing):
    filterset = Wordy


def test_a_filter_that_offers_nothing_is_no_empty_box_and_keeps_what_is_set(listing, company):
    asked = listing("part=filters&manager=mara", kind=WordyListing)

    html = asked.response().content.decode()

    assert '<input type="hidden" name="manager" value="mara">' in html
    assert "<select" not in html.split('name="manager"')[1].split("joined")[0].split("vip")[0]
    assert [chip.values for chip in asked.chips] == [["mara"]]


def test_nothing_found_says_so_and_offers_everything(listing, company):
    html = listing("q=nobody+of+that+name").response().content.decode()

    assert "Nothing fits" in html
    assert 'href="/everybody/"' in html


def test_an_empty_list_teaches_instead(listing, company):
    html = listing(people=Person.objects.none()).response().content.decode()

    assert "Nothing here yet" in html


def test_columns_and_density_are_remembered_in_a_signed_cookie(listing, company):
    answer = listing("columns=phone&density=compact&remember=1&language=en").response()

    assert answer.url == "/everybody/?language=en"
    kept = answer.cookies["list_people"]
    request = RequestFactory().get("/everybody/")
    request.COOKIES["list_people"] = kept.value
    later = PeopleListing(request, Person.objects.all())
    assert [column.name for column in later.shown] == ["name", "phone"]
    assert later.preference.density == "compact"


def test_a_cookie_somebody_else_wrote_is_ignored(company):
    request = RequestFactory().get("/everybody/")
    request.COOKIES["list_people"] = get_cookie_signer("other").sign("compact|phone")

    assert [column.name for column in PeopleListing(request, Person.objects.all()).shown] == [
        "name",
        "username",
        "manager",
    ]


def csv_of(listing):
    text = b"".join(listing.response().streaming_content).decode()
    assert text[0] == "\ufeff"
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_file_holds_all_that_was_filtered_in_the_lists_order(listing, company):
    rows = csv_of(listing("export=csv&sort=-name&language=en"))

    assert rows[0] == ["Name", "User name", "Manager"]
    assert len(rows) == 1 + Person.objects.visible_to(company.ada).filter(language="en").count()
    assert rows[1][0] == "Tom Technician"


@pytest.mark.parametrize("danger", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_of_a_csv_can_be_a_formula(listing, company, danger):
    Person.objects.filter(pk=company.erin.pk).update(name=danger)

    (row,) = [row for row in csv_of(listing("export=csv")) if row[1] == "erin"]

    assert row[0] == f"'{danger}"


def test_a_spreadsheet_keeps_a_dangerous_text_as_text(listing, company):
    Person.objects.filter(pk=company.erin.pk).update(name='=HYPERLINK("http://evil")')

    answer = listing("export=xlsx").response()

    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    (cell,) = [row[0] for row in sheet.iter_rows() if row[1].value == "erin"]
    assert cell.data_type == "s"
    assert cell.value == '=HYPERLINK("http://evil")'


def test_no_heading_of_a_file_can_be_a_formula():
    columns = [Column("a", "=1+1", attr="name")]

    (head,) = csv_lines(columns, Person.objects.none())
    book = b"".join(export("xlsx", "x", columns, Person.objects.none()).streaming_content)
    (cell,) = load_workbook(io.BytesIO(book)).active[1]

    assert head == "\ufeff'=1+1\r\n"
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_what_is_not_in_the_queryset_is_not_in_page_count_or_file(listing, company):
    only_finance = Person.objects.filter(department=company.finance)

    found = listing("export=csv&q=hugo", people=only_finance)

    assert csv_of(found)[1:] == []
    assert listing("q=hugo", people=only_finance).count == 0


def test_bulk_deeds_reach_only_rows_of_the_list(company, ada):
    request = RequestFactory().post("/", {"ids": [str(company.erin.pk), str(company.hugo.pk), "x", "9" * 30]})
    request.user = ada

    chosen = TicklishListing(request, Person.objects.filter(department=company.finance)).chosen()

    assert list(chosen) == [company.erin]


def test_rows_can_be_chosen_only_where_something_can_be_done(listing, company):
    assert "data-tick" not in listing().response().content.decode()
    assert "data-tick-all" in listing(kind=TicklishListing).response().content.decode()


def test_fifty_rows_cost_no_more_statements_than_four(
    listing, company, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(PeopleListing, "page_size", 50)
    found = listing()

    with django_assert_max_num_queries(4):  # rows, bell, standing and the departments below its grants
        found.response()


def test_the_list_reads_in_chinese(listing, company):
    with translation.override("zh-hans"):
        html = listing("columns=name").response().content.decode()

    assert 'lang="zh-Hans"' in html
