"""A desk as `make up` starts it, and people who walk through it with a real browser.

`JOURNEY_URL` names a desk with the demo company that runs already; without it one is started for the session.
"""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import clicks
from tests.journeys.counting import KEPT

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
PATIENCE = 420  # seconds for a first start: install, build, migrate, load the company
PASSWORD = "demo"

expect.set_options(timeout=15_000)


@pytest.fixture(autouse=True)
def told(capsys) -> Iterator[None]:
    """Says what a journey counted."""
    before = len(KEPT)
    yield
    with capsys.disabled():
        for count in KEPT[before:]:
            print(f"\n{count.report()}")


def pytest_sessionfinish() -> None:
    """`make clicks` keeps what was counted."""
    file = os.environ.get("JOURNEY_CLICKS")
    if file and KEPT:
        clicks.write(Path(file), KEPT)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = {"executable_path": CHROMIUM} if Path(CHROMIUM).exists() else {}
    return {**browser_type_launch_args, **found, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture(scope="session")
def django_db_setup():
    """Journeys speak to a desk of its own; this process needs no database."""


@pytest.fixture(scope="session")
def desk_data(tmp_path_factory) -> Path:
    """Where the desk keeps its data; `JOURNEY_DATA_DIR` says it of one that runs already."""
    given = os.environ.get("JOURNEY_DATA_DIR")
    if os.environ.get("JOURNEY_URL") and not given:
        pytest.skip("Without JOURNEY_DATA_DIR nobody knows where that desk keeps its data.")
    return Path(given) if given else tmp_path_factory.mktemp("desk") / "data"


@pytest.fixture(scope="session")
def desk(request) -> Iterator[str]:
    """The address of a running desk."""
    given = os.environ.get("JOURNEY_URL")
    if given:
        yield given.rstrip("/")
        return
    data = request.getfixturevalue("desk_data")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log_file = data.parent / "log"
    with log_file.open("w") as log:
        running = subprocess.Popen(
            ["make", "--no-print-directory", "up", f"PORT={port}", f"DATA_DIR={data}"],
            cwd=ROOT,
            env=bare_environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz/", running, log_file)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)


@pytest.fixture
def manage(desk: str, desk_data: Path):
    """`manage("export_service", "laptop", "-")` is what the desk's own command line says."""
    env = {**bare_environment(), "SERVICEDESK_DATA_DIR": str(desk_data), "SERVICEDESK_MODE": "development"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [ROOT / ".venv/bin/python", "manage.py", *words],
            cwd=ROOT,
            env=env,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def bare_environment() -> dict[str, str]:
    """Without what was set for these tests."""
    ours = ("SERVICEDESK_", "DJANGO_", "MAKEFLAGS")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def wait_for(address: str, running: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if running.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"The desk did not start:\n{log.read_text()[-3000:]}")


class Walker:
    """Somebody of the demo company at a browser of their own."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def go(self, path: str) -> None:
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        # The larger elements come after the page; nobody types before a page is there.
        self.page.wait_for_function("() => !document.querySelector(':not(:defined)')")

    def status_of(self, path: str) -> int:
        return self.page.request.get(self.base + path).status

    def text_of(self, path: str) -> str:
        return self.page.request.get(self.base + path).text()

    def order(self, slug: str) -> str:
        """Sends the form that was filled in, and gives back the new ticket's reference."""
        self.page.locator("form#order button.btn-primary").click()
        self.page.wait_for_url(re.compile(r"/requests/[A-Z]+-\d+/"))
        found = re.search(r"/requests/([A-Z]+-\d+)/", self.page.url)
        assert found, self.page.url
        return found[1]

    def card(self, reference: str):
        return self.page.locator(f"[data-card][data-name^='{reference} ']")

    def column(self, title: str):
        head = self.page.locator("[data-head]").filter(
            has=self.page.get_by_role("heading", name=title, exact=True)
        )
        return self.page.locator(f"[data-column='{head.first.get_attribute('data-head')}']").first

    def on_board(self, reference: str, title: str) -> None:
        expect(self.column(title).locator(f"[data-name^='{reference} ']")).to_be_visible()


@pytest.fixture
def walk(browser: Browser, desk: str) -> Iterator:
    """`walk("employee")` signs somebody in; every page fails the test if the browser reported an error."""
    contexts, complaints = [], []

    def sign_in(username: str, *, width: int = 1440, locale: str = "en-GB", touch: bool = False) -> Walker:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, locale=locale, has_touch=touch)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: _hear(said, page, complaints))
        walker = Walker(page, desk)
        walker.go("/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(re.compile(r"^(?!.*/accounts/login/)"))
        return walker

    yield sign_in
    for context in contexts:
        context.close()
    assert complaints == []


def _hear(said, page: Page, complaints: list[str]) -> None:
    # A refusal (422, 409) is an answer of ours; the browser's console calls it an error all the same.
    if said.type == "error" and "Failed to load resource" not in said.text:
        complaints.append(f"{page.url}: {said.text}")
