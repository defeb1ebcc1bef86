"""Begun at the desk, sent from the phone, put right before anybody takes it up, rated by one click in the mail."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey]

SLUG = "/services/employment-certificate/"
ADDRESS = "Deichstraße 9, 20459 Hamburg"


def test_a_form_goes_on_where_another_device_left_it(walk):
    desk, phone = walk("employee"), walk("employee", width=375)
    desk.go(SLUG)
    form = desk.page
    form.select_option("select[name=purpose]", "landlord")
    form.locator("input[name=on_paper][value=true]").check()
    with form.expect_response(lambda answer: "address=Deich" in (answer.request.post_data or "")):
        form.locator("textarea[name=address]").fill(ADDRESS)
    expect(form.locator("#draft-kept")).to_contain_text("Draft kept at")

    phone.go("/")
    phone.page.get_by_role("heading", name="Begun and not sent yet").scroll_into_view_if_needed()
    phone.page.locator(f"a[href^='{SLUG}?_draft=']").first.click()
    expect(phone.page.locator("textarea[name=address]")).to_have_value(ADDRESS)
    expect(phone.page.locator("select[name=purpose]")).to_have_value("landlord")
    phone.page.select_option("select[name=certificate_language]", "en")
    reference = phone.order("employment-certificate")

    desk.go("/")
    assert desk.page.locator(f"a[href^='{SLUG}?_draft=']").count() == 0

    phone.page.get_by_role("link", name="Correct", exact=True).click()
    phone.page.locator("textarea[name=address]").fill("Admiralitätstraße 1, 20459 Hamburg")
    phone.page.get_by_role("button", name="Send corrections").click()
    phone.page.wait_for_url(re.compile(rf"/requests/{reference}/$"))
    expect(phone.page.locator("body")).to_contain_text("Admiralitätstraße 1")


def test_what_a_closed_tab_had_is_there_again(walk):
    employee = walk("employee-zh")
    employee.go("/services/report-a-fault/")
    words = employee.page.locator("#order textarea, #order input[type=text]").first
    words.fill("显示器闪烁")
    employee.page.goto("about:blank")  # at once: before the form asked the server by itself
    employee.go("/services/report-a-fault/")
    again = employee.page.locator("#order textarea, #order input[type=text]").first
    expect(again).to_have_value("显示器闪烁")
