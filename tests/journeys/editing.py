"""Wagtail's editor, as journeys wait for it."""

from playwright.sync_api import Page

LISTEN = (
    "addEventListener('w-unsaved:watch-edits', () => document.documentElement.dataset.watched = '', true)"
)


def listen_for_edits(page: Page) -> None:
    """Call it before an editor is opened."""
    page.add_init_script(LISTEN)


def wait_for_editor(page: Page) -> None:
    """Until the editor notices what is typed: in its first two seconds it takes everything for its beginning."""
    page.wait_for_selector("html[data-watched]", state="attached")
