"""The demo company's processes at work: an expense takes its way by its amount, a newcomer is prepared in four
departments at once, and nobody leaves with a laptop."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Walker

pytestmark = [pytest.mark.journey]


def task(walker: Walker, reference: str, title: str) -> None:
    """Opens something to do from the inbox, where it stands with its request."""
    walker.go(f"/inbox/?q={reference}")
    walker.page.locator(".list-body").get_by_role("link", name=re.compile(re.escape(title))).click()
    expect(walker.page.locator("#task-deeds")).to_be_visible()


def take_and_finish(walker: Walker, reference: str, title: str, **answers: str) -> None:
    """Takes work of the team (where nobody has it yet) and finishes it with these answers."""
    task(walker, reference, title)
    page = walker.page
    take = page.locator("#task-deeds").get_by_role("button", name="Take it")
    finish = page.locator("#task-deeds").get_by_role("button", name="Finish")
    expect(take.or_(finish)).to_be_visible()
    if take.is_visible():
        take.click()
    expect(finish).to_be_visible()
    for name, value in answers.items():
        field = page.locator(f"#finish [name={name}]").first
        if field.evaluate("one => one.type") in ("radio", "checkbox"):
            page.locator(
                f"#finish [name={name}][value={value}], #finish [name={name}]:not([value])"
            ).first.check()
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    finish.click()
    expect(page.locator("#task-deeds").get_by_role("button", name="Finish")).to_have_count(0)


def decide(walker: Walker, reference: str, title: str) -> None:
    task(walker, reference, title)
    walker.page.get_by_role("button", name="Approve", exact=True).click()
    expect(walker.page.locator(".toasts")).to_contain_text("Approved")


def now(walker: Walker, reference: str):
    """Where the request stands, as its requester reads it."""
    walker.go(f"/requests/{reference}/")
    return walker.page.locator("#track-steps .journey-now")


@pytest.mark.parametrize(("amount", "second"), [("9999.00", False), ("10001.00", True)])
def test_an_expense_takes_its_way_by_its_amount(walk, amount, second):
    employee, accountant, manager = walk("employee"), walk("finance-agent"), walk("manager")
    employee.go("/services/expense/")
    page = employee.page
    page.fill("[name=purpose]", "Trade fair")
    page.fill("[name=lines-0-day]", "2026-01-15")
    page.fill("[name=lines-0-text]", "Stand and hotel")
    page.fill("[name=lines-0-quantity]", "1")
    page.fill("[name=lines-0-price]", amount)
    page.fill("[name=total]", amount)
    if second:
        page.locator("[name=above_limit]").fill("It was a large stand")
    reference = employee.order("expense")
    expect(now(employee, reference)).to_contain_text("Check the receipts")

    take_and_finish(accountant, reference, "Check the receipts", complete="yes")
    expect(now(employee, reference)).to_contain_text("The manager approves")
    decide(manager, reference, "The manager approves")
    if second:
        expect(now(employee, reference)).to_contain_text("The head of department approves")
        decide(manager, reference, "The head of department approves")
    expect(now(employee, reference)).to_contain_text("Pay it out")
    take_and_finish(accountant, reference, "Pay it out")
    employee.go(f"/requests/{reference}/")
    expect(employee.page.locator("#main")).to_contain_text("Fulfilled")


def test_a_newcomer_is_prepared_in_four_departments_at_once(walk):
    """Each sees in the inbox only the own part; all of them stand on one page of the request."""
    manager, hr = walk("manager"), walk("hr-agent")
    manager.go("/services/new-starter/")
    page = manager.page
    for name, value in {
        "full_name": "Ling Zhao",
        "private_mail": "ling@example.org",
        "first_day": "2031-03-03",
        "job_title": "Optics engineer",
    }.items():
        page.fill(f"[name={name}]", value)
    reference = manager.order("new-starter")
    take_and_finish(
        hr,
        reference,
        "HR prepares the first day",
        first_day="2031-03-03",
        it_contact="Tomasz Zielinski",
        facilities_contact="Bea Kowalczyk",
        finance_contact="Farid Haddad",
    )
    parts = {
        "technician": "IT: accounts and devices",
        "bea": "Facilities: desk and badge",
        "finance-agent": "Finance: pay and expenses",
        "director": "The department: plan the first weeks",
    }
    steps = now(manager, reference)
    for title in parts.values():
        expect(steps.filter(has_text=title)).to_have_count(1)
    for username, title in parts.items():
        worker = walk(username)
        worker.go(f"/inbox/?q={reference}")
        expect(worker.page.locator(".list-body .task-what")).to_have_count(1)
        take_and_finish(worker, reference, title)
    expect(now(manager, reference)).to_have_count(1)  # it waits for the day


def test_nobody_leaves_with_a_laptop(walk):
    """Whatever is said about it, the records decide: what is still out is asked for again in a day."""
    manager, hr = walk("manager"), walk("hr-agent")
    manager.go("/services/leaver/")
    page = manager.page
    who = page.get_by_role("combobox", name="Who is leaving?")
    who.fill("Sofia")
    page.get_by_role("option", name=re.compile("Sofia Petrova")).first.click()
    page.locator("[name=reason]").select_option("resignation")
    page.fill("[name=last_day]", "2031-03-31")
    page.fill("[name=last_present]", "2031-03-15")
    page.fill("[name=knowledge]", "Her customers know already.")
    reference = manager.order("leaver")
    take_and_finish(hr, reference, "Collect laptop, phone and badge", devices="back")
    steps = now(manager, reference)
    expect(steps.filter(has_text="One working day later")).to_have_count(1)
    expect(steps.filter(has_text="Final settlement")).to_have_count(0)
    hr.go(f"/desk/tickets/{reference}/")
    expect(hr.page.locator("#main")).to_contain_text("Still handed out")
