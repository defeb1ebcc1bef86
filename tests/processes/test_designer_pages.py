"""The pages on which processes are drawn: for those who draw them, and for nobody else."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from processes.actions import change_draft, publish_process, start_draft, start_process
from processes.models import Definition, Draft, Version
from processes.uses import Use
from rules import Facts
from tests.budgets import budget
from tests.processes.diagrams import xml

pytestmark = pytest.mark.django_db

NAMES = {"en": "Leave", "zh": "请假"}
SHORT = xml("start s; end e\ns > e")
LONGER = xml('start s; script t "Note" script="noted = true"; end e\ns > t > e')
OPEN_ENDS = xml("start s; exclusive x; end a; end b\ns > x > a\nx > b")
APPROVED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:desk="urn:servicedesk:bpmn">
  <process id="p" isExecutable="true"><startEvent id="s"/><userTask id="look" name="Look" desk:nameZh="看一看"
  desk:does="approval"><extensionElements><desk:performer by="manager"/><desk:fallback by="team" value="hr-services"/>
  <desk:limit after="P2D"/></extensionElements></userTask><exclusiveGateway id="x" default="low"/>
  <endEvent id="small"/><endEvent id="large" name="Large"/>
  <sequenceFlow id="a" sourceRef="s" targetRef="look"/><sequenceFlow id="b" sourceRef="look" targetRef="x"/>
  <sequenceFlow id="low" sourceRef="x" targetRef="small"/><sequenceFlow id="high" sourceRef="x" targetRef="large">
  <conditionExpression>amount &gt; 100</conditionExpression></sequenceFlow></process></definitions>"""


def url(name, *args):
    return reverse(f"processes:{name}", args=args)


