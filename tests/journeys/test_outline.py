"""A process from nothing, drawn by its outline: with the keyboard alone, and again with a finger."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Walker
from tests.journeys.publishing import mark_of_its_own
from tests.journeys.test_accessibility import SMALL, looked_at

pytestmark = [pytest.mark.journey]


class Outline:
    """The outline of a draft before somebody whose hands stay on the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, page.keyboard

    @property
    def lines(self) -> Locator:
        return self.page.locator("a.outline-line")

    @property
    def focused(self) -> Locator:
        return self.page.locator("a.outline-line:focus")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("#dialog form")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys.press(key)

    def tab_to(self, locator: Locator) -> None:
        """Goes with Tab until the element has the focus."""
        for _step in range(80):
            if locator.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError("Tab does not lead there.")

    def fill(self, name: str, words: str) -> None:
        field = self.dialog.locator(f"[name={name}]")
        self.tab_to(field)
        self.keys.type(words)

    def send(self) -> None:
        self.press("Control+Enter")
        expect(self.page.locator("dialog[open]")).to_have_count(0)

    def add(self, kind: str, name: str = "") -> None:
        """After the step that has the focus, which then has it."""
        self.press("a")
        expect(self.dialog.locator("[name=kind]")).to_be_focused()
        self.keys.type(kind)
        self.fill("name_en", name)
        self.send()
        expect(self.focused).to_contain_text(name or kind)

    def go(self, key: str, words: str) -> None:
        self.press(key)
        expect(self.focused).to_contain_text(words)


def begin(walker: Walker, name: str) -> Outline:
    """From the list of processes to the outline of an empty one."""
    page = walker.page
    walker.go("/desk/processes/-/new/")
    page.locator("[name=name_en]").focus()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/draft/")
    page.locator("a[href$='/draft/outline/']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/draft/outline/")
    outline = Outline(page)
    outline.tab_to(outline.lines.first)
    return outline


def test_a_two_stage_approval_is_built_from_nothing_by_keyboard_alone(walk):
    walker = walk("hr-publisher")
    page = walker.page
    name = f"Two stages {mark_of_its_own()}"
    outline = begin(walker, name)
    outline.add("Approval", "The manager agrees")
    outline.add("Decision", "Large?")
    outline.go("ArrowDown", "Otherwise")
    outline.press("Enter")
    expect(outline.dialog.locator("[name=fact]")).to_be_focused()
    outline.keys.type("amount")
    outline.fill("sign", "is more")
    outline.fill("value", "10000")
    outline.send()
    expect(outline.focused).to_contain_text("If amount is more than 10000")
    outline.add("Approval", "The director agrees")
    outline.press("ArrowUp")
    outline.go("ArrowUp", "Large?")
    outline.add("Task", "Carry it out")
    expect(outline.lines.last).to_contain_text("End")
    expect(page.locator("#outline")).not_to_contain_text("No way leads out")

    # The order can be changed, and changed back.
    outline.press("Alt+ArrowUp")
    expect(page.locator(".outline-line b").nth(2)).to_have_text("Carry it out")
    expect(outline.focused).to_contain_text("Carry it out")
    outline.press("Alt+ArrowDown")
    expect(page.locator(".outline-line b").nth(2)).to_have_text("Large?")
    expect(outline.focused).to_contain_text("Carry it out")

    # Who does it and who steps in is chosen in the form of the step.
    outline.press("Enter")
    outline.fill("performer-0-who", "the requester's manager")
    outline.fill("fallback-0-who", "the head of the requester")
    outline.send()
    expect(outline.focused).to_contain_text("done by the requester's manager")
    expect(page.locator("[data-said]")).to_have_text(re.compile("Carry it out.* was changed"))
    assert looked_at(page) == []
    outline.tab_to(outline.lines.first)

    page.locator("a[href$='/publish/']").focus()
    outline.press("Enter")
    page.wait_for_url("**/publish/")
    page.locator("form button.btn-primary").focus()
    outline.press("Enter")
    page.wait_for_url(re.compile(r"/desk/processes/[\w-]+/$"))
    expect(page.locator("main")).to_contain_text("1")


def test_the_outline_is_changed_with_a_finger_on_a_phone(walk):
    walker = walk("hr-publisher", width=375, touch=True)
    page = walker.page
    outline = begin(walker, f"On the phone {mark_of_its_own()}")
    page.locator(".outline-row button").first.tap()
    page.locator("[data-deed=add]").first.tap()
    outline.dialog.locator("[name=kind]").select_option("approval")
    outline.dialog.locator("[name=name_en]").fill("The manager agrees")
    outline.dialog.locator(".btn-primary").tap()
    expect(outline.lines).to_have_count(2)
    outline.lines.nth(1).tap()
    outline.dialog.locator("[name=limit]").fill("3")
    outline.dialog.locator(".btn-primary").tap()
    expect(outline.lines.nth(1)).to_contain_text("within 3 working days")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.evaluate(SMALL) == []
