"""What an employee, a technician and a publisher with a template need for what they do every day."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Walker
from tests.journeys.counting import counted, watch
from tests.journeys.publishing import CHINESE, EDITED, ENGLISH, Cast, Editor

pytestmark = [pytest.mark.journey, pytest.mark.counted]

both = pytest.mark.parametrize("cast", [ENGLISH, CHINESE], ids=["english", "chinese"])
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


@both
def test_an_employee_s_day(walk, cast: Cast):
    employee, phone = walk(cast.employee), walk(cast.employee, width=375, touch=True)
    page = employee.page
    employee.go("/")
    with counted(page, name="an employee's day", language=cast.language) as count:
        watch(phone.page, count)
        reference = report(employee, count, cast)
        employee.go("/")
        expect(page.locator(f"main a[href='/requests/{reference}/']").first).to_be_visible()
        spent = count.mark("all open requests")
        count.goal("An employee sees where every open request is, right after signing in.", spent, clicks=0)

        phone.go(f"/requests/{reference}/")
        count.mark("the request on the phone")
        with phone.page.expect_file_chooser() as chooser:
            phone.page.locator("label:has(input[capture])").first.click()
        chooser.value.set_files({"name": "screen.png", "mimeType": "image/png", "buffer": PIXEL})
        expect(phone.page.locator("[data-file] input[type=hidden]")).to_have_count(1)
        phone.page.locator("form:has(label input[capture]) button.btn-primary").click()
        expect(phone.page.get_by_role("link", name="screen.png").first).to_be_visible()
        spent = count.mark("a photo to it")
        count.goal("An employee adds a photo from the phone to an open request.", spent, clicks=3)

        page.locator(f"main a[href='/requests/{reference}/']").first.click()
        page.wait_for_url(f"**/requests/{reference}/")
        count.mark("the request opened")
        page.get_by_role("button", name=cast.pick("Withdraw", "撤回")).click()
        reason = page.locator("dialog[open] form textarea, dialog[open] form input[type=text]").first
        reason.fill(cast.pick("It works again.", "又好了。"))
        page.locator("dialog[open] form .btn").last.click()
        expect(page.locator(".journey-now h3")).to_have_text(cast.pick("Withdrawn", "已撤回"))
        spent = count.mark("withdrawn")
        count.goal("An employee withdraws what nobody has finished.", spent, clicks=2)


def report(employee: Walker, count, cast: Cast) -> str:
    """From one's own words to a fault that is reported."""
    page = employee.page
    page.locator("#home-q").fill(cast.pick("my laptop is broken", "我的电脑坏了"))
    found = page.locator("main a[href^='/services/'][href*='_about=']")
    expect(found.first).to_be_visible()
    hits = [one.get_attribute("href") or "" for one in found.all()[:3]]
    assert any("/services/report-a-fault/" in one for one in hits), hits
    spent = count.mark("found in one's own words")
    count.goal(
        "What is wrong in one's own words finds the right form among the first three.", spent, seconds=5
    )
    page.locator("main a[href^='/services/report-a-fault/']").first.click()
    page.wait_for_url(re.compile("/services/report-a-fault/"))
    page.wait_for_function("() => !document.querySelector(':not(:defined)')")
    expect(page.locator("input[name=what]")).not_to_have_value("")
    form = count.mark("its form")
    count.goal("From what was found to the form, with the words in it.", form, clicks=1)
    page.locator("select[name=device]").select_option(index=1)
    reference = employee.order("report-a-fault")
    spent = count.mark("sent, about the own laptop")
    count.goal(
        "A fault of the own laptop is reported; it stands in the list already.", spent, fields=4, seconds=30
    )
    return reference


@both
def test_an_answer_instead_of_a_ticket(walk, cast: Cast):
    employee = walk(cast.employee)
    page = employee.page
    employee.go("/services/report-a-fault/")
    with counted(page, name="an answer instead of a ticket", language=cast.language) as count:
        page.fill("input[name=what]", cast.pick("My laptop does not start", "笔记本电脑无法启动"))
        helping = page.locator(".helps a").first
        expect(helping).to_be_visible()
        count.mark("an article is suggested")
        helping.click()
        page.get_by_role("button", name=cast.say("This solved it")).click()
        expect(page.locator("#panel-foot")).not_to_contain_text(cast.say("This solved it"))
        spent = count.mark("read, and it solved it")
        count.goal("A suggested answer is taken, and no ticket is made.", spent, clicks=2)


def test_a_technician_s_next_ticket(walk):
    employee, technician = walk("employee"), walk("technician")
    employee.go("/services/report-a-fault/")
    employee.page.fill("input[name=what]", "The beamer hums")
    reference = employee.order("report-a-fault")
    page = technician.page
    technician.go("/desk/")
    with counted(page, name="a technician's next ticket") as count:
        page.keyboard.press("n")
        page.wait_for_url(re.compile(r"/desk/tickets/[A-Z]+-\d+/"))
        page.wait_for_function("() => !document.querySelector(':not(:defined)')")
        spent = count.mark("the next most urgent ticket opened")
        count.goal("A technician opens the next most urgent ticket.", spent, clicks=1)
        technician.go(f"/desk/tickets/{reference}/")
        expect(page.locator("[data-key=i]")).to_have_count(1)
        count.mark("a new ticket opened by its number")
        page.keyboard.press("i")
        expect(page.locator("[data-key=i]")).to_have_count(0)
        spent = count.mark("taken")
        count.goal("A technician takes the ticket.", spent, clicks=1)
        page.keyboard.press("r")
        page.keyboard.insert_text("We are looking into it.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#main")).to_contain_text("We are looking into it.")
        spent = count.mark("answered")
        count.goal("A technician answers without the mouse.", spent, clicks=2)


def test_a_service_taken_from_the_gallery(walk):
    """By the department's drafter; another one wrote it, both languages, in advance."""
    publisher, approver = walk(ENGLISH.publisher), walk(ENGLISH.approver)
    editor, decision = Editor(publisher, ENGLISH.say), Editor(approver, ENGLISH.say)
    page = publisher.page
    with counted(page, name="a service from the gallery") as count:
        watch(approver.page, count)
        editor.to_storefront()
        editor.door("Add from the gallery")
        free = page.locator(".gallery-card").filter(
            has_not=page.get_by_role("link", name="You have it already")
        )
        free.get_by_role("link", name=re.compile("^Take it")).last.click()
        page.locator("main form button.button:not([type=button])").last.click()
        page.wait_for_url(EDITED)
        title = editor.field("title").input_value()
        editor.expect_no_fault()
        count.mark("taken as a draft")
        editor.submit()
        decision.approve(title)
        count.mark("submitted, approved and live")
        count.goal(
            "A publisher has a service live that was taken from a template, in ten minutes.",
            count.so_far(),
            seconds=600,
        )
