"""Publishers of HR alone at their desks: a service from nothing, its versions, its lifecycle, its file."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from tests.journeys.conftest import Walker
from tests.journeys.counting import counted, watch
from tests.journeys.drawing import Designer
from tests.journeys.publishing import CHINESE, EDITED, ENGLISH, Cast, Editor, mark_of_its_own

pytestmark = [pytest.mark.journey, pytest.mark.counted]

both = pytest.mark.parametrize("cast", [ENGLISH, CHINESE], ids=["english", "chinese"])


@dataclass(frozen=True)
class Offered:
    """The service of a story: what it is called and where it is ordered."""

    mark: str
    english: str
    chinese: str

    @property
    def path(self) -> str:
        return f"/services/certificate-{self.mark}/"

    @classmethod
    def new(cls) -> "Offered":
        mark = mark_of_its_own()
        return cls(mark, f"Certificate {mark}", f"在职证明 {mark}")


def build(editor: Editor, cast: Cast, offered: Offered) -> None:
    """Every tab of the editor, with a file, a condition and a table."""
    page = editor.page
    editor.pair("title", offered.english, offered.chinese)
    editor.pair("summary", "A letter that says you work here.", "证明您在本公司任职的信函。")
    editor.write("description", "A signed letter, on paper or as a PDF.")
    editor.write("description_zh", "签字信函，纸质或 PDF。")
    editor.pair("for_whom", "Everybody", "全体员工")
    expect(editor.field("slug")).to_have_value(f"certificate-{offered.mark}")

    editor.tab("form")
    purpose = editor.ask("Choice", "What is it for?", "用途？")
    editor.pair(f"{purpose}-choices-0-value-label", "A visa", "签证")
    editor.pair(f"{editor.add(f'{purpose}-choices')}-label", "A flat", "租房")
    consulate = editor.ask("Short text", "Which consulate?", "哪个领事馆？")
    sentence = editor.only_if(consulate, "what_is_it_for", cast.pick("A visa", "签证"))
    expect(sentence).to_have_text(cast.pick("“What is it for?” is “A visa”", "“用途？” 是 “签证”"))
    editor.ask("Files", "The form to be signed", "需要签字的表格")
    copies = editor.ask("Table", "Copies", "份数明细")
    editor.pair(f"{copies}-columns-0-value-label", "Addressee", "收件人")
    pieces = editor.add(f"{copies}-columns")
    editor.pair(f"{pieces}-label", "Pieces", "份数")
    editor.field(f"{pieces}-kind").select_option("number")
    editor.field(f"{pieces}-total").check()

    editor.tab("level")
    editor.field("service_level").select_option(index=1)
    editor.tab("routing")
    editor.field("team").select_option(label=cast.pick("HR services", "人事服务组"))
    page.wait_for_url(EDITED)  # it is kept by itself by now
    editor.expect_no_fault()


def try_as_colleague(editor: Editor, cast: Cast) -> None:
    seen = editor.preview_as(cast.employee_name)
    assert seen.locator("html").evaluate("html => html.clientWidth") == 375
    expect(seen.locator("#order input[type=file]").first).to_be_attached()
    expect(seen.locator("[name=which_consulate]")).to_be_hidden()
    seen.locator("[name=what_is_it_for]").select_option("a_visa")
    expect(seen.locator("[name=which_consulate]")).to_be_visible()
    expect(seen.locator("#order .btn-primary")).to_be_disabled()


def order(employee: Walker, offered: Offered) -> str:
    """An order with a file and two lines; gives back its reference."""
    page = employee.page
    employee.go(offered.path)
    page.select_option("[name=what_is_it_for]", "a_visa")
    page.fill("[name=which_consulate]", "Shanghai")
    paper = {"name": "form.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    page.locator("#order input[type=file]").first.set_input_files(paper)
    expect(page.locator("[data-file] input[type=hidden]")).to_have_count(1)
    page.locator("#order [name$=addressee]").first.fill("Consulate")
    page.locator("#order [name$=pieces]").first.fill("2")
    return employee.order(offered.path)


def where_it_shows(outsider: Walker, offered: Offered, page: str) -> set[str]:
    """Of all the places where a publisher of another department could meet it, those that name it."""
    own = re.search(r"/admin/pages/\d+/edit/", outsider.text_of("/admin/pages/search/?q=expense"))
    assert own
    places = {
        "search": f"/search/?q={offered.mark}",
        "catalog": f"/services/?q={offered.mark}",
        "its page": offered.path,
        "its department": "/departments/hr/",
        "choice of parts": own[0],  # what a service of one's own may consist of
        "back office search": f"/admin/pages/search/?q={offered.mark}",
        "page chooser": f"/admin/choose-page/search/?q={offered.mark}",
        "page tree": "/admin/pages/",
        "editor": f"/admin/pages/{page}/edit/",
        "draft": f"/admin/pages/{page}/view_draft/",
        "history": f"/admin/pages/{page}/history/",
        "usage": f"/admin/pages/{page}/usage/",
        "versions": f"/admin/services/{page}/versions/",
        "export": f"/admin/services/{page}/export/",
        "clone": f"/admin/services/{page}/clone/",
        "all changes": "/admin/reports/site-history/",
        "what waits": "/admin/reports/workflow/",
    }
    texts = {name: outsider.text_of(path) for name, path in places.items()}
    names = (offered.english, offered.chinese, json.dumps(offered.chinese).strip('"'))
    return {name for name, text in texts.items() if any(one in text for one in names)}


def write_the_second_version(editor: Editor, offered: Offered) -> None:
    editor.open(offered.english)
    editor.pair("release_notes", "It asks until when.", "新增截止日期。")
    editor.tab("form")
    editor.ask("Date", "Until when?", "截止日期？")
    editor.submit()


def compare_and_approve(decision: Editor, cast: Cast, offered: Offered) -> None:
    """What changes is read in words before it goes live."""
    decision.await_decision(offered.english)
    decision.door("Versions")
    decision.page.get_by_role("link", name=cast.say("Compare the draft with what is ordered now")).click()
    changes = decision.page.locator(".service-differences")
    expect(changes).to_contain_text(cast.pick("Until when?", "截止日期？"))
    decision.approve(offered.english)


def go_back(editor: Editor, cast: Cast, offered: Offered) -> None:
    editor.open(offered.english)
    editor.door("Versions")
    editor.page.get_by_role("link", name=cast.say("Go back to it")).click()
    expect(editor.page.locator(".service-differences")).to_contain_text(
        cast.pick("Until when?", "截止日期？")
    )
    editor.page.get_by_role("button", name=cast.say("Go back to version %(number)s", number="1")).click()
    editor.open(offered.english)
    editor.submit()


def expect_on_version_1(approver: Walker, employee: Walker, ticket: str) -> None:
    """The ticket stays what it was begun as; so does the form it is put right in."""
    approver.go(f"/desk/tickets/{ticket}/")
    expect(approver.page.locator("#main")).to_contain_text("v1")
    employee.go(f"/requests/{ticket}/correct/")
    expect(employee.page.locator("[name=which_consulate]")).to_have_value("Shanghai")
    expect(employee.page.locator("[name=until_when]")).to_have_count(0)


@both
def test_a_service_from_nothing_through_three_versions(walk, cast: Cast):
    publisher, approver, employee, outsider = (
        walk(name) for name in (cast.publisher, cast.approver, cast.employee, cast.finance)
    )
    offered = Offered.new()
    editor, decision = Editor(publisher, cast.say), Editor(approver, cast.say)
    form = employee.page.locator("#order")
    with counted(publisher.page, name="a service from nothing", language=cast.language) as count:
        watch(approver.page, count)
        watch(employee.page, count)
        editor.begin()
        build(editor, cast, offered)
        count.mark("a service with all its questions")
        try_as_colleague(editor, cast)
        spent = count.mark("looked at as a colleague on a phone")
        count.goal(
            "A publisher sees a draft as a colleague on a phone, the first time.",
            spent,
            is_met=False,
            clicks=1,
        )
        page = editor.number()
        editor.submit()
        assert where_it_shows(outsider, offered, page) == set()
        assert employee.status_of(offered.path) == 404
        count.mark("submitted")
        decision.approve(offered.english)
        count.mark("approved and live")
        count.goal(
            "An HR publisher has a service with a file, a condition and a table live in ten minutes, "
            "made from nothing and approved.",
            count.so_far(),
            seconds=600,
        )
        live = {"search", "catalog", "its page", "its department", "choice of parts", "page chooser"}
        assert where_it_shows(outsider, offered, page) == live

        ticket = order(employee, offered)
        count.mark("ordered with a file")
        write_the_second_version(editor, offered)
        compare_and_approve(decision, cast, offered)
        spent = count.mark("version 2, compared and approved")
        count.goal(
            "A live service gets a second version in three minutes; what runs stays.", spent, seconds=180
        )
        employee.go(offered.path)
        expect(employee.page.locator("#main")).to_contain_text(
            cast.pick("It asks until when.", "新增截止日期。")
        )
        expect(form.locator("[name=until_when]")).to_have_count(1)
        expect_on_version_1(approver, employee, ticket)

        go_back(editor, cast, offered)
        decision.approve(offered.english)
        count.mark("back, as version 3")
        employee.go(offered.path)
        expect(form.locator("[name=until_when]")).to_have_count(0)
        expect_on_version_1(approver, employee, ticket)
        count.mark("tried by the employee")
        editor.open(offered.english)
        editor.door("Form diet")
        count.mark("what each question costs")
        publisher.page.locator("main a[href$='/which_consulate/remove/']").click()
        publisher.page.locator("main form button:not([type=button])").last.click()
        publisher.page.wait_for_url(EDITED)
        spent = count.mark("one question taken out of the draft")
        count.goal("A publisher who sees what a question costs takes it out.", spent, clicks=2)
        again = publisher.page.frame_locator("#w-preview-iframe")
        expect(again.locator(".topbar")).to_contain_text(cast.employee_name)
        spent = count.mark("looked at as the same colleague")
        count.goal("A publisher sees the next draft as the same colleague on a phone.", spent, clicks=1)
        editor.door("Versions")
        expect(publisher.page.locator("main tbody tr")).to_have_count(3)


@both
def test_a_lifecycle_with_a_status_of_its_own_is_drawn_and_passed(walk, cast: Cast):
    publisher, approver, employee = walk(cast.publisher), walk(cast.approver), walk(cast.employee)
    mark = mark_of_its_own()
    editor, decision = Editor(publisher, cast.say), Editor(approver, cast.say)
    designer = Designer(publisher, cast.say)
    name = cast.pick(f"Signed {mark}", f"签字 {mark}")
    with counted(publisher.page, name="a lifecycle of one's own", language=cast.language) as count:
        watch(approver.page, count)
        watch(employee.page, count)
        designer.begin(f"Signed {mark}", f"签字 {mark}")
        count.mark("an empty drawing")
        designer.status("In progress", "处理中", "active")
        designer.status("At the notary", "公证处办理中", "waiting")
        designer.status("Done", "已完成", "resolved")
        designer.status("Closed", "已关闭", "closed")
        expect(designer.faults()).to_contain_text(cast.pick("has no way out", "没有出路"))
        designer.pull("submitted", "in_progress", "Take it up", "受理")
        designer.pull("in_progress", "at_the_notary", "Send it to the notary", "送公证处")
        count.mark("statuses, and transitions by mouse")
        designer.in_list("at_the_notary", "done", "It is sealed", "已盖章")
        designer.in_list("done", "closed", "Thank you", "确认", also="requester")
        expect(designer.faults()).to_contain_text(cast.say("Nothing stands against publishing it."))
        count.mark("transitions by keyboard")
        designer.publish()
        count.mark("published")

        clone_with_lifecycle(editor, name, mark)
        decision.approve(f"Notarised {mark}")
        count.mark("chosen by a service, approved")

        employee.go(f"/services/notarised-{mark}/")
        employee.page.select_option("select[name=purpose]", "visa")
        ticket = employee.order(f"notarised-{mark}")
        for step, status in (
            (("Take it up", "受理"), ("In progress", "处理中")),
            (("Send it to the notary", "送公证处"), ("At the notary", "公证处办理中")),
            (("It is sealed", "已盖章"), ("Done", "已完成")),
        ):
            approver.go(f"/desk/tickets/{ticket}/")
            approver.page.locator(".steps").get_by_role("button", name=cast.pick(*step)).click()
            now = employee.page.locator(".journey-now h3")
            expect(now).to_have_text(cast.pick(*status))  # live
        employee.page.locator("#journey").get_by_role("button", name=cast.pick("Thank you", "确认")).click()
        employee.page.locator("dialog[open] form .btn-primary").click()
        expect(employee.page.locator(".journey-now h3")).to_have_text(cast.pick("Closed", "已关闭"))
        count.mark("ordered, through the status, closed")
        count.goal(
            "A lifecycle with a status of its own is drawn, chosen and used in ten minutes.",
            count.so_far(),
            seconds=600,
        )


def clone_with_lifecycle(editor: Editor, lifecycle: str, mark: str) -> None:
    """The demo company's certificate begun anew on another lifecycle, and sent for approval."""
    editor.open("Employment certificate")
    editor.door("Clone")
    editor.field("slug").fill(f"notarised-{mark}")
    editor.page.locator("main form button.button:not([type=button])").last.click()
    editor.page.wait_for_url(EDITED)
    editor.pair("title", f"Notarised {mark}", f"公证 {mark}")
    editor.tab("flow")
    editor.field("lifecycle").select_option(label=lifecycle)
    editor.expect_no_fault()
    editor.submit()


