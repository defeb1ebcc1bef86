"""Every piece on one page, looked at by a browser: wide and narrow, light and dark, in both languages."""

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("shell", ["portal", "desk"])
@pytest.mark.parametrize("width", [1440, 375])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit, axe, shell, width, theme):
    page = visit(f"/style-guide/?shell={shell}", width=width, theme=theme)

    assert axe(page) == []


@pytest.mark.parametrize("shell", ["portal", "desk"])
def test_axe_finds_nothing_in_chinese(visit, axe, shell):
    page = visit(f"/style-guide/?shell={shell}", language="zh-hans")

    assert axe(page) == []


@pytest.mark.parametrize("shell", ["portal", "desk"])
def test_nothing_is_wider_than_a_phone(visit, shell):
    page = visit(f"/style-guide/?shell={shell}", width=375)

    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_the_theme_switches_at_once_and_is_kept(visit):
    page = visit("/style-guide/?shell=portal")

    page.get_by_role("button", name="account and settings").click()
    with page.expect_response("**/look/"):
        page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body.parentElement).colorScheme")
    page.reload()

    assert dark == "dark"
    assert page.locator("html").get_attribute("data-theme") == "dark"
