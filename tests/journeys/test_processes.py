"""The HR publisher draws a process on the canvas: by the palette, in the panel, by keyboard; as a file out and back."""

import re

import pytest
from playwright.sync_api import Page, expect

from processes.bpmn import Drawing, read
from processes.settings import work_of
from tests.journeys.conftest import Walker
from tests.journeys.publishing import mark_of_its_own
from tests.journeys.test_accessibility import looked_at

pytestmark = pytest.mark.journey


class Canvas:
    """The draft of a process before somebody who draws it."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.page = walker, walker.page

    def begin(self, name: str, *, file: str = "") -> str:
        """A new process, on an empty canvas or with a file; the draft's address."""
        self.walker.go("/desk/processes/-/new/")
        self.page.locator("[name=name_en]").fill(name)
        if file:
            sent = {"name": "process.bpmn", "mimeType": "application/xml", "buffer": file.encode()}
            self.page.locator("[name=file]").set_input_files(sent)
        self.page.get_by_role("button", name="Begin to draw").click()
        self.page.wait_for_url("**/draft/")
        self.ready()
        return re.sub(r"^https?://[^/]+", "", self.page.url)

    def ready(self) -> None:
        self.page.locator("process-designer[data-ready]").wait_for()

    def piece(self, name: str) -> None:
        self.page.locator(f"[data-piece='{name}']").click()

    def set(self, key: str, text: str) -> None:
        field = self.page.locator(f".panel-body [data-key='{key}']")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
            field.blur()

    def press(self, key: str) -> None:
        self.page.locator(f".panel-body [data-key='{key}']").click()

    def kept(self) -> None:
        expect(self.page.locator("[data-state]")).to_have_text("Everything is kept")

    def drawing(self, address: str) -> Drawing:
        return read(self.walker.text_of(f"{address}file/"))


def throw_away(page: Page) -> None:
    page.get_by_role("button", name="Throw away").click()
    page.get_by_role("button", name="Yes, go on").click()
    page.wait_for_url("**/desk/processes/")


def test_an_approval_is_drawn_taken_out_as_a_file_and_brought_back_the_same(walk):
    canvas = Canvas(walk("hr-publisher"))
    page, mark = canvas.page, mark_of_its_own()
    address = canvas.begin(f"Signature {mark}")

    page.locator("[data-element-id=start]").first.click()
    canvas.piece("approval")
    canvas.set("name", "The manager signs")
    canvas.press("Fallback-add")
    page.locator("[data-key='Fallback-0-value']").select_option(index=1)
    canvas.set("limit-amount", "3")
    canvas.piece("end")
    canvas.set("name", "Signed")
    canvas.kept()
    expect(page.locator("[data-findings]")).to_contain_text("Nothing stands against publishing.")

    drawn = canvas.drawing(address)
    nodes = drawn.main.nodes
    signs = next(node for node in nodes.values() if node.kind == "userTask")
    work = work_of(signs)
    assert (work.does, work.performers[0].by, work.fallbacks[0].by) == ("approval", "manager", "team")
    assert (work.limit.after, signs.name) == ("P3D", "The manager signs")
    assert [flow.target for flow in drawn.main.out_of("start")] == [signs.id]
    text = canvas.walker.text_of(f"{address}file/")
    throw_away(page)

    again = canvas.begin(f"Signature again {mark}", file=text)
    assert canvas.drawing(again) == drawn
    page.locator(f"[data-element-id='{signs.id}']").first.click()
    canvas.set("name", "Somebody else signs")
    canvas.kept()
    assert canvas.drawing(again) != drawn
    page.locator("[data-key=undo]").click()
    canvas.kept()
    page.wait_for_function("() => !document.querySelector('process-designer').keeper.pending")
    expect(page.locator("[data-state]")).to_have_attribute("data-is", "saved")
    assert canvas.drawing(again) == drawn  # as bpmn-js wrote it, after it had read it
    assert looked_at(page) == []
    throw_away(page)


