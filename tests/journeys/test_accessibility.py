"""axe finds nothing wrong on any page, in both languages, light and dark, on a desk's screen and on a phone's."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.journey]

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 375, "height": 780}
LANGUAGES = ["en", "zh-hans"]
# What is still fading from one theme into the other has neither's colours.
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
# What has the focus is in sight and drawn as focused: by itself, or by what stands around it.
SHOWN = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const drawn = (part, pseudo) => {
    const style = getComputedStyle(part, pseudo);
    return style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  };
  const around = [one, one.parentElement, one.closest("tr, label, form")].filter(Boolean);
  const inside = box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0;
  return inside && (around.some(part => drawn(part)) || drawn(one, "::after"));
}"""

# What a finger would miss: its box, or that of what is drawn over it to be pressed, is lower than 44 px.
SMALL = """() => {
  const reach = one => Math.max(one.getBoundingClientRect().height, ...["::before", "::after"].map(pseudo => {
    const style = getComputedStyle(one, pseudo);
    return style.content !== "none" && style.position === "absolute" ? parseFloat(style.height) || 0 : 0;
  }));
  const inSentence = one => one.matches("p a, dd a, .note a, .note button.link, #toasts *");
  return [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !inSentence(one))
    .filter(one => !one.closest(".sr-only, .skip, label") && !one.matches(".skip, .sr-only"))
    .filter(one => reach(one) < 43.5)
    .map(one => `${Math.round(reach(one))} px: ${one.outerHTML.slice(0, 120)}`);
}"""

# Ours is an attribute, Wagtail's a class.
THEME = """theme => {
  document.documentElement.dataset.theme = theme;
  const classes = document.documentElement.classList;
  if ([...classes].some(one => one.startsWith("w-theme-"))) {
    classes.remove("w-theme-system", "w-theme-light", "w-theme-dark");
    classes.add(`w-theme-${theme}`);
  }
}"""

PORTAL = [
    "/",
    "/services/",
    "/departments/it/",
    "/services/laptop/",
    "/services/report-a-fault/",
    "/services/employment-certificate/",
    "/services/new-starter-package/",
    "/services/laptop/poster/",
    "/basket/",
    "/search/?q=laptop",
    "/search/?q=qqqq",
    "/requests/",
    "/inbox/",
    "/inbox/done/",
    "/inbox/started/",
    "/notices/",
    "/account/",
    "/account/away/",
    "/account/notices/",
    "/account/security/",
    "/account/tokens/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    "/answers/",
    "/answers/laptop-does-not-start/",
]
DESK = [
    "/desk/",
    "/desk/tickets/",
    "/desk/tickets/?kind=incident&priority=1&priority=2&team=mine",
    "/desk/tickets/?q=qqqq",
    "/desk/tickets/new/",
    "/desk/board/",
    "/desk/items/",
    "/inbox/",
    "/inbox/copied/",
    "/inbox/delegated/",
    "/style-guide/",
]
OPERATIONS = [
    "/desk/deliveries/",
    "/desk/deliveries/?q=qqqq",
    "/desk/lifecycles/",
    "/desk/lifecycles/-/new/",
    "/desk/lifecycles/incident/",
    "/desk/lifecycles/problem/draft/",
    "/desk/lifecycles/problem/draft/transitions/",
    "/desk/lifecycles/problem/draft/publish/",
    "/desk/registers/",
    "/desk/registers/travel/",
    "/people/2/leaving/",
]
DOOR = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-gone/",
    "/accounts/signup/",
]
TABS = ["product", "form", "flow", "level", "routing", "knowledge", "audience"]
# What Wagtail's own markup gets wrong on its own pages, and we can't mend from outside.
WAGTAILS = {
    ".sidebar-custom-branding": "its name is “Dashboard” whatever brand is seen in it",
    ".w-editing-sessions": "the button of one's own session has a name in its tooltip alone",
}
WAGTAILS_RULES = {
    "landmark-unique": "the search of the page list and that of the side bar are both called search",
}
# Where a page of the kind in hand is found: the list, and what its links look like.
FOUND = {
    "employee": [
        ("/requests/", r"^/requests/[A-Z]+-\d+/$"),
        ("/requests/?state=done", r"^/requests/[A-Z]+-\d+/$"),
    ],
    "technician": [
        ("/desk/tickets/?kind=incident", r"^/desk/tickets/INC-\d+/$"),
        ("/desk/tickets/?kind=request", r"^/desk/tickets/REQ-\d+/$"),
        ("/desk/tickets/?kind=change", r"^/desk/tickets/CHG-\d+/$"),
        ("/desk/items/", r"^/desk/items/\d+/$"),
    ],
    "admin": [],
}


