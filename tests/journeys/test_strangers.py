"""Somebody of another department finds nothing of an HR ticket, wherever they look."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey]
ADDRESS = "Lindenallee 4711, Quittenberg"


def test_an_hr_ticket_exists_for_those_it_concerns_only(walk, desk):
    employee, stranger = walk("employee"), walk("finance-agent")
    reference = order_certificate(employee)
    number = reference.rpartition("-")[2]

    agent = walk("hr-agent")
    agent.go(f"/desk/tickets/{reference}/")
    expect(agent.page.locator("#main")).to_contain_text("Quittenberg")

    assert stranger.status_of(f"/desk/tickets/{reference}/") == 404
    assert stranger.status_of(f"/requests/{reference}/") == 404
    assert stranger.status_of(f"/desk/tickets/INC-{number}/") == 404
    for place in (
        "/desk/tickets/?q=Quittenberg",
        f"/desk/tickets/?q={reference}",
        "/desk/tickets/?service=employment-certificate",
        "/desk/board/?q=Quittenberg",
        "/search/?q=Quittenberg",
        "/desk/tickets/?export=csv&q=Quittenberg",
        "/desk/tickets/?export=csv",
    ):
        text = stranger.text_of(place)
        assert "Lindenallee" not in text, place
        assert f"/{reference}/" not in text, place
        assert f"{reference} " not in text, place


def test_live_updates_say_nothing_to_strangers(walk, desk):
    employee, stranger = walk("employee"), walk("finance-agent")
    stranger.go("/desk/tickets/")
    stranger.page.evaluate(
        """() => { window.heard = [];
        const source = new EventSource('/live/?topic=tickets');
        source.addEventListener('change', event => window.heard.push(event.data));
        return new Promise(done => source.onopen = done); }"""
    )
    reference = order_certificate(employee)
    number = int(reference.rpartition("-")[2])
    stranger.page.wait_for_timeout(2500)
    heard = [json.loads(one) for one in stranger.page.evaluate("window.heard")]
    assert number not in [one.get("id") for one in heard]


def order_certificate(employee) -> str:
    employee.go("/services/employment-certificate/")
    page = employee.page
    choose(page, "purpose", "landlord")
    page.locator("input[name=on_paper]").last.check() if page.locator(
        "input[name=on_paper][type=checkbox]"
    ).count() else choose(page, "on_paper", "true")
    address = page.locator("textarea[name=address]")
    expect(address).to_be_visible()
    address.fill(ADDRESS)
    return employee.order("employment-certificate")


def choose(page, name: str, value: str) -> None:
    """Answers a choice, drawn as a list or as buttons."""
    if page.locator(f"select[name={name}]").count():
        page.select_option(f"select[name={name}]", value)
    else:
        page.locator(f"input[name={name}][value={value}]").check()
