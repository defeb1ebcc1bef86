"""Two approvals alike: one is given from a phone in three taps, the other from a mail, by somebody not signed in."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Walker
from tests.journeys.test_accessibility import looked_at

pytestmark = [pytest.mark.journey]

PHONE = 375
PATIENCE = 60  # seconds until a mail has left


def ask(technician: Walker, reference: str, title: str, approver: str) -> None:
    """The technician asks somebody for an approval, on the ticket's page."""
    technician.go(f"/desk/tickets/{reference}/")
    page = technician.page
    page.get_by_role("button", name="Ask for approval").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("What is asked?").fill(title)
    who = dialog.locator("#id_people")
    expect(who).to_have_role("combobox")  # the chooser comes after the dialog
    who.fill(approver)
    dialog.get_by_role("option", name=re.compile(approver)).first.click()
    dialog.get_by_role("button", name="Ask for approval").click()
    expect(page.locator("#ticket-tasks")).to_contain_text(title)


@pytest.fixture
def approvals(walk) -> tuple[Walker, str, str, str]:
    """An incident of an employee's, and two approvals alike that the manager is asked for: who asked for them, its
    reference, and their titles."""
    employee, technician = walk("employee"), walk("technician")
    employee.go("/services/report-a-fault/")
    employee.page.fill("input[name=what]", "The old laptop is beyond repair")
    reference = employee.order("report-a-fault")
    marked = reference.partition("-")[2]
    titles = f"A new one on the phone, {marked}", f"A new one by mail, {marked}"
    for title in titles:
        ask(technician, reference, title, "Martin Okafor")
    return technician, reference, *titles


def test_three_taps_on_a_phone(walk, approvals):
    technician, _reference, title, _other = approvals
    manager = walk("manager", width=PHONE, touch=True)
    manager.go("/")
    page = manager.page
    page.get_by_role("link", name=re.compile("^Inbox")).last.tap()
    page.get_by_role("link", name=re.compile(re.escape(title))).tap()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    for name in ("Approve", "Reject", "Return"):
        button = page.locator(".decide-buttons").get_by_text(name, exact=True)
        expect(button).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    page.get_by_role("button", name="Approve", exact=True).tap()
    page.wait_for_url(re.compile(r"/inbox/$"))
    expect(page.locator(".toasts")).to_contain_text(f"Approved: {title}")
    expect(page.locator(".list-body")).not_to_contain_text(title)

    # whoever asked sees it without reloading
    panel = technician.page.locator("#ticket-tasks")
    expect(panel.locator("details")).to_contain_text(title)

    page.locator(".toasts").get_by_role("button", name="Undo").tap()
    expect(page.locator(".list-body")).to_contain_text(title)


def test_axe_finds_nothing_where_it_is_decided(walk, approvals, browser: Browser, desk: str):
    """The screen, its dialogs, and the page behind the link of a mail."""
    _technician, _reference, title, other = approvals
    manager = walk("manager")
    page, wrong = manager.page, []
    manager.go("/inbox/")
    wrong += looked_at(page)
    path = page.get_by_role("link", name=re.compile(re.escape(title))).get_attribute("href")
    for one in ("", "reject/", "return/", "hand-over/", "add-signer/", "ask/"):
        manager.go(f"{path}{one}")
        wrong += [f"{one}: {said}" for said in looked_at(page)]
    address = link_in_mail(manager, other)
    stranger = browser.new_context()
    page = stranger.new_page()
    page.goto(desk + address)
    wrong += [f"mail: {said}" for said in looked_at(page)]
    stranger.close()
    assert wrong == []


def test_keys_decide_too(walk, approvals):
    _technician, _reference, title, _other = approvals
    manager = walk("manager")
    page = manager.page
    manager.go("/inbox/?sort=-since")
    page.keyboard.press("j")
    page.keyboard.press(" ")
    expect(page.locator(".peek")).to_contain_text("The old laptop is beyond repair")
    page.keyboard.press("Escape")
    page.get_by_role("link", name=re.compile(re.escape(title))).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    page.keyboard.press("r")
    dialog = page.locator("#dialog")
    dialog.get_by_label("Why not?").fill("Repair it once more")
    dialog.get_by_role("button", name="Reject").press("Enter")
    page.wait_for_url(re.compile(r"/inbox/$"))
    expect(page.locator(".toasts")).to_contain_text(f"Rejected: {title}")


def test_from_a_mail_without_signing_in(walk, approvals, browser: Browser, desk: str):
    _technician, _reference, _other, title = approvals
    manager = walk("manager")
    address = link_in_mail(manager, title)
    stranger = browser.new_context(viewport={"width": PHONE, "height": 800})
    page = stranger.new_page()
    page.goto(desk + address)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.reload()  # looking again decides nothing
    page.get_by_label("Comment").fill("Fine with me")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("heading", name="Approved. Thank you.")).to_be_visible()
    page.goto(desk + address)
    expect(page.get_by_role("heading", name="This link was used already")).to_be_visible()
    page.goto(f"{desk}/inbox/")
    assert "/accounts/login/" in page.url
    stranger.close()

    manager.go("/inbox/done/")
    manager.page.get_by_role("link", name=re.compile(re.escape(title))).click()
    chain = manager.page.locator("#task-chain")
    expect(chain).to_contain_text("Fine with me")
    expect(chain).to_contain_text("by mail link")


def link_in_mail(manager: Walker, title: str) -> str:
    """The path of the link *approve* in the mail about this approval, as soon as that has left."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        listed = manager.text_of("/outbox/")
        for mail in re.findall(r'href="(/outbox/[^"]+/)"', listed)[:10]:
            text = manager.text_of(mail)
            found = re.search(r"https?://[^\s\"<]+/decide/[^\s\"<]+say=approve", text)
            if found and title in text:
                return urlsplit(found[0]).path + "?say=approve"
        time.sleep(1)
    raise AssertionError(f"No mail about {title} has left.")
