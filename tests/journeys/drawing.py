"""What publishers do in the designer of lifecycles: by mouse on the drawing, and by keyboard in the list."""

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Walker
from tests.journeys.publishing import Say

# Whether a link that was just drawn opens its dialog already.
LISTENS = "css => 'htmx-internal-data' in (document.querySelector(css) ?? {})"


class Designer:
    """The draft of a lifecycle before somebody who may draw it."""

    def __init__(self, walker: Walker, say: Say) -> None:
        self.walker, self.page, self.say = walker, walker.page, say

    def begin(self, english: str, chinese: str) -> None:
        """From the portal to an empty drawing."""
        page = self.page
        self.walker.go("/")
        page.locator("[popovertarget=me]").click()
        page.locator("#me a[href='/desk/lifecycles/']").click()
        page.get_by_role("link", name=self.say("New lifecycle")).click()
        page.locator("[name=label_en]").fill(english)
        page.locator("[name=label_zh]").fill(chinese)
        page.get_by_role("button", name=self.say("Begin to draw")).click()
        page.wait_for_url("**/draft/")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("#dialog form.lifecycle-form, dialog form.lifecycle-form").first

    def box(self, name: str) -> Locator:
        return self.page.locator(f"[data-box='{name}']")

    def arrow(self, start: str, end: str) -> Locator:
        return self.page.locator(f"[data-from='{start}'][data-to='{end}']")

    def named(self, english: str, chinese: str) -> None:
        self.dialog.locator("[name=label_en]").fill(english)
        self.dialog.locator("[name=label_zh]").fill(chinese)

    def send(self) -> None:
        self.dialog.locator("button.btn-primary").click()
        expect(self.page.locator("dialog[open]")).to_have_count(0)

    # ── by mouse ──

    def status(self, english: str, chinese: str, phase: str) -> None:
        boxes = self.page.locator("[data-box]")
        so_far = boxes.count()
        head = self.page.locator(".lifecycle-picture .card-head")
        head.get_by_role("link", name=self.say("Status")).click()
        self.named(english, chinese)
        self.dialog.locator("[name=phase]").select_option(phase)
        self.send()
        expect(boxes).to_have_count(so_far + 1)

    def pull(self, start: str, end: str, english: str, chinese: str) -> None:
        """An arrow from the dot of a box to another box, and what it is called."""
        page = self.page
        self.box(end).scroll_into_view_if_needed()
        dot = self.box(start).locator("[data-handle]").bounding_box()
        goal = self.box(end).locator("rect").bounding_box()
        assert dot
        assert goal
        page.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
        page.mouse.down()
        page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + goal["height"] / 2, steps=8)
        page.mouse.up()
        self.named(english, chinese)
        self.send()
        expect(self.arrow(start, end)).to_have_count(1)

    # ── by keyboard ──

    def in_list(self, start: str, end: str, english: str, chinese: str, *, also: str = "") -> None:
        """The same in the list, without a mouse."""
        page = self.page
        link = f"#status-{start} .lifecycle-ways li:last-child a"
        page.wait_for_function(
            LISTENS, arg=link
        )  # before that it leads to the same form on a page of its own
        page.locator(link).focus()
        page.keyboard.press("Enter")
        expect(self.dialog.locator("[name=label_en]")).to_be_focused()
        page.keyboard.insert_text(english)
        page.keyboard.press("Tab")
        page.keyboard.insert_text(chinese)
        self.dialog.locator("[name=to]").focus()
        self.dialog.locator("[name=to]").select_option(end)
        if also:
            self.dialog.locator(f"[name=who][value={also}]").focus()
            page.keyboard.press("Space")
        self.dialog.locator("[name=label_en]").focus()
        page.keyboard.press("Enter")
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(self.arrow(start, end)).to_have_count(1)

    # ── going live ──

    def faults(self) -> Locator:
        return self.page.locator("#drawn [role=status]").first

    def publish(self) -> None:
        page = self.page
        page.locator("#main").get_by_role("link", name=self.say("Publish"), exact=True).click()
        page.locator("main form .btn-primary").click()
        page.wait_for_url(lambda url: "/draft/" not in url)