@pytest.mark.parametrize(
    ("username", "paths"),
    [("employee", PORTAL), ("technician", DESK), ("admin", OPERATIONS)],
    ids=["portal", "desk", "operations"],
)
def test_axe_finds_nothing(walk, username: str, paths: list[str]):
    somebody = walk(username)
    page, wrong = somebody.page, []
    paths = [*paths, *(first_link(somebody, *one) for one in FOUND[username])]
    if username == "employee":
        paths.append(f"{paths[-1]}print/")
    if username == "admin":
        draw(somebody, "problem")
    try:
        for language in LANGUAGES:
            speak(page, language)
            for path in paths:
                somebody.go(path)
                wrong += [f"{path} {language} {one}" for one in looked_at(page, dark=language == "en")]
    finally:
        speak(page, "en")
    assert wrong == []


def test_axe_finds_nothing_in_the_back_office(walk):
    """The page list, the editor with each of its tabs, versions, compare, export and import, and compliance."""
    publisher = walk("hr-publisher")
    page, wrong = publisher.page, []
    editor = first_link(
        publisher, "/admin/pages/search/?q=employment+certificate", r"^/admin/pages/\d+/edit/$"
    )
    above_it = links_of(publisher, editor, r"^/admin/pages/\d+/$")
    storefront = [one for one in above_it if not editor.startswith(one)][-1]
    service, above = (f"/admin/services/{path}{re.findall(r'[0-9]+', found)[0]}/" for path, found in (
        ("", editor), ("storefronts/", storefront)
    ))  # fmt: skip
    pages = ["versions/", "versions/compare/", "versions/1/back/", "clone/", "compliance/", "diet/"]
    paths = [
        "/admin/",
        storefront,
        *(f"{editor}#tab-{tab}" for tab in TABS),
        *(service + one for one in pages),
    ]
    try:
        for language in LANGUAGES:
            speak(page, language)
            for path in [
                *paths,
                *(above + one for one in ("import/", "compliance/", "gallery/", "gallery/leave/")),
            ]:
                page.goto("about:blank")  # another tab of the same page is loaded anew
                publisher.go(path)
                if editor in path:
                    page.locator("rule-builder .rule-shown").first.wait_for(state="attached")
                found = looked_at(page, dark=language == "en", back_office=True)
                wrong += [f"{path} {language} {one}" for one in found]
    finally:
        publisher.go("/")
        speak(page, "en")
    assert wrong == []


def test_axe_finds_nothing_at_the_door_and_in_what_opens_over_a_page(walk, browser, desk):
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    wrong = []
    for path in DOOR:
        page.goto(desk + path)
        wrong += [f"{path} {one}" for one in looked_at(page)]
    context.close()

    employee = walk("employee")
    page = employee.page
    employee.go("/services/employment-certificate/")
    page.locator("form#order button.btn-primary").click()
    page.locator(".error-summary").wait_for()
    wrong += [f"a refused form {one}" for one in looked_at(page)]

    technician = walk("technician")
    page = technician.page
    for name, path, keys, shown in (
        ("the palette", "/desk/", ["Control+k"], "dialog[open]"),
        ("the keys", "/desk/", ["?"], "dialog[open]"),
        ("the filters", "/desk/tickets/", ["f"], ".filter-panel details"),
        ("a glance", "/desk/tickets/", ["j", "Space"], ".peek h2"),
        ("chosen rows", "/desk/tickets/", ["j", "x"], ".bulk-bar"),
    ):
        technician.go(path)
        for key in keys:
            page.keyboard.press(key)
        page.locator(shown).first.wait_for()
        wrong += [f"{name} {one}" for one in looked_at(page)]
    technician.go("/desk/board/")
    page.locator("[data-card] a").first.focus()
    page.keyboard.press("m")
    page.locator("[data-move-menu] [data-to]").first.wait_for()
    wrong += [f"the menu of moves {one}" for one in looked_at(page)]
    assert wrong == []