def upload(text, name="leave.bpmn"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


@pytest.fixture
def at(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def leave(company, now):
    """HR's process, published, with a draft of its next version."""
    deed = {"by": company.hanna, "now": now}
    version = publish_process("hr-leave", NAMES, SHORT, department=company.hr, **deed)
    return start_draft(version.definition, **deed)


@pytest.fixture
def used(monkeypatch):
    use = Use("Expense", "/x/", facts=Facts(amount="number"), lifecycle="request", key="expense")
    monkeypatch.setattr("processes.uses._tellers", [lambda slugs, person: {slug: [use] for slug in slugs}])


# ── from nothing to a version ─────────────────────────────────────────────────────────────────────


def test_hanna_begins_with_an_empty_canvas(at, company):
    browser = at(company.hanna)
    page = browser.post(url("new"), {"name_en": "Errand", "department": company.hr.pk}, follow=True)
    html = page.content.decode()
    assert page.redirect_chain[-1][0] == url("draft", "hr-errand")
    assert 'data-piece="approval"' in html
    assert 'id="process-xml"' in html
    assert "<process-designer" in html


def test_what_is_drawn_is_kept_and_judged_in_one_answer(at, company, leave):
    answer = at(company.hanna).post(url("save", "hr-leave"), {"xml": OPEN_ENDS, "seen": leave.revision})
    said = answer.json()
    assert answer.status_code == 200
    assert said["revision"] == leave.revision + 1
    assert ("which-way", "x", "error") in {
        (one["rule"], one["element"], one["severity"]) for one in said["findings"]
    }
    assert Draft.objects.get(pk=leave.pk).xml == OPEN_ENDS


def test_somebody_elses_change_is_told_and_nothing_is_lost(at, company, leave, now):
    change_draft(leave, xml=LONGER, by=company.ada, now=now)
    answer = at(company.hanna).post(url("save", "hr-leave"), {"xml": SHORT + " ", "seen": leave.revision})
    assert answer.status_code == 409
    assert "Ada Admin" in answer.json()["message"]
    assert answer.json()["revision"] == 2
    assert Draft.objects.get(pk=leave.pk).xml == LONGER


@pytest.mark.parametrize("sent", ["", "nonsense", "<html/>"])
def test_what_is_no_diagram_is_not_kept(at, company, leave, sent):
    answer = at(company.hanna).post(url("save", "hr-leave"), {"xml": sent})
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert Draft.objects.get(pk=leave.pk).xml == SHORT


@pytest.mark.parametrize("sent", ["[]", "nonsense", '{"rate": 1}', '{"rate": {"inputs": [1]}}'])
def test_what_is_no_table_is_not_kept(at, company, leave, sent):
    answer = at(company.hanna).post(url("save", "hr-leave"), {"xml": SHORT, "decisions": sent})
    assert answer.status_code == 422
    assert Draft.objects.get(pk=leave.pk).decisions == {}


def test_the_draft_is_published_with_notes(at, company, leave, now):
    change_draft(leave, xml=LONGER, by=company.hanna, now=now)
    browser = at(company.hanna)
    shown = browser.get(url("publish", "hr-leave")).content.decode()
    assert "Different from version 1" in shown
    page = browser.post(url("publish", "hr-leave"), {"notes": "Second", "seen": 2, "over": 1}, follow=True)
    html = page.content.decode()
    assert "Version 2 is published." in html
    assert "Second" in html
    assert Definition.objects.get(slug="hr-leave").current.number == 2


def test_what_can_not_run_is_not_published(at, company, leave, now):
    change_draft(leave, xml=OPEN_ENDS, by=company.hanna, now=now)
    browser = at(company.hanna)
    assert "More than one way has no condition" in browser.get(url("publish", "hr-leave")).content.decode()
    assert browser.post(url("publish", "hr-leave"), {"seen": 2, "over": 1}).status_code == 422
    assert Version.objects.count() == 1


def test_a_version_published_meanwhile_is_said_before_it_is_replaced(at, company, leave, now):
    change_draft(leave, xml=LONGER, by=company.hanna, now=now)
    publish_process("hr-leave", NAMES, APPROVED, department=company.hr, by=company.hanna, now=now)
    browser = at(company.hanna)
    refused = browser.post(url("publish", "hr-leave"), {"seen": 2, "over": 1})
    assert refused.status_code == 422
    assert "Version 2 was published" in refused.content.decode()
    over = refused.context["form"].data["over"]
    assert browser.post(url("publish", "hr-leave"), {"seen": 2, "over": over}).status_code == 302


def test_discarding_leads_back_to_what_runs(at, company, leave):
    answer = at(company.hanna).post(url("discard", "hr-leave"))
    assert answer.url == url("process", "hr-leave")
    assert not Draft.objects.exists()


def test_going_back_to_an_older_version_begins_a_draft_of_it(at, company, leave, now):
    browser = at(company.hanna)
    browser.post(url("discard", "hr-leave"))
    publish_process("hr-leave", NAMES, LONGER, department=company.hr, by=company.hanna, now=now)
    assert browser.post(url("start", "hr-leave"), {"version": "1"}).url == url("draft", "hr-leave")
    assert Draft.objects.get().xml == SHORT
    again = browser.post(url("start", "hr-leave"), follow=True)
    assert "There is a draft of this process already" in again.content.decode()


def test_a_process_of_the_gallery_is_begun_with_under_its_own_name(at, company):
    page = at(company.hanna).post(
        url("new"), {"ready": "manager-approval", "department": company.hr.pk}, follow=True
    )
    draft = Draft.objects.get()
    assert page.redirect_chain[-1][0] == url("draft", draft.definition.slug)
    assert draft.definition.name
    assert "desk:performer" in draft.xml
    both = {"name_en": "x", "ready": "manager-approval", "file": upload(SHORT), "department": company.hr.pk}
    assert at(company.hanna).post(url("new"), both).status_code == 422
    assert at(company.hanna).post(url("new"), {"department": company.hr.pk}).status_code == 422


# ── files ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_from_elsewhere_is_kept_as_it_is_with_what_we_do_not_run_named(at, company):
    foreign = SHORT.replace("<process ", '<!-- kept --><process x:note="kept" xmlns:x="urn:x" ', 1)
    foreign = foreign.replace("<startEvent", '<dataObject id="papers"/><startEvent', 1)
    data = {"name_en": "Brought", "department": company.hr.pk, "file": upload(foreign)}
    page = at(company.hanna).post(url("new"), data, follow=True)
    draft = Draft.objects.get(definition__slug="hr-brought")
    assert 'note="kept"' in draft.xml
    assert "dataObject" in draft.xml
    assert "“dataObject” is kept as documentation and has no effect." in page.content.decode()


def test_a_file_in_another_encoding_is_read(at, company):
    text = '<?xml version="1.0" encoding="GB18030"?>' + SHORT.replace("<process ", '<process name="请假" ', 1)
    data = {"name_en": "Brought", "department": company.hr.pk, "file": upload(text.encode("gb18030"))}
    at(company.hanna).post(url("new"), data)
    assert "请假" in Draft.objects.get(definition__slug="hr-brought").xml


@pytest.mark.parametrize("bad", ["", "nonsense", "<html/>", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_a_file_that_is_no_diagram_says_so_and_begins_nothing(at, company, bad):
    data = {"name_en": "Bad", "department": company.hr.pk, "file": upload(bad)}
    answer = at(company.hanna).post(url("new"), data)
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert not Definition.objects.exists()


def test_a_file_takes_the_place_of_the_draft_unless_somebody_drew_meanwhile(at, company, leave, now):
    browser = at(company.hanna)
    assert browser.get(url("import", "hr-leave")).status_code == 200
    data = {"file": upload(LONGER), "seen": leave.revision}
    assert browser.post(url("import", "hr-leave"), data).status_code == 302
    assert "noted = true" in Draft.objects.get().xml
    assert browser.post(url("import", "hr-leave"), {"file": upload(SHORT), "seen": 1}).status_code == 422
    assert "noted = true" in Draft.objects.get().xml


def test_drafts_and_versions_go_out_as_files_that_come_back_the_same(at, company, leave):
    browser = at(company.hanna)
    for address in (url("draft_file", "hr-leave"), url("version_file", "hr-leave", 1)):
        answer = browser.get(address)
        assert answer.content.decode() == SHORT
        assert answer["Content-Disposition"].endswith('.bpmn"')
        assert answer["Content-Type"].startswith("application/xml")


# ── looking ───────────────────────────────────────────────────────────────────────────────────────


def test_the_list_tells_whose_which_version_and_what_is_drawn(at, company, leave, used):
    html = at(company.hanna).get(url("index")).content.decode()
    assert "HR" in html
    assert url("draft", "hr-leave") in html
    assert ">Leave</a>" in html


def test_versions_are_compared_on_the_diagram_and_in_sentences(at, company, leave, now):
    publish_process("hr-leave", NAMES, LONGER, department=company.hr, by=company.hanna, now=now)
    page = at(company.hanna).get(f"{url('compare', 'hr-leave')}?from=1&to=2")
    assert page.context["difference"].marks["t"] == "added"
    assert "Note" in " ".join(page.context["difference"].sentences)
    same = at(company.hanna).get(f"{url('compare', 'hr-leave')}?from=1&to=draft").content.decode()
    assert "They mean the same." in same


@pytest.mark.parametrize(
    "query", ["", "?from=1", "?from=1&to=9", "?from=x&to=draft", "?from=99999999999&to=1"]
)
def test_versions_that_are_not_there_can_not_be_compared(at, company, leave, query):
    assert at(company.hanna).get(url("compare", "hr-leave") + query).status_code == 404


def test_the_picture_names_shapes_in_the_readers_language(at, company, now):
    publish_process("hr-look", NAMES, APPROVED, department=company.hr, by=company.hanna, now=now)
    browser = at(company.hanna)
    assert "Look" in browser.get(url("process", "hr-look")).context["picture"]["xml"]
    company.hanna.language = "zh-hans"
    company.hanna.save()
    assert 'name="看一看"' in browser.get(url("process", "hr-look")).context["picture"]["xml"]


def test_the_panel_is_offered_people_teams_answers_and_ways(at, company, leave, used):
    desk = at(company.hanna).get(url("draft", "hr-leave")).context["desk"]
    assert ["hr-services", "HR services"] in desk["teams"]
    assert [one["name"] for one in desk["answers"]] == ["amount"]
    assert "comment" in {one["name"] for one in desk["operations"]}
    assert "comment" in {one["kind"] for one in desk["messages"]}
    assert "decline" in [name for name, _label in desk["transitions"]]
    assert {one["value"] for one in desk["ways"]} >= {
        "manager",
        "role",
        "team",
        "person",
        "answer",
        "expression",
    }
    assert all(str(text) for text in desk["words"].values())
    json.dumps(desk)


def test_colleagues_are_found_by_name(at, company):
    found = at(company.hanna).get(url("people"), {"q": "mara"}).json()
    assert [one["id"] for one in found] == ["mara"]


# ── conditions and tables ─────────────────────────────────────────────────────────────────────────


def test_conditions_are_read_with_the_questions_of_the_services(at, company, leave, used):
    asked = [{"place": "a", "source": "amount > 10"}, {"place": "b", "source": "nonsense > 1"}]
    data = {"_conditions": json.dumps(asked)}
    said = at(company.hanna).post(url("conditions", "hr-leave"), data).json()
    assert said["answers"][0]["rows"] == [{"fact": "amount", "sign": ">", "value": "10"}]
    assert "fault" in said["answers"][1]
    assert "amount" in {one["name"] for one in said["facts"]["process"]}


def test_where_no_service_tells_its_questions_a_name_that_is_written_is_an_answer(at, company, leave):
    data = {"_conditions": json.dumps([{"place": "a", "source": "amount > 10000"}])}
    said = at(company.hanna).post(url("conditions", "hr-leave"), data).json()["answers"][0]
    assert said["rows"] == [{"fact": "amount", "sign": ">", "value": "10000"}]
    assert "fault" not in said


@pytest.mark.parametrize("sent", ["", "nonsense", "{}", "[1, null]", "[" * 5000])
def test_conditions_that_are_none_are_answered_all_the_same(at, company, leave, sent):
    answer = at(company.hanna).post(url("conditions", "hr-leave"), {"_conditions": sent})
    assert answer.json()["answers"] == []


def test_a_table_is_told_its_wrong_cells(at, company, leave, used):
    table = {
        "inputs": [{"reads": "amount"}],
        "outputs": [{"name": "rate"}],
        "rows": [{"tests": ["> 10"], "values": ["1 +"]}],
    }
    data = {"name": "rate", "table": json.dumps(table)}
    said = at(company.hanna).post(url("table", "hr-leave"), data).json()
    assert [(one["row"], one["column"]) for one in said["faults"]] == [(1, 2)]
    said = at(company.hanna).post(url("table", "hr-leave"), {"name": "rate", "table": "nonsense"}).json()
    assert said["faults"]


def test_tables_go_out_as_a_dmn_file_and_come_back_the_same(at, company, leave, now):
    kept = {
        "label": "Rate",
        "policy": "C",
        "aggregate": "+",
        "inputs": [{"reads": "amount", "label": "Sum"}],
        "outputs": [{"name": "rate", "label": ""}],
        "rows": [
            {"tests": ["> 10"], "values": ["1"], "note": "large"},
            {"tests": [""], "values": ["2"], "note": ""},
        ],
    }
    change_draft(leave, decisions={"rate": kept}, by=company.hanna, now=now)
    browser = at(company.hanna)
    file = browser.get(url("tables", "hr-leave"))
    assert file["Content-Disposition"].endswith('.dmn"')
    back = browser.post(url("tables", "hr-leave"), {"file": upload(file.content, "rate.dmn")})
    assert back.json() == {"tables": {"rate": kept}}
    for bad in ("", "nonsense", SHORT):
        answer = browser.post(url("tables", "hr-leave"), {"file": upload(bad, "rate.dmn")})
        assert (answer.status_code, bool(answer.json()["message"])) == (422, True)
    assert browser.post(url("tables", "hr-leave")).status_code == 422


# ── trying ────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_tried_as_somebody_with_answers_and_tells_who_would_get_what(
    at, company, leave, used, now
):
    change_draft(leave, xml=APPROVED, by=company.hanna, now=now)
    browser = at(company.hanna)
    form = browser.get(url("try", "hr-leave")).content.decode()
    assert 'name="answer-amount"' in form
    data = {"person": "erin", "answer-amount": "250", "step-look.outcome": "approved"}
    page = browser.post(url("try", "hr-leave"), data)
    html = page.content.decode()
    assert page.context["trial"].path["passed"] == ["s", "look", "x", "large"]
    assert "high" in page.context["trial"].path["ways"]
    assert "Mara Manager" in html
    assert "It ends: Large" in html
    assert Draft.objects.get(pk=leave.pk).samples["answer-amount"] == "250"
    assert browser.post(url("try", "hr-leave"), data | {"answer-amount": "50"}).context["trial"].path[
        "passed"
    ] == ["s", "look", "x", "small"]


def test_a_rejection_that_declines_ends_the_trial(at, company, leave, used, now):
    change_draft(leave, xml=APPROVED, by=company.hanna, now=now)
    data = {"person": "erin", "answer-amount": "250", "step-look.outcome": "rejected"}
    trial = at(company.hanna).post(url("try", "hr-leave"), data).context["trial"]
    assert trial.path["passed"] == ["s", "look"]


def test_who_has_no_manager_goes_to_the_fallback(at, company, leave, used, now):
    change_draft(leave, xml=APPROVED, by=company.hanna, now=now)
    html = at(company.hanna).post(url("try", "hr-leave"), {"person": "mara"}).content.decode()
    assert "Hugo Helper" in html


def test_whom_an_answer_names_is_found_in_the_trial(at, company, leave, monkeypatch, now):
    use = Use("Expense", "/x/", facts=Facts(amount="number", boss="person"), key="expense")
    monkeypatch.setattr("processes.uses._tellers", [lambda slugs, person: {slug: [use] for slug in slugs}])
    named = APPROVED.replace('by="manager"', 'by="answer" value="boss"')
    change_draft(leave, xml=named, by=company.hanna, now=now)
    data = {"person": "erin", "answer-boss": "tom", "answer-amount": "1"}
    trial = at(company.hanna).post(url("try", "hr-leave"), data).context["trial"]
    look = next(one for one in trial.passed if one.element == "look")
    assert [one.person for one in look.people] == [company.tom]
    wrong = at(company.hanna).post(url("try", "hr-leave"), data | {"answer-boss": "nobody-here"})
    assert wrong.status_code == 422


def test_nobody_is_tried_as_who_is_not_here(at, company, leave):
    answer = at(company.hanna).post(url("try", "hr-leave"), {"person": "nobody-here"})
    assert answer.status_code == 422


def test_trying_leaves_nothing_behind(at, company, leave, used, now):
    from journal.models import Event
    from tickets.models import Task, Ticket

    change_draft(leave, xml=APPROVED, by=company.hanna, now=now)
    before = (Event.objects.count(), Ticket.objects.count(), Task.objects.count())
    at(company.hanna).post(url("try", "hr-leave"), {"person": "erin", "answer-amount": "250"})
    assert (Event.objects.count(), Ticket.objects.count(), Task.objects.count()) == before


# ── strangers ─────────────────────────────────────────────────────────────────────────────────────

READ = [
    *(("index",), ("new",), ("people",), ("process", "hr-leave"), ("version", "hr-leave", 1)),
    *(("version_file", "hr-leave", 1), ("compare", "hr-leave"), ("draft", "hr-leave")),
    *(
        ("tables", "hr-leave"),
        ("draft_file", "hr-leave"),
        ("import", "hr-leave"),
        ("try", "hr-leave"),
        ("publish", "hr-leave"),
    ),
]
WRITE = ["start", "save", "import", "conditions", "table", "tables", "try", "publish", "discard"]


@pytest.mark.parametrize("who", ["erin", "tom", "lea", "hugo", "mara"])
def test_who_draws_nothing_finds_nothing(at, company, leave, who):
    browser = at(getattr(company, who))
    for name, *args in READ:
        assert browser.get(url(name, *args)).status_code == 404, name
    for name in WRITE:
        assert browser.post(url(name, "hr-leave"), {"xml": LONGER}).status_code == 404, name
    assert browser.post(url("new"), {"name_en": "x"}).status_code == 404
    leave.refresh_from_db()
    assert leave.xml == SHORT


def test_publishers_of_another_department_find_nothing_of_it(at, company, leave):
    browser = at(company.fiona)
    assert "Leave" not in browser.get(url("index")).content.decode()
    for name, *args in READ[3:]:
        assert browser.get(url(name, *args)).status_code == 404, name
    for name in WRITE:
        assert browser.post(url(name, "hr-leave"), {"xml": LONGER}).status_code == 404, name


def test_the_companys_processes_are_seen_and_not_drawn_by_publishers(at, company, now):
    publish_process("company", NAMES, SHORT, department=None, by=company.ada, now=now)
    start_draft(Definition.objects.get(slug="company"), by=company.ada, now=now)
    browser = at(company.fiona)
    html = browser.get(url("process", "company")).content.decode()
    assert url("draft", "company") not in html
    assert browser.get(url("draft", "company")).status_code == 404
    assert browser.get(f"{url('compare', 'company')}?from=1&to=draft").status_code == 404
    assert url("draft", "company") not in browser.get(url("index")).content.decode()


def test_a_process_may_not_be_begun_for_another_department(at, company):
    answer = at(company.fiona).post(url("new"), {"name_en": "Errand", "department": company.hr.pk})
    assert answer.status_code == 422
    assert not Definition.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client, leave):
    assert client.get(url("draft", "hr-leave")).status_code == 302


# ── what pages cost ───────────────────────────────────────────────────────────────────────────────


def test_the_pages_keep_to_their_budgets(at, company, leave, now):
    for number in range(5):
        start_process({"en": f"More {number}"}, department=company.hr, by=company.hanna, now=now)
    browser = at(company.hanna)
    for page, address in (
        ("processes:index", url("index")),
        ("processes:process", url("process", "hr-leave")),
        ("processes:draft", url("draft", "hr-leave")),
    ):
        browser.get(address)
        with budget(page):
            browser.get(address)
