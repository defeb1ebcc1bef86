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