@pytest.mark.parametrize(("username", "path"), [("employee", "/"), ("technician", "/desk/tickets/")])
def test_the_keyboard_alone_is_enough(walk, username: str, path: str):
    """The first tab offers to skip the bar, every stop shows where it is, and escape closes what was opened."""
    somebody = walk(username)
    page = somebody.page
    somebody.go(path)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    for _stop in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    page.keyboard.press("Control+k")
    palette = page.locator("dialog[open]")
    expect(palette).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_have_count(0)
    page.keyboard.press("?")
    expect(palette).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_have_count(0)


@pytest.mark.parametrize("path", ["/services/employment-certificate/", "/basket/", "/requests/"])
def test_fingers_find_what_can_be_pressed_in_the_portal_on_a_phone(walk, path: str):
    """44 px high and wide enough, links in the middle of a sentence and ticks inside their labels aside."""
    employee = walk("employee", width=375)
    employee.go(path)
    for more in employee.page.locator("main summary").all():
        more.click()
    assert employee.page.evaluate(SMALL) == []


def draw(somebody, slug: str) -> None:
    """A draft of the lifecycle, begun now unless somebody has begun one."""
    somebody.go(f"/desk/lifecycles/{slug}/")
    begin = somebody.page.locator("form[action$='/start/'] button")
    if begin.count():
        begin.click()
        somebody.page.wait_for_url("**/draft/")


def looked_at(page: Page, *, dark: bool = True, back_office: bool = False) -> list[str]:
    """What axe finds wide and narrow, light and dark; the dark ones differ in their colours alone, in any language."""
    page.evaluate(AXE.read_text())
    page.evaluate(STILL)
    wrong = []
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        for theme, rules in (("light", None), ("dark", ["color-contrast"]))[: 1 + dark]:
            page.evaluate(THEME, theme)
            found = page.evaluate(
                """async ([rules, parts, off]) => {
                  const said = await axe.run({include: [["html"]], exclude: parts.map(one => [one])}, {
                    resultTypes: ["violations"], ...(rules && {runOnly: {type: "rule", values: rules}}),
                    ...(!rules && {rules: Object.fromEntries(off.map(one => [one, {enabled: false}]))}),
                  });
                  return said.violations.flatMap(one => one.nodes.map(node =>
                    `${one.id} (${one.impact}): ${node.html.slice(0, 160)} — ${node.failureSummary.slice(0, 200)}`));
                }""",
                [rules, *((list(WAGTAILS), list(WAGTAILS_RULES)) if back_office else ([], []))],
            )
            wrong += [f"{size['width']} {theme}: {one}" for one in found]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{size['width']}: the page is {wide} px wider than its window"] * (wide > 0)
    page.set_viewport_size(WIDE)
    return wrong


def speak(page: Page, language: str) -> None:
    """The language as the person's own setting."""
    base = re.match(r"https?://[^/]+", page.url)
    assert base
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    answer = page.request.post(
        f"{base[0]}/look/",
        form={"language": language},
        headers={"X-CSRFToken": cookies["csrftoken"], "Referer": base[0]},
    )
    assert answer.ok, answer.status


def first_link(somebody, path: str, looks_like: str) -> str:
    """The address of the first thing a list leads to."""
    return links_of(somebody, path, looks_like)[0]


def links_of(somebody, path: str, looks_like: str) -> list[str]:
    somebody.go(path)
    links = somebody.page.eval_on_selector_all(
        "#main a[href]", "links => links.map(one => one.getAttribute('href'))"
    )
    found = [link for link in links if re.match(looks_like, link)]
    assert found, f"{path} leads nowhere"
    return found