@both
def test_a_service_leaves_as_a_file_and_comes_back_changed(walk, manage, cast: Cast, tmp_path):
    publisher, approver = walk(cast.publisher), walk(cast.approver)
    mark = mark_of_its_own()
    slug = f"travelling-{mark}"
    file = tmp_path / "service.yaml"
    manage("export_service", "employment-certificate", str(file))
    change(file, slug=slug, title={"en": f"Travelling {mark}", "zh": f"旅行 {mark}"})
    assert f"{slug}: version 1 is published" in manage("import_service", str(file))

    editor, decision = Editor(publisher, cast.say), Editor(approver, cast.say)
    page = publisher.page
    with counted(page, name="a service as a file", language=cast.language) as count:
        watch(approver.page, count)
        editor.open(f"Travelling {mark}")
        with page.expect_download() as coming:
            editor.door("Export")
        coming.value.save_as(file)
        count.mark("exported")

        change(file, summary={"en": "Sealed and signed.", "zh": "盖章并签字。"})
        editor.to_storefront()
        editor.door("Import a service")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name=cast.say("Show what it changes")).click()
        changes = page.locator(".service-differences")
        expect(changes.locator("li")).to_have_count(2)  # one for each language
        expect(changes).to_contain_text(cast.pick("Sealed and signed.", "盖章并签字。"))
        assert "Sealed and signed." in manage("import_service", str(file), "--dry-run")
        count.mark("what the file changes")
        page.get_by_role("button", name=cast.say("Save as a draft")).click()
        page.wait_for_url(EDITED)
        expect(editor.field("summary")).to_have_value("Sealed and signed.")
        assert "Sealed and signed." not in publisher.text_of(f"/services/{slug}/")
        editor.submit()
        decision.approve(f"Travelling {mark}")
        count.mark("brought in, submitted, approved")
    assert cast.pick("Sealed and signed.", "盖章并签字。") in publisher.text_of(f"/services/{slug}/")
    manage("export_service", slug, str(file))
    assert "version: 2" in file.read_text("utf-8")
    assert manage("import_service", str(file), "--dry-run").strip() == "no differences"


def change(file: Path, **words: object) -> None:
    """As somebody with a text editor would."""
    package = yaml.safe_load(file.read_text("utf-8"))
    package["spec"].update(words)
    package["service"] = package["spec"]["slug"]
    file.write_text(yaml.safe_dump(package, allow_unicode=True, sort_keys=False), "utf-8")
