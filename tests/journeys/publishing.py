"""What publishers do in the back office, in either language, with nothing but mouse and keyboard."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.utils import translation
from playwright.sync_api import FrameLocator, Locator, expect

from tests.journeys.conftest import Walker
from tests.journeys.editing import listen_for_edits, wait_for_editor

EDITED = re.compile(r"/admin/pages/\d+/edit/")
LISTED = re.compile(r"/admin/pages/\d+/$")

Say = Callable[..., str]


def saying(language: str) -> Say:
    """`say("Save draft")` is what stands on the button for somebody who reads that language."""

    def say(text: str, context: str = "", /, **facts: str) -> str:
        with translation.override(language):
            told = translation.pgettext(context, text) if context else translation.gettext(text)
            return told % facts if facts else told

    return say


@dataclass(frozen=True)
class Cast:
    """People of the demo company who read the same language."""

    language: str
    locale: str
    publisher: str  # may draft for HR and nothing else
    approver: str
    finance: str
    employee: str
    employee_name: str

    @property
    def say(self) -> Say:
        return saying(self.language)

    def pick(self, english: str, chinese: str) -> str:
        return english if self.language == "en" else chinese


ENGLISH = Cast("en", "en-GB", "hr-drafter", "hr-agent", "finance-publisher", "employee", "Emma Lindqvist")
CHINESE = Cast("zh-hans", "zh-CN", "gulan", "wangli", "zhouqiang", "employee-zh", "陈晓雨")


def mark_of_its_own() -> str:
    """Some letters that nothing else at this desk is called by."""
    return uuid4().hex[:8]


class Editor:
    """The service editor before somebody who may publish or draft."""

    def __init__(self, walker: Walker, say: Say) -> None:
        self.walker, self.page, self.say = walker, walker.page, say
        listen_for_edits(self.page)

    # ── ways there ──

    def to_back_office(self) -> None:
        """Through the portal, or by the mark above the menu where one is there already."""
        if "/admin/" in self.page.url:
            self.page.locator(".sidebar a[href='/admin/']").first.click()
            self.page.wait_for_url("**/admin/")
            return
        self.walker.go("/")
        self.page.locator("[popovertarget=me]").click()
        self.page.locator("#me a[href='/admin/']").click()
        self.page.wait_for_url("**/admin/")

    def to_storefront(self) -> None:
        if LISTED.search(self.page.url):
            return
        self.to_back_office()
        self.page.locator("main a[href^='/admin/pages/']").first.click()
        self.page.wait_for_url(LISTED)

    def begin(self) -> None:
        """From the portal to an empty service of one's storefront."""
        self.to_storefront()
        self.page.locator("header a[href$='/add_subpage/']").first.click()
        wait_for_editor(self.page)

    def open(self, title: str) -> None:
        """From the portal to a service that stands in one's storefront."""
        self.to_storefront()
        self.page.locator("main table").get_by_role("link", name=title).first.click()
        self.page.wait_for_url(EDITED)

    def door(self, name: str) -> None:
        """One of the pages that the menu beside the service's name leads to."""
        self.page.locator("header [data-controller~=w-dropdown] button").first.click()
        self.page.get_by_role("link", name=self.say(name), exact=True).click()

    # ── filling in ──

    def tab(self, name: str) -> None:
        self.page.locator(f"[role=tab][href='#tab-{name}']").click()

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[name='{name}']")

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.field(name).fill(value)

    def pair(self, name: str, english: str, chinese: str) -> None:
        self.fill(**{name: english, f"{name}_zh": chinese})

    def write(self, name: str, text: str) -> None:
        """Into a field of Wagtail's rich text."""
        self.page.locator(f"[data-contentpath='{name}'] [contenteditable=true]").click()
        self.page.keyboard.insert_text(text)

    def add(self, stream: str, kind: str = "") -> str:
        """One more block at the end; gives back what the names of its fields begin with."""
        counter = self.page.locator(f"input[name='{stream}-count']")
        number = int(counter.input_value())
        path = stream.rpartition("-")[2]
        here = self.page.locator(f"[data-contentpath='{path}']:has(input[name='{stream}-count'])").last
        here.locator(".c-sf-add-button").last.click()
        if kind:
            self.page.locator(".w-combobox__menu").get_by_role("option", name=kind, exact=True).click()
        expect(counter).to_have_value(str(number + 1))
        return f"{stream}-{number}-value"

    def ask(self, kind: str, english: str, chinese: str) -> str:
        """One more question."""
        name = self.add("questions", self.say(kind))
        self.pair(f"{name}-label", english, chinese)
        return name

    def only_if(self, question: str, fact: str, value: str) -> Locator:
        """A condition out of lists; gives back the sentence it reads as."""
        rule = self.page.locator(f"rule-builder:has([name='{question}-visible_if'])")
        rule.get_by_role("button", name=self.say("Set a condition")).click()
        rule.get_by_label(self.say("What"), exact=True).select_option(fact)
        rule.get_by_label(self.say("Value")).select_option(label=value)
        return rule.locator(".rule-sentence")

    # ── looking, sending ──

    def expect_no_fault(self) -> None:
        self.page.locator("[data-side-panel-toggle=service-checks]").click()
        said = self.page.locator("service-checks")
        expect(said).to_contain_text(self.say("Nothing stands against publishing."))

    def preview_as(self, name: str) -> FrameLocator:
        """The preview at the width of a phone, as somebody sees it."""
        self.page.locator("[data-side-panel-toggle=preview]").click()
        self.page.locator("label:has([name=preview-size][value=mobile])").click()
        seen = self.page.frame_locator("#w-preview-iframe")
        seen.get_by_role("combobox", name=self.say("Seen as")).fill(name[:3])
        seen.get_by_role("option", name=name).click()
        seen.get_by_role("button", name=self.say("Show")).click()
        expect(seen.locator(".topbar")).to_contain_text(name)
        return seen

    def more(self, action: str) -> None:
        self.page.locator("footer .w-dropdown__toggle").click()
        self.page.locator(f"footer {action}").click()
        self.page.wait_for_url(LISTED)

    def number(self) -> str:
        """Of the page in the editor."""
        found = re.search(r"/admin/pages/(\d+)/edit/", self.page.url)
        assert found, self.page.url
        return found[1]

    def submit(self) -> None:
        self.more("[name=action-submit]")

    def await_decision(self, title: str) -> None:
        """From the portal to what waits for oneself."""
        self.to_back_office()
        self.page.locator("main").get_by_role("link", name=title).first.click()
        self.page.wait_for_url(EDITED)

    def approve(self, title: str) -> None:
        self.await_decision(title)
        self.more("[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])")
