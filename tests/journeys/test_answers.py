"""A technician answers with an article, without typing its address."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey]


def test_an_article_is_put_into_the_reply(walk):
    employee, technician = walk("employee"), walk("technician")
    employee.go("/services/report-a-fault/")
    employee.page.fill("input[name=what]", "My laptop does not start")
    technician.go(f"/desk/tickets/{employee.order('report-a-fault')}/")
    reply = technician.page.locator(".composer textarea")
    reply.fill("Please have a look:")
    technician.page.locator("insert-text button").first.click()
    expect(reply).to_have_value(re.compile(r"^Please have a look:\n.+: https?://.+/answers/.+\n$"))
    expect(reply).to_be_focused()


def test_one_key_begins_a_note_and_another_a_reply(walk):
    employee, technician = walk("employee"), walk("technician")
    employee.go("/services/report-a-fault/")
    employee.page.fill("input[name=what]", "The dock drops my screen")
    technician.go(f"/desk/tickets/{employee.order('report-a-fault')}/")
    page = technician.page

    page.keyboard.press("c")
    page.keyboard.type("ask the vendor")
    expect(page.locator(".composer textarea")).to_have_value("ask the vendor")
    expect(page.get_by_role("radio", name="Internal note")).to_be_checked()

    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("r")
    expect(page.get_by_role("radio", name="Reply to the requester")).to_be_checked()
    expect(page.locator(".composer textarea")).to_be_focused()

    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).not_to_contain_text("reply-")
