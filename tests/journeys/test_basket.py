"""Two services gathered and ordered at once; a package ordered once and followed on one page."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey]


def empty(walker) -> None:
    """Whatever an earlier walk left in the basket."""
    walker.go("/basket/")
    while walker.page.locator("button[name=remove]").count():
        walker.page.locator("button[name=remove]").first.click()
        walker.page.wait_for_url("**/basket/")


def gather(walker) -> None:
    walker.page.get_by_role("button", name="Add to basket").click()
    walker.page.wait_for_url("**/basket/")


def test_a_manager_orders_three_laptops_and_a_program_in_one_go(walk):
    manager = walk("manager")
    empty(manager)
    page = manager.page
    manager.go("/services/laptop/")
    page.fill("input[name=_quantity]", "3")
    expect(page.locator("#order-total")).to_contain_text("3 × €1,390.00 = €4,170.00")
    gather(manager)
    manager.go("/services/software/")
    page.fill("[name=program]", "Blender")
    page.fill("[name=purpose]", "Pictures for the trade fair")
    gather(manager)
    expect(page.locator(".topbar .bell-count").first).to_contain_text("2")

    page.get_by_label("Quantity of Laptop").fill("2")
    page.locator(".basket-line", has_text="Laptop").get_by_role("button", name="Update").click()
    expect(page.locator(".basket-sum")).to_contain_text("€2,780.00")

    phone = walk("manager", width=375)  # the basket is the same on every device
    phone.go("/basket/")
    phone.page.get_by_role("link", name="Edit Software").click()
    phone.page.fill("[name=program]", "Blender 5")
    phone.page.get_by_role("button", name="Keep in the basket").click()
    expect(phone.page.locator(".basket-line").last).to_contain_text("Blender 5")

    page.get_by_role("button", name="Order all").click()  # of what stood there before the phone changed it
    expect(page.locator("body")).to_contain_text("Your basket was changed meanwhile")
    page.get_by_role("button", name="Order all").click()
    page.wait_for_url(re.compile(r"/requests/[A-Z]+-\d+/"))
    together = page.get_by_role("region", name="Ordered together")
    together.get_by_role("link", name="Software: Blender 5").click()
    expect(page.get_by_role("region", name="Ordered together")).to_contain_text("Laptop")


def test_a_package_is_ordered_once_and_every_team_has_its_part(walk):
    manager = walk("manager")
    page = manager.page
    manager.go("/services/new-starter-package/")
    expect(page.get_by_role("region", name="What it consists of")).to_contain_text("Building access")
    page.fill("[name=starter]", "Jo Brandt, sales engineer")
    page.fill("[name=first_day]", "2030-03-01")
    whole = manager.order("new-starter-package")
    parts = page.get_by_role("region", name="Its parts")
    expect(parts.locator("li")).to_have_count(4)
    expect(parts).to_contain_text("0 of 4 done")
    reference = parts.locator("li", has_text="Laptop").locator(".reference").inner_text()

    technician = walk("technician")
    technician.go(f"/desk/tickets/{reference}/")
    technician.page.get_by_role("button", name="Take it").click()
    expect(parts.locator("li", has_text="Laptop")).to_contain_text("Tomasz Zielinski")
    assert technician.status_of(f"/desk/tickets/{whole}/") == 404  # HR's affair

    parts.get_by_role("link", name=re.compile("Laptop")).click()
    page.wait_for_url(re.compile(rf"/requests/{reference}/"))
    page.get_by_role("link", name=re.compile(whole)).click()
    page.wait_for_url(re.compile(rf"/requests/{whole}/"))
    page.get_by_role("link", name="Print view").click()
    expect(page.locator(".paper")).to_contain_text("Jo Brandt, sales engineer")


def test_the_same_in_chinese(walk):
    reader = walk("employee-zh", locale="zh-CN")
    empty(reader)
    page = reader.page
    reader.go("/services/new-starter-package/")
    page.fill("[name=starter]", "王伟，工程师")
    page.fill("[name=first_day]", "2030-03-01")
    page.get_by_role("button", name="加入购物篮").click()
    page.wait_for_url("**/basket/")
    expect(page.locator(".basket-line").last).to_contain_text("新员工入职套餐")
    page.get_by_role("button", name="全部提交").click()
    page.wait_for_url(re.compile(r"/requests/[A-Z]+-\d+/"))
    expect(page.get_by_role("region", name="组成部分")).to_contain_text("笔记本电脑")
