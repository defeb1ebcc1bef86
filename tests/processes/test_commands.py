"""A diagram at the command line: what it holds, and where it leads."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.processes.diagrams import xml

TWO_STAGES = """
    start s; person manager; exclusive x default=no; person finance; end fine; end big
    s > manager > x
    x > finance : amount > 10000
    no = x > fine; finance > big
"""


@pytest.fixture
def written(tmp_path):
    def write(text, name="process.bpmn"):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return write


def told(capsys, *words, **options):
    call_command(*words, **options)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_file_gets_its_own_line(written, capsys):
    good, bad = written(xml(TWO_STAGES)), written("<no", "bad.bpmn")
    first, second, third = told(capsys, "check_process", good, bad, "/nowhere/at.all")
    assert (first["executable"], first["complaints"]) == (True, [])
    assert {"id": "x", "kind": "exclusiveGateway", "name": ""} in first["elements"]
    assert (second["executable"], second["complaints"][0]["rule"]) == (False, "not-xml")
    assert third["complaints"][0]["rule"] == "unreadable"


def test_a_complaint_names_its_element(written, capsys):
    (report,) = told(capsys, "check_process", written(xml("start s; complex x; end e; s > x > e")))
    assert not report["executable"]
    assert {(one["element"], one["severity"]) for one in report["complaints"]} == {("x", "error")}


@pytest.mark.parametrize(("amount", "last"), [(9999, "fine"), (10000, "fine"), (10001, "big")])
def test_a_walk_takes_the_way_its_data_says(written, capsys, amount, last):
    (walk,) = told(capsys, "try_process", written(xml(TWO_STAGES)), data=json.dumps({"amount": amount}))
    assert walk["ends"] == [last]
    assert ("finance" in walk["passed"]) == (last == "big")
    assert walk["is_over"]


def test_a_walk_says_what_still_waits_and_lets_time_pass(written, capsys):
    text = """
        start s; parallel p; catch word message=reply; catch day timer=P1D; end e; end f
        s > p > word > e; p > day > f
    """
    (walk,) = told(capsys, "try_process", written(xml(text)))
    assert walk["ends"] == ["f"]
    assert walk["waiting"] == [{"element": "word", "kind": "message", "for": "reply"}]


def test_a_walk_says_where_it_can_not_go_on(written, capsys):
    text = "start s; exclusive x; end a; end b; s > x; x > a : n > 1; x > b : n < 0"
    (walk,) = told(capsys, "try_process", written(xml(text)), data='{"n": 1}')
    assert walk["failed"][0]["element"] == "x"


def test_a_walk_that_never_ends_is_stopped(written):
    text = "start s; exclusive m; person t; exclusive x default=d; end e; s > m > t > x; x > m : again; d = x > e"
    with pytest.raises(CommandError, match="never ends"):
        call_command("try_process", written(xml(text)), data='{"again": true}')


def test_a_circle_of_scripts_is_stopped(written):
    text = """
        start s; exclusive m; script t script='n = n + 1'; exclusive x default=d; end e
        s > m > t > x; d = x > m; x > e : n < 0
    """
    with pytest.raises(CommandError, match="circles"):
        call_command("try_process", written(xml(text)), data='{"n": 0}')


@pytest.mark.parametrize("data", ["{", "[]", '"text"'])
def test_bad_data_is_refused(written, data):
    with pytest.raises(CommandError, match="--data"):
        call_command("try_process", written(xml(TWO_STAGES)), data=data)


def test_what_can_not_be_run_is_refused_with_its_element(written):
    with pytest.raises(CommandError, match="x: A complex gateway"):
        call_command("try_process", written(xml("start s; complex x; end e; s > x > e")))
