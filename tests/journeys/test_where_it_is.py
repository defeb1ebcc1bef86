"""A request with a process: whoever made it sees who has it and what comes, at once when something is decided."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Walker
from tests.journeys.publishing import mark_of_its_own
from tests.journeys.test_accessibility import looked_at

pytestmark = pytest.mark.journey

PHONE = 375


def publish_process(administrator: Walker, name: str) -> str:
    """The ready process "manager approval" under a name of its own; its slug."""
    page = administrator.page
    administrator.go("/desk/processes/-/new/")
    page.locator("[name=name_en]").fill(name)
    page.locator("[name=ready]").select_option("manager-approval")
    page.get_by_role("button", name="Begin to draw").click()
    page.wait_for_url("**/draft/")
    found = re.search(r"/desk/processes/([^/]+)/draft/", page.url)
    assert found
    administrator.go(f"/desk/processes/{found[1]}/draft/publish/")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(re.compile(rf"/desk/processes/{found[1]}/$"))
    return found[1]


@pytest.fixture
def service(walk, manage, tmp_path: Path) -> tuple[Walker, str, str]:
    """A service that runs the process: who administrates, the service's slug and the process's."""
    administrator, mark = walk("admin"), mark_of_its_own().lower()
    process = publish_process(administrator, f"Badges {mark}")
    slug, file = f"badge-{mark}", tmp_path / "service.yaml"
    manage("export_service", "building-access", str(file))
    text = file.read_text().replace("building-access", slug).replace("Building access", f"Badge {mark}")
    file.write_text(
        re.sub(r"^  lifecycle: request$", f"  lifecycle: request\n  process: {process}", text, flags=re.M)
    )
    manage("import_service", str(file))
    return administrator, slug, process


def marked(walker: Walker, look: str):
    return walker.page.locator(f".djs-shape.at-{look}")


def test_the_requester_sees_who_has_it_and_what_comes_as_it_happens(walk, service):
    administrator, slug, process = service
    employee, manager = walk("employee", width=PHONE), walk("manager")
    employee.go(f"/services/{slug}/")
    employee.page.locator("form#order [name=wish]").first.evaluate(
        "one => one.tagName === 'SELECT' ? (one.selectedIndex = 1) : (one.checked = true)"
    )
    reference = employee.order(slug)
    page = employee.page
    steps = page.locator("#track-steps")
    expect(steps.locator(".journey-now")).to_contain_text("Martin Okafor")
    expect(steps.locator(".track-next").first).to_be_visible()
    page.get_by_text("See it as a diagram").click()
    expect(marked(employee, "now")).to_have_attribute("data-element-id", "approve")
    assert page.locator(".bjs-powered-by").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert looked_at(page, dark=True) == []

    manager.go(f"/requests/{reference}/")
    manager.page.locator("#ticket-tasks").get_by_role("link", name="The manager approves").click()
    manager.page.get_by_role("button", name="Approve", exact=True).first.click()

    expect(marked(employee, "now")).not_to_have_attribute("data-element-id", "approve")
    expect(steps.locator(".journey-done").first).to_contain_text("Martin Okafor")

    administrator.go(f"/desk/processes/{process}/runs/")
    shown = administrator.page
    expect(shown.locator(".diagram-count")).to_have_text("1")
    expect(shown.get_by_role("link", name=re.compile(f"^{reference}"))).to_be_visible()
    assert looked_at(shown, dark=False) == []
    shown.get_by_role("link", name=f"Look at the run of {reference}").click()
    shown.locator("process-diagram[data-state=shown]").wait_for()
    shown.locator("[data-element-id=approve]").first.click()
    dialog = shown.locator("#dialog")
    expect(dialog.get_by_label("To which step?")).to_have_value("approve")
    dialog.get_by_role("button", name="Cancel").click()
    shown.get_by_role("button", name="Skip").click()
    dialog.get_by_label("Why?").fill("There is a badge already.")
    dialog.get_by_role("button", name="Do it").click()
    expect(shown.get_by_text("This run is over.")).to_be_visible()
    expect(steps).to_contain_text("All steps are done.")
    administrator.go(f"/desk/tickets/{reference}/")
    expect(shown.get_by_text("There is a badge already.").first).to_be_visible()
