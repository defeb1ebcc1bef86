"""From an empty database through the wizard to live services, and a colleague who orders one of them."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import ROOT, wait_for
from tests.journeys.counting import counted, watch

pytestmark = [pytest.mark.journey, pytest.mark.counted]

LINK = re.compile(r"http://\S+/first/\S+")


@dataclass(frozen=True)
class Empty:
    """A desk that nobody has set up: where its first link leads, where its mail lies."""

    base: str
    first: str
    outbox: Path


@pytest.fixture
def empty_desk(tmp_path) -> Iterator[Empty]:
    """A desk started without the demo company, on a database of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("SERVICEDESK_", "DJANGO_"))
    }
    env.pop("MAKEFLAGS", None)
    log = tmp_path / "log"
    with log.open("w") as written:
        running = subprocess.Popen(
            ["make", "--no-print-directory", "up", f"PORT={port}", f"DATA_DIR={tmp_path / 'data'}"],
            cwd=ROOT,
            env={**env, "SERVICEDESK_MODE": "development"},
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for(f"{base}/healthz/", running, log)
        yield Empty(base, _told(log), tmp_path / "data" / "outbox")
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)


def _told(log: Path) -> str:
    """The link that the start prints."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if found := LINK.search(log.read_text()):
            return found[0]
        time.sleep(0.2)
    pytest.fail(f"No link was told:\n{log.read_text()[-2000:]}")


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"], ids=["english", "chinese"])
def test_from_nothing_to_a_colleague_s_first_order(browser: Browser, empty_desk: Empty, locale: str):
    admin = _browser(browser, locale)
    with counted(admin, name="first run", language=locale) as count:
        admin.goto(empty_desk.first)
        for name, text in (
            ("name", "Ada Novak"),
            ("email", "ada@halden.example"),
            ("username", "ada"),
            ("password", "correct horse battery"),
            ("again", "correct horse battery"),
        ):
            admin.fill(f"input[name={name}]", text)
        admin.locator("form .btn-primary").click()
        admin.wait_for_url("**/setup/company/")
        count.mark("the first administrator")

        admin.fill("input[name=name]", "Halden Instruments")
        admin.select_option("select[name=holidays]", "DE")
        admin.locator("form .btn-primary").click()
        admin.wait_for_url("**/setup/departments/")
        count.mark("the company")

        admin.locator("#id_finance-offers").click()
        admin.fill("input[name=finance-lead_name]", "Fiona Castellano")
        admin.fill("input[name=finance-lead_mail]", "fiona@halden.example")
        admin.locator("form .btn-primary").click()
        admin.wait_for_url("**/setup/services/")
        count.mark("departments, teams, a lead")

        for slug in ("employment-certificate", "something-does-not-work", "expense-claim"):
            admin.locator(f"#pick-{slug}").click()
        admin.locator("form .btn-primary").click()
        admin.wait_for_url("**/setup/ready/")
        expect(admin.locator("#live-title + a, .lines li")).not_to_have_count(0)
        assert admin.locator("a[href^='/services/']").count() >= 3
        count.mark("three live services")
        count.goal(
            "A first administrator has three services live in ten minutes.", count.so_far(), seconds=600
        )

        colleague = _browser(browser, locale)
        watch(colleague, count)
        colleague.goto(_way_to_a_password(empty_desk.outbox))
        for field in colleague.locator("input[type=password]").all():
            field.fill("a staple is not a horse")
        colleague.press("input[name=password2]", "Enter")
        colleague.wait_for_url("**/password/reset/key/done/")
        colleague.goto(f"{empty_desk.base}/accounts/login/")
        colleague.fill("input[name=login]", "fiona@halden.example")
        colleague.fill("input[name=password]", "a staple is not a horse")
        colleague.press("input[name=password]", "Enter")
        colleague.wait_for_url(re.compile(r"^(?!.*/accounts/login/)"))
        colleague.goto(f"{empty_desk.base}/services/employment-certificate/")
        colleague.wait_for_function("() => !document.querySelector(':not(:defined)')")
        colleague.locator("input[name=purpose][value=bank]").check()
        colleague.locator("input[name=with_salary][value=false]").check()
        colleague.locator("form#order button.btn-primary").click()
        colleague.wait_for_url(re.compile(r"/requests/[A-Z]+-\d+/"))
        count.mark("a colleague signs in and orders")
        count.goal(
            "From an empty database to the first request of a colleague it takes no more than a quarter of an hour.",
            count.so_far(),
            seconds=900,
        )

        admin.goto(f"{empty_desk.base}/")
        assert admin.locator("#found-title").count() == 0


def _browser(browser: Browser, locale: str) -> Page:
    return browser.new_context(viewport={"width": 1280, "height": 900}, locale=locale).new_page()


def _way_to_a_password(outbox: Path) -> str:
    """The link in the mail that a new colleague gets."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for file in outbox.rglob("*"):
            if file.is_file() and (found := re.search(r"http://\S+password\S+", _text(file))):
                return found[0]
        time.sleep(0.3)
    pytest.fail("No mail came.")


def _text(file: Path) -> str:
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    return body.get_content() if body else ""
