"""A telephone is ordered, a broken laptop reported; both are carried across the board to their close, and watched."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey]


@dataclass(frozen=True)
class Words:
    """What the two languages call the columns and deeds of this story."""

    employee: str
    technician: str
    submitted: str
    reported: str
    in_progress: str
    fulfilling: str
    fulfilled: str
    resolved: str
    closed: str
    what: str
    how: str


ENGLISH = Words(
    employee="employee",
    technician="technician",
    submitted="Submitted",
    reported="Reported",
    in_progress="In progress",
    fulfilling="In progress",
    fulfilled="Fulfilled",
    resolved="Resolved",
    closed="Closed",
    what="My laptop fell into the Elbe",
    how="Dried, and replaced",
)
CHINESE = Words(
    employee="employee-zh",
    technician="zhaomin",
    submitted="已提交",
    reported="已上报",
    in_progress="处理中",
    fulfilling="处理中",
    fulfilled="已完成",
    resolved="已解决",
    closed="已关闭",
    what="我的笔记本电脑掉进了黄浦江",
    how="已更换",
)


WIDE = 3800  # every column in sight: a mouse carries no card beyond the window


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_from_the_order_to_the_close(walk, words: Words):
    employee, technician = walk(words.employee), walk(words.technician, width=WIDE)
    phone = order_a_phone(employee)
    fault = report_a_fault(employee, words)

    technician.go("/desk/board/?team=mine&kind=request&kind=incident")
    technician.on_board(phone, words.submitted)
    technician.on_board(fault, words.reported)

    employee.go(f"/requests/{phone}/")
    expect(employee.page.locator("#main")).to_contain_text(words.submitted)

    carry_by_mouse(technician, phone, words.in_progress)
    expect(employee.page.locator("#main")).to_contain_text(words.fulfilling)  # live, without a reload
    carry_by_mouse(technician, phone, words.fulfilled, answer=words.how)
    expect(employee.page.locator("#main")).to_contain_text(words.fulfilled)
    carry_by_mouse(technician, phone, words.closed)
    expect(employee.page.locator("#main")).to_contain_text(words.closed)

    employee.go(f"/requests/{fault}/")
    carry_by_keyboard(technician, fault, words.in_progress)
    expect(employee.page.locator("#main")).to_contain_text(words.in_progress)
    carry_by_keyboard(technician, fault, words.resolved, answer=words.how)
    carry_by_keyboard(technician, fault, words.closed)
    expect(employee.page.locator("#main")).to_contain_text(words.closed)


def order_a_phone(employee) -> str:
    employee.go("/services/mobile-phone/")
    page = employee.page
    page.locator("[name=reason]").select_option("lost")
    when = page.locator("[name=lost_at]").first
    expect(when).to_be_visible()  # a rule on the server has shown it
    page.locator("[name=reason]").select_option("new")
    expect(when).to_have_count(0)
    return employee.order("mobile-phone")


def report_a_fault(employee, words: Words) -> str:
    employee.go("/services/report-a-fault/")
    employee.page.fill("input[name=what]", words.what)
    return employee.order("report-a-fault")


def carry_by_mouse(technician, reference: str, column: str, *, answer: str = "") -> None:
    page = technician.page
    card, cell = technician.card(reference), technician.column(column)
    page.wait_for_timeout(500)  # until what arrived by itself has stopped gliding
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 12)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 10, box["y"] + box["height"] - 4, steps=4)
    expect(cell).to_have_class(re.compile("column-legal"))
    target = cell.bounding_box()
    assert target
    across = target["x"] + target["width"] / 2
    height = max(target["y"] + 40, box["y"])  # a long column may begin above the window
    page.mouse.move(across, height, steps=12)
    page.mouse.move(across, height + 10, steps=4)
    expect(cell.locator(f"[data-name^='{reference} ']")).to_have_count(1)
    page.mouse.up()
    answer_dialog(page, answer)
    technician.on_board(reference, column)


def carry_by_keyboard(technician, reference: str, column: str, *, answer: str = "") -> None:
    page = technician.page
    technician.card(reference).locator("a").first.focus()
    page.keyboard.press("m")
    menu = page.locator("[data-move-menu]")
    expect(menu).to_be_visible()
    item = menu.locator("[data-to]", has_text=column)
    expect(item.first).to_be_visible()
    for _number in range(20):
        if page.evaluate("document.activeElement.textContent.trim()").startswith(column):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    answer_dialog(page, answer)
    technician.on_board(reference, column)


def answer_dialog(page, answer: str) -> None:
    """Fills in what the step asks for, if it asks for something."""
    if not answer:
        return
    dialog = page.locator("#dialog")
    dialog.locator("textarea").first.fill(answer)
    dialog.locator("button.btn-primary, button.btn-success").last.click()
    expect(dialog.locator("textarea")).to_have_count(0)
