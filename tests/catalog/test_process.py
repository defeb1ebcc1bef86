"""A service that names a process: what publishing asks of it, and how its tickets come to where it runs."""

from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from catalog.actions import order
from catalog.checks import check
from catalog.faults import CannotPublish
from processes.actions import BrokenProcess, publish_process
from processes.models import Definition
from tests.cast import NOW
from tests.catalog.conftest import question
from tests.processes.diagrams import xml
from tickets.models import Ticket

SHORT = "start s; end e\ns > e"
FORKED = "start s; exclusive x default=no; end good; end bad\ns > x\nx > good : amount > 10\nno = x > bad"
pytestmark = pytest.mark.django_db


def run(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def process(company):
    def draw(slug: str, text: str = SHORT, department=None) -> Definition:
        names, by = {"en": slug, "zh": slug}, company.machine
        return publish_process(slug, names, xml(text), department=department, by=by, now=NOW).definition

    return draw


def test_its_tickets_go_at_once_to_where_the_process_runs(company, offer, process):
    process("manager-approval")
    ticket = order(offer(process="manager-approval"), by=company.erin, answers={}, now=NOW, channel="portal")
    kept = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, kept.status) == ("fulfilling", "fulfilling")
    assert kept.terms.content["process"] == "manager-approval"


def test_without_one_a_ticket_waits_for_somebody(company, offer):
    ticket = order(offer(), by=company.erin, answers={}, now=NOW, channel="portal")
    assert (ticket.status, ticket.terms) == ("submitted", None)


def test_where_the_desk_may_not_take_it_up_it_waits(company, offer, process):
    process("fix")
    ticket = order(
        offer(kind="incident", lifecycle="incident", process="fix"),
        by=company.erin,
        answers={},
        now=NOW,
        channel="portal",
    )
    assert ticket.status == "reported"


def test_a_process_nobody_knows_is_refused(offer):
    spec = offer().service_spec.model_copy(update={"process": "nowhere"})
    assert "There is no process “nowhere”." in [str(fault) for fault in check(spec)]


def test_another_departments_process_is_not_told_from_none(company, offer, process):
    process("hr-secret", department=company.hr)
    with pytest.raises(CannotPublish, match="There is no process “hr-secret”"):
        offer(process="hr-secret")


def test_a_lifecycle_without_room_for_a_process_is_refused(offer, process):
    process("manager-approval")
    with pytest.raises(CannotPublish, match="no status in which"):
        offer(kind="problem", lifecycle="problem", process="manager-approval")


def test_naming_none_leaves_a_service_what_it_was(offer):
    spec = offer().service_spec
    assert spec.digest() == spec.model_copy(update={"process": ""}).digest()
    assert spec.digest() != spec.model_copy(update={"process": "x"}).digest()


def test_a_process_that_reads_what_the_form_does_not_ask_is_refused(offer, process):
    process("by-amount", FORKED)
    with pytest.raises(CannotPublish, match=r"The process doesn't fit the form: .*amount"):
        offer(process="by-amount")
    offer(process="by-amount", questions=[question("number", "amount")])


def test_a_new_version_that_reads_what_a_service_does_not_ask_is_refused(company, offer, process):
    process("by-amount")
    offer(process="by-amount")
    with pytest.raises(BrokenProcess) as refused:
        process("by-amount", FORKED)
    assert "(used by: Thing)" in refused.value.complaints[0].text


def test_a_process_goes_along_in_the_file_and_is_published_only_when_asked(company, offer, process, tmp_path):
    process("by-amount", FORKED)
    offer("thing", process="by-amount", questions=[question("number", "amount")])
    path = tmp_path / "thing.yaml"
    run("export_service", "thing", str(path))
    assert "startEvent" in yaml.safe_load(path.read_text())["process"]["xml"]
    assert run("import_service", str(path)) == "no differences\n"
    path.write_text(path.read_text().replace("by-amount", "by-sum"))

    with pytest.raises(CommandError, match="--with-process"):
        run("import_service", str(path))
    told = run("import_service", str(path), "--with-process", "--dry-run")
    assert told == "Process: “by-amount” → “by-sum”\n"
    assert not Definition.objects.filter(slug="by-sum").exists()
    assert "version 2 is published" in run("import_service", str(path), "--with-process")
    assert Definition.objects.get(slug="by-sum").department == company.it


@pytest.mark.parametrize(
    "diagram", ["<a", "<x/>", xml("start s; exclusive x; end a; end b\ns > x > a\nx > b")]
)
def test_a_broken_process_in_a_file_is_refused_with_its_reason(company, offer, process, tmp_path, diagram):
    process("by-amount")
    offer("thing", process="by-amount")
    path = tmp_path / "thing.yaml"
    run("export_service", "thing", str(path))
    data = yaml.safe_load(path.read_text().replace("by-amount", "by-sum"))
    data["process"]["xml"] = diagram
    path.write_text(yaml.safe_dump(data))
    with pytest.raises(CommandError, match=r"thing\.yaml:\d+: process: "):
        run("import_service", str(path), "--with-process")
    assert not Definition.objects.filter(slug="by-sum").exists()
