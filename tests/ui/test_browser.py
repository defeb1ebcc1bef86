"""The elements in a real browser, mostly without touching the mouse."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

GUIDE = "/style-guide/"


def cards_in(page, column):
    return page.locator(f"#sample ol[data-column={column}] [data-card]")


# ── palette and keys ────────────────────────────────────────────────────────────────────────────────


def test_the_palette_goes_to_a_page_by_its_name(visit):
    page = visit(GUIDE)

    page.keyboard.press("Control+k")
    page.keyboard.type("serv")
    expect(page.get_by_role("option", name="Services")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    page.wait_for_url("**/services/")


def test_the_palette_does_what_the_page_offers(visit):
    page = visit(GUIDE)

    page.keyboard.press("Control+k")
    page.keyboard.type("open a dial")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog", name="Report a fault")).to_be_visible()


def test_two_keys_go_to_a_place_and_the_list_of_keys_names_it(visit):
    page = visit(GUIDE)

    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("My requests")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("r")

    page.wait_for_url("**/requests/")


def test_what_is_typed_into_a_field_is_no_shortcut(visit):
    page = visit(GUIDE)

    page.get_by_label("Subject").first.focus()
    page.keyboard.type("n?gx")

    expect(page.get_by_label("Subject").first).to_have_value("n?gx")
    assert page.locator("dialog[open]").count() == 0


# ── dialogs, questions, toasts ──────────────────────────────────────────────────────────────────────


def test_a_dialog_stays_with_its_errors_and_closes_when_it_is_done(visit, axe):
    page = visit(GUIDE)
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="Report a fault")

    dialog.get_by_role("button", name="Report a fault").click()
    expect(dialog.get_by_role("alert")).to_contain_text("2 answers need another look")
    assert axe(page) == []
    dialog.get_by_label("Subject").fill("The dock is dead")
    dialog.get_by_label("By mail").check()
    dialog.get_by_role("button", name="Report a fault").click()

    expect(dialog).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="Sent.")).to_be_visible()


def test_a_closed_dialog_gives_the_focus_back(visit):
    page = visit(GUIDE)
    opener = page.get_by_role("button", name="Open a dialog")

    opener.click()
    expect(page.get_by_role("dialog", name="Report a fault")).to_be_visible()
    page.keyboard.press("Escape")

    expect(opener).to_be_focused()


def test_a_grave_deed_asks_first_and_no_means_no(visit):
    page = visit(GUIDE)
    asked = []
    page.on("request", lambda request: request.method == "POST" and asked.append(request.url))

    page.get_by_role("button", name="A grave deed").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Delete the sample?")
    question.get_by_role("button", name="Cancel").click()
    page.wait_for_timeout(200)
    assert asked == []
    page.get_by_role("button", name="A grave deed").click()
    question.get_by_role("button", name="Yes, go on").click()

    expect(page.get_by_text("Done.")).to_be_visible()


# ── the list ────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_is_walked_chosen_and_opened_by_keys(visit, company):
    page = visit(GUIDE)
    rows = page.locator("#list [data-row]")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    expect(page.locator("[data-bulk-count]")).to_have_text("1 chosen")
    page.keyboard.press("k")
    page.keyboard.press("Enter")

    page.wait_for_url("**who=*")


def test_a_space_previews_the_row_and_escape_ends_it(visit, company):
    page = visit(GUIDE)

    page.keyboard.press("j")
    page.keyboard.press(" ")
    panel = page.locator("[data-peek-panel]")
    expect(panel).to_contain_text("ada")
    page.keyboard.press("j")
    expect(panel).to_contain_text("erin")
    page.keyboard.press("Escape")

    expect(panel).to_be_hidden()


def test_searching_sorts_and_pages_without_leaving_the_page(visit, company):
    page = visit("/style-guide/list/")

    page.locator("[data-row]").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.type("owner")
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_role("link", name="User name").click()
    page.wait_for_url("**sort=username**")

    assert "q=owner" in page.url
    expect(page.get_by_role("columnheader", name="User name")).to_have_attribute("aria-sort", "ascending")


def test_a_filter_of_the_panel_becomes_a_chip_and_goes_again(visit, company):
    page = visit("/style-guide/list/")

    page.get_by_role("button", name="Filter").click()
    page.locator("summary", has_text="Language").click()
    page.get_by_label("简体中文").check()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Remove the filter “Language”").click()

    expect(page.locator("[data-row]")).to_have_count(6)


def test_a_deed_for_chosen_rows_is_done_for_these_and_clears_the_choice(visit, company):
    page = visit("/style-guide/list/")
    page.locator("[data-tick]").nth(0).check()
    page.locator("[data-tick]").nth(2).check()

    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Greet").click()

    assert sent.value.post_data.count("ids=") == 2
    expect(page.locator("[data-bulk]")).to_be_hidden()


def test_all_rows_of_the_page_are_chosen_at_once(visit, company):
    page = visit("/style-guide/list/")

    page.get_by_label("Choose all rows of this page").check()

    expect(page.locator("[data-bulk-count]")).to_have_text("6 chosen")


# ── the board ───────────────────────────────────────────────────────────────────────────────────────


def test_a_card_is_moved_by_keys_through_the_menu_of_legal_steps(visit):
    page = visit(GUIDE)
    page.locator("#sample-card-41 a").focus()

    page.keyboard.press("m")
    menu = page.get_by_role("menu", name="Move to").first
    expect(menu.get_by_role("menuitem", name="Waiting")).to_have_attribute("aria-disabled", "true")
    expect(menu).to_contain_text("Only a ticket that somebody works on can wait.")
    with page.expect_response("**/board/move/") as moved:
        page.keyboard.press("Enter")

    assert moved.value.status == 204
    expect(cards_in(page, "active").filter(has_text="INC-41")).to_be_visible()
    expect(page.locator("#board [data-said]")).to_contain_text("is now in In progress")


def test_arrows_walk_the_cards(visit):
    page = visit(GUIDE)
    page.locator("#sample-card-41 a").focus()

    page.keyboard.press("ArrowDown")
    expect(page.locator("#sample-card-38 a")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#sample-card-29 a")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")

    expect(page.locator("#sample-card-41 a")).to_be_focused()


def test_a_card_is_dragged_and_dropped(visit):
    page = visit(GUIDE)
    page.locator("#board").scroll_into_view_if_needed()

    with page.expect_response("**/board/move/") as moved:
        page.locator("#sample-card-41").drag_to(page.locator("#sample ol[data-column=active]"))

    assert moved.value.status == 204
    expect(cards_in(page, "active").filter(has_text="INC-41")).to_be_visible()


def test_a_forbidden_column_says_why_and_takes_no_card(visit):
    page = visit(GUIDE)
    card, target = page.locator("#sample-card-41"), page.locator("#sample ol[data-column=waiting]")
    card.scroll_into_view_if_needed()

    with page.expect_response("**/board/legal/**"):
        card.hover()
        page.mouse.down()
        target.hover(position={"x": 100, "y": 100})
        target.hover(position={"x": 110, "y": 110})
    expect(page.locator("#sample [data-head=waiting] [data-reason]")).to_be_visible()
    target.hover(position={"x": 120, "y": 120})
    page.mouse.up()

    expect(cards_in(page, "new").filter(has_text="INC-41")).to_be_visible()
    expect(page.locator("#sample [data-head=waiting] [data-reason]")).to_be_hidden()


def carry(page, card, *cells):
    """Takes the card over the middle of each cell in turn, without letting it go."""
    card.scroll_into_view_if_needed()
    with page.expect_response("**/board/legal/**"):
        card.hover()
        page.mouse.down()
        cells[0].hover(position={"x": 100, "y": 60})
    for cell in cells:
        for step in (60, 70, 80):
            cell.hover(position={"x": 100, "y": step}, force=True)


def test_a_card_let_go_over_a_forbidden_column_does_not_stay_in_the_one_it_passed(visit):
    page = visit(GUIDE)
    posted = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    allowed, forbidden = (page.locator(f"#sample ol[data-column={key}]") for key in ("active", "waiting"))

    carry(page, page.locator("#sample-card-41"), allowed)
    expect(cards_in(page, "active").filter(has_text="INC-41")).to_be_visible()
    for step in (60, 70, 80):
        forbidden.hover(position={"x": 100, "y": step}, force=True)
    expect(cards_in(page, "new").filter(has_text="INC-41")).to_be_visible()  # already while it hovers there
    page.mouse.up()

    expect(cards_in(page, "new").filter(has_text="INC-41")).to_be_visible()
    assert posted == []


def test_a_card_let_go_beside_the_board_goes_back(visit):
    page = visit(GUIDE)
    posted = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)

    carry(page, page.locator("#sample-card-41"), page.locator("#sample ol[data-column=active]"))
    page.get_by_role("heading", name="Board").first.hover(force=True)
    page.mouse.up()

    expect(cards_in(page, "new").filter(has_text="INC-41")).to_be_visible()
    expect(page.locator("[data-said]").first).to_contain_text("went back")
    assert posted == []


def test_a_card_stays_in_its_lane(visit):
    page = visit(GUIDE)
    posted = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    card = page.locator("#lanes [data-card]").first
    name, lane = (card.get_attribute("data-name"), card.locator("xpath=..").get_attribute("data-lane"))
    other = page.locator(f"#lanes [data-column=active]:not([data-lane={lane}])")

    carry(page, card, other)
    expect(other).to_have_class(re.compile("column-illegal"))
    assert "lane" in (other.get_attribute("title") or "")
    page.mouse.up()

    expect(page.locator(f"#lanes [data-lane={lane}] [data-name='{name}']")).to_be_visible()
    assert posted == []


def test_a_drop_that_asks_something_opens_the_dialog_and_waits_where_it_was(visit):
    page = visit(GUIDE)
    page.locator("#sample-card-41 a").focus()

    page.keyboard.press("m")
    page.get_by_role("menu", name="Move to").first.get_by_role("menuitem", name="Resolved").click()

    expect(page.get_by_role("dialog", name="Report a fault")).to_be_visible()
    expect(cards_in(page, "new").filter(has_text="INC-41")).to_be_visible()


# ── forms ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_typed_is_there_again_after_a_reload(visit):
    page = visit(GUIDE)
    subject = page.locator("keep-draft").get_by_label("Subject")

    subject.fill("The dock is dead")
    expect(page.get_by_text("Kept on this device")).to_be_visible()
    page.reload()

    expect(subject).to_have_value("The dock is dead")
    page.get_by_role("button", name="Start anew").click()
    expect(subject).to_have_value("")


def test_a_colleague_is_chosen_by_keys(visit):
    page = visit(GUIDE)
    box = page.get_by_role("combobox", name="Colleague", exact=True)

    box.focus()
    page.keyboard.type("王")
    expect(page.get_by_role("option", name="王小明")).to_be_visible()
    page.keyboard.press("Enter")

    expect(box).to_have_value("王小明")
    expect(page.locator("input[name=colleague]")).to_have_value("3")


def test_of_several_the_last_goes_with_backspace_and_any_by_its_button(visit):
    page = visit(GUIDE)
    chosen = page.locator("input[name=colleagues]")
    expect(chosen).to_have_count(2)

    page.get_by_role("combobox", name="Colleagues").focus()
    page.keyboard.press("Backspace")
    expect(chosen).to_have_count(1)
    page.get_by_role("button", name="Remove Mia Berg").click()

    expect(chosen).to_have_count(0)


# ── live ────────────────────────────────────────────────────────────────────────────────────────────

LISTEN = """
() => {
  window.heard = [];
  document.body.addEventListener("live:change", (event) => window.heard.push(event.detail.verb));
  const live = document.createElement("live-updates");
  live.setAttribute("topics", "tickets");
  document.body.append(live);
}
"""


def test_a_change_elsewhere_is_heard_from_the_stream(visit):
    page = visit(GUIDE)
    said = 'id: 7\nevent: change\ndata: {"topic": "tickets", "id": 42, "verb": "ticket.moved"}\n\n'
    page.route("**/live/?*", lambda route: route.fulfill(content_type="text/event-stream", body=said))

    page.evaluate(LISTEN)

    page.wait_for_function("() => window.heard.includes('ticket.moved')")


def test_without_a_stream_the_page_asks_and_hears_only_what_is_new(visit):
    page = visit(GUIDE)
    asked = []

    def since(route):
        asked.append(route.request.url)
        news = [{"topic": "tickets", "id": 42, "verb": "ticket.moved"}] if len(asked) > 1 else []
        route.fulfill(json={"last": 6 + len(asked), "more": False, "changes": news})

    page.route("**/live/?*", lambda route: route.fulfill(status=429))
    page.route("**/live/since/*", since)

    page.evaluate(LISTEN)
    page.wait_for_function("() => window.heard.includes('ticket.moved')", timeout=10_000)

    assert "after=" not in asked[0]
    assert "after=7" in asked[1]
