"""The tickets about an item, on the item's page."""

import pytest
from django.urls import reverse

from cmdb import actions as cmdb
from cmdb.models import ItemType
from tests.cast import NOW


@pytest.fixture
def printer(company):
    kind = ItemType.objects.create(slug="printer", name="Printer", name_zh="打印机", is_device=True)
    deed = {"by": company.machine, "now": NOW}
    return cmdb.add_item(type=kind, name="P-3", tag="P-3", owner=company.erin, department=company.it, **deed)


def part(item) -> str:
    return reverse("tickets:of_item", args=[item.pk])


def test_the_item_page_asks_for_what_answers(at, company, printer, incident):
    ticket = incident(items=[printer])
    page = at(company.tom).get(f"/desk/items/{printer.pk}/").content.decode()
    assert f'hx-get="{part(printer)}"' in page
    shown = at(company.tom).get(part(printer)).content.decode()
    assert ticket.reference in shown
    assert ticket.subject in shown


def test_nobody_reads_there_of_tickets_they_may_not_see(at, company, printer, incident, hr_case):
    case = hr_case(items=[printer])
    assert case.reference not in at(company.tom).get(part(printer)).content.decode()
    assert case.reference in at(company.hugo).get(part(printer)).content.decode()


def test_an_item_that_is_hidden_and_one_that_is_not_there_answer_alike(client, at, company, printer):
    assert client.get(part(printer)).status_code == 302
    assert at(company.erik_zh).get(part(printer)).status_code == 404
    assert at(company.tom).get("/desk/tickets/of-item/999999/").status_code == 404
