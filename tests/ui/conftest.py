"""A real browser on the real pages: the built style sheet and scripts, the strict policy, nothing faked."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

ROOT = Path(settings.ROOT)
MANIFEST = ROOT / "frontend" / "dist" / ".vite" / "manifest.json"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in the tests' own thread


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = {"executable_path": CHROMIUM} if Path(CHROMIUM).exists() else {}
    return {**browser_type_launch_args, **found, "args": ["--no-sandbox"]}


@pytest.fixture
def built(monkeypatch):
    """The pages refer to what `npx vite build` made."""
    from django_vite.core.asset_loader import DjangoViteAssetLoader

    assert MANIFEST.exists(), "Build the front end first: npx vite build"
    vite = {"default": {"dev_mode": False, "manifest_path": MANIFEST, "static_url_prefix": "dist"}}
    with override_settings(DJANGO_VITE=vite):
        monkeypatch.setattr(DjangoViteAssetLoader, "_instance", None)
        yield


@pytest.fixture
def visit(built, live_server, browser, ada):
    """`visit("/path/", person=ada, width=375, theme="dark", language="en")` opens a page and returns it.

    The page fails the test at its end if the browser reported an error or a breach of the policy.
    """
    contexts, complaints = [], []

    def open_page(path, *, person=ada, width=1440, theme="light", language="en"):
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 500 else 812},
            color_scheme=theme,
            locale="zh-CN" if language.startswith("zh") else "en-GB",
            reduced_motion="reduce",
        )
        contexts.append(context)
        type(person).objects.filter(pk=person.pk).update(language=language, theme="system")
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.goto(f"{live_server.url}{path}")
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    expected = [one for one in complaints if not any(code in one for code in ("409", "422", "429"))]
    assert not expected, expected


@pytest.fixture
def axe():
    """`axe(page)` gives what axe finds wrong, one line for each rule and place."""
    script = AXE.read_text()

    def run(page):
        page.evaluate(script)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']} ({one['impact']}): {node['html'][:160]} — {node['failureSummary'][:200]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    return run