def test_by_keyboard_alone_a_process_with_a_rejection_is_drawn_tried_and_published(walk):
    canvas = Canvas(walk("hr-publisher"))
    page, mark = canvas.page, mark_of_its_own()
    address = canvas.begin(f"Keys {mark}")
    page.locator("[data-stage] svg[tabindex]").first.focus()
    page.keyboard.press("n")  # the start event is chosen
    page.locator("[data-piece='with-rejection']").focus()
    page.keyboard.press("Enter")
    page.locator("[data-key='Fallback-add']").focus()
    page.keyboard.press("Enter")
    page.locator("[data-key='Fallback-0-value']").select_option(index=1)
    canvas.kept()
    expect(page.locator("[data-findings]")).to_contain_text("Nothing stands against publishing.")

    page.locator("summary", has_text="Try it").focus()
    page.keyboard.press("Enter")
    outcome = page.locator("[data-try] select").first
    outcome.select_option("rejected")
    page.locator("[data-try] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-path]")).to_contain_text("It ends: Declined")
    expect(page.locator(".djs-shape.mark-passed")).to_have_count(4)

    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main")).to_contain_text("Version 1")
    expect(page.locator("process-picture svg[role=img]").first).to_be_visible()
    assert looked_at(page) == []
    for path in ("/desk/processes/", "/desk/processes/-/new/", address.replace("draft/", "")):
        canvas.walker.go(path)
        assert looked_at(page) == [], path


def test_a_two_stage_approval_by_amount_is_drawn_from_an_empty_canvas_and_tried_below_and_above(walk):
    canvas = Canvas(walk("hr-publisher"))
    page = canvas.page
    address = canvas.begin(f"Stages {mark_of_its_own()}")
    page.locator("[data-element-id=start]").first.click()
    canvas.piece("approval")
    canvas.set("name", "Manager")
    canvas.piece("decision")
    canvas.set("name", "More than 10,000?")
    gateway = page.locator("[data-element-id^=Gateway].selected").first.get_attribute("data-element-id")
    canvas.piece("approval")
    canvas.set("name", "Head of department")
    canvas.set("Performer-0-by", "department-head")
    canvas.piece("end")
    end = page.locator("[data-element-id^=Event].selected").first.get_attribute("data-element-id")

    page.locator(f".djs-shape[data-element-id='{gateway}']").first.click()
    page.locator("[data-key='new-way']").select_option(end)
    small = page.locator(".panel-condition").nth(1)
    small.locator("input[type=checkbox]").check()
    page.locator(".panel-condition rule-builder .rule-shown button").first.click()
    page.get_by_role("button", name="Write it as a rule").click()
    rule = page.locator(".panel-condition textarea").first
    rule.fill("amount > 10000")
    rule.blur()
    expect(page.locator(".rule-sentence").first).to_contain_text("amount is more than 10000")
    canvas.kept()
    flows = {flow.condition: flow for flow in canvas.drawing(address).main.out_of(gateway)}
    assert set(flows) == {"amount > 10000", ""}
    assert flows[""].default

    page.locator("summary", has_text="Try it").click()
    for amount, passes in (("9999", 0), ("10001", 1)):
        page.locator("[data-try] input[name='answer-amount']").fill(amount)
        with page.expect_response("**/try/"):
            page.locator("[data-try] button.btn-primary").click()
        steps = page.locator("[data-path] li").filter(has_text="Head of department")
        expect(steps).to_have_count(passes)
        expect(page.locator("[data-path]")).to_contain_text("It ends")
    throw_away(page)


def test_on_a_phone_the_diagram_is_looked_at_with_what_stands_against_it(walk):
    canvas = Canvas(walk("hr-publisher"))
    address = canvas.begin(f"Phone {mark_of_its_own()}")
    phone = walk("hr-publisher", width=375, touch=True)
    phone.go(address)
    phone.page.locator("process-designer[data-ready]").wait_for()
    expect(phone.page.locator("[data-element-id=start]").first).to_be_visible()
    expect(phone.page.locator(".designer-palette")).to_be_hidden()
    expect(phone.page.locator("[data-findings]")).to_contain_text("without an end event")
    throw_away(canvas.page)
