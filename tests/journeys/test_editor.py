"""A publisher at the service editor: a condition from lists, checks that follow, a draft as a colleague sees it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.editing import listen_for_edits, wait_for_editor
from tests.journeys.test_accessibility import first_link

pytestmark = [pytest.mark.journey]


def test_a_condition_is_built_without_writing_and_the_checks_follow(walk):
    publisher = walk("hr-publisher")
    page = publisher.page
    editor = first_link(publisher, "/admin/pages/search/?q=leave", r"^/admin/pages/\d+/edit/$")
    publisher.go(f"{editor}#tab-form")
    rule = page.locator("rule-builder:visible").filter(has_text="Set a condition").first
    rule = page.locator(f"rule-builder:has([name='{rule.locator('textarea').get_attribute('name')}'])")
    written, sentence = rule.locator("textarea"), rule.locator(".rule-sentence")

    opener = rule.get_by_role("button", name="Set a condition")
    opener.focus()
    page.keyboard.press("Enter")
    expect(rule.get_by_label("What", exact=True)).to_be_focused()
    rule.get_by_label("What", exact=True).select_option("person.site")
    expect(sentence).to_have_text("Choose a value.")
    expect(written).to_have_value("")
    rule.get_by_label("Value").select_option("shanghai")
    expect(sentence).to_contain_text("site is “Shanghai plant”")
    expect(written).to_have_value('person.site == "shanghai"')
    rule.get_by_role("button", name="Add a condition").click()
    row = rule.locator(".rule-row").nth(1)
    row.get_by_label("What", exact=True).select_option("person.is_vip")
    rule.get_by_label("How they belong together").select_option("any")
    expect(written).to_have_value('person.site == "shanghai" || person.is_vip')

    rule.get_by_role("button", name="Write it as a rule").click()
    written.fill("person.sight == 'shanghai'")
    expect(sentence).to_contain_text("Did you mean “site”?")
    counter = page.locator('[data-side-panel-toggle="service-checks"] [data-side-panel-toggle-counter]')
    expect(counter).to_have_text("1")
    page.get_by_role("button", name="Checks before publishing").click()
    page.locator("service-checks a").first.click()
    expect(page.locator("section:has(rule-builder):focus-within, section:focus").first).to_be_visible()
    written.fill("")
    expect(counter).to_be_hidden()
    rule.get_by_role("button", name="Done").click()
    expect(sentence).to_have_text("No condition")


def test_a_draft_is_looked_at_as_a_colleague(walk):
    publisher = walk("hr-publisher")
    page = publisher.page
    editor = first_link(
        publisher, "/admin/pages/search/?q=employment+certificate", r"^/admin/pages/\d+/edit/$"
    )
    publisher.go(editor)
    page.get_by_role("button", name="Toggle preview").click()
    seen = page.frame_locator("#w-preview-iframe")
    seen.get_by_role("combobox", name="Seen as").fill("emma")
    seen.get_by_role("option", name="Emma Lindqvist").click()
    seen.get_by_role("button", name="Show").click()
    expect(seen.locator(".topbar")).to_contain_text("Emma Lindqvist")
    expect(seen.locator("#order .btn-primary")).to_be_disabled()
    seen.get_by_role("link", name="As myself").click()
    expect(seen.locator(".topbar")).not_to_contain_text("Emma Lindqvist")


def test_a_colleague_chosen_while_the_preview_is_drawn_anew_stays_chosen(walk):
    publisher = walk("hr-publisher")
    page = publisher.page
    editor = first_link(
        publisher, "/admin/pages/search/?q=employment+certificate", r"^/admin/pages/\d+/edit/$"
    )
    listen_for_edits(page)
    publisher.go(editor)
    wait_for_editor(page)
    page.get_by_role("button", name="Toggle preview").click()
    seen = page.frame_locator("#w-preview-iframe")
    seen.get_by_role("combobox", name="Seen as").fill("emma")
    seen.get_by_role("option", name="Emma Lindqvist").click()

    summary = page.locator("input[name=summary]")
    before, held = summary.input_value(), []
    drawn = re.compile(r"/preview/\?mode=")
    page.route(drawn, lambda route: route.continue_() if len(held) > 1 else held.append(route))
    with page.expect_request(drawn):  # drawn anew, as oneself
        summary.fill(f"{before} And more.")
    with page.expect_request(re.compile("as=employee")):
        seen.get_by_role("button", name="Show").click()
    held[0].continue_()  # comes first, and takes the frame with the choice away
    expect(seen.locator(".topbar")).to_contain_text("Emma Lindqvist")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith(editor)):
        summary.fill(before)  # and saved by itself, as all was before
