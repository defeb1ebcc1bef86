"""A diagram is judged before it runs: what is wrong is said of the element where it is, in words."""

import shlex

import pytest

from processes.bpmn import read
from processes.checks import check
from processes.complaints import BadDiagram
from rules import Facts
from tests.processes.diagrams import draw, xml

FINE = "start s; person t; end e; s > t > e"


def told(text: str, facts: Facts | None = None, **others: str) -> set[tuple[str, str]]:
    """(rule, element) of every error and warning."""
    return {(one.rule, one.element) for one in check(draw(text, **others), facts) if one.severity != "note"}


def test_a_good_diagram_draws_no_complaint():
    assert told(FINE) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("start s; person t; person far; end e; s > t > e; far > e", ("unreachable", "far")),
        ("start s; person t; s > t", ("open-end", "t")),
        ("start s; exclusive x; s > x", ("dead-end", "x")),
        ("start s; end e; person t; s > e > t", ("after-end", "e")),
        ("start s; person t; end e; s > t > e; t > s", ("before-start", "s")),
        ("start s; person t; end e; s > t > e; t > nowhere", ("loose-flow", "t_nowhere")),
        ("start s; exclusive x; end a; end b; s > x > a; x > b", ("which-way", "x")),
        ("start s; exclusive x; end a; end b; s > x; x > a : n > 1; x > b : n < 1", ("no-default", "x")),
        ("start s; person t; border b on=nothing timer=P1D; end e; s > t > e; b > e", ("no-host", "b")),
        ("start s; race r; person t; end e; s > r > t > e", ("event-gateway", "t")),
        ("start s; exclusive a; exclusive b; end e; s > a > b; b > a; b > e : n > 1", ("endless", "a")),
        ("start s; complex x; end e; s > x > e", ("not-supported", "x")),
        ("start s; rule r; end e; s > r > e", ("unknown-decision", "r")),
        ("start s; catch c; end e; s > c > e", ("not-supported", "c")),
        ("start s; catch c message=; end e; s > c > e", ("no-name", "c")),
        ("start s; call c calls=lost; end e; s > c > e", ("unknown-process", "c")),
        ("start s; throw l link=there; end e; s > l; s > e", ("link", "l")),
        ("start s; catch c timer='4 hours'; end e; s > c > e", ("timer", "c")),
        ("start s; catch c timer=R/nonsense; end e; s > c > e", ("timer", "c")),
        ("start s; script c script='import os'; end e; s > c > e", ("script", "c")),
        ("start s; script c script=nothing; end e; s > c > e", ("no-effect", "c")),
        ("start s; script c script='if = 1'; end e; s > c > e", ("script", "c")),
        ("start s; exclusive x default=d; end a; end b; s > x; x > a : n >; d = x > b", ("condition", "x_a")),
        ("start s; person t loop=; end e; s > t > e", ("endless", "t")),
        ("start s; person t; person t; end e; s > t > e", ("same-id", "t")),
        ("start s; start z; end e; s > e; z > e", ("several-starts", "z")),
        ("start s; script c script='x = 1'; border b on=c error=no; end e; s > c > e; b > e", ("never", "b")),
        ("start s; race r; catch c message=m; end e; s > r > c > e; s > c", ("event-gateway", "c")),
        ("start s; person t times=; end e; s > t > e", ("repetition", "t")),
        ("start s; exclusive x times=3; end e; s > x > e", ("not-supported", "x")),
        ("start s; receive r message=; end e; s > r > e", ("no-name", "r")),
        ("start s; catch l link=there; end e; s > e; l > e", ("link", "l")),
        ("start s; catch c error=no; end e; s > c > e", ("not-supported", "c")),
        ("start s; sub w {\n}\nend e; s > w > e", ("empty", "w")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_is_wrong_is_said_where_it_is(text, expected):
    assert expected in told(text)


def test_a_condition_on_an_answer_the_service_does_not_ask_is_refused():
    text = "start s; exclusive x default=d; end a; end b; s > x; x > a : amonut > 10; d = x > b"
    assert told(text) == set()  # nothing is known of the answers
    assert ("unknown-answer", "x_a") in told(text, Facts(amount="number"))
    assert told(text.replace("amonut", "amount"), Facts(amount="number")) == set()
    assert ("condition", "x_a") in told(text.replace("amonut", "amount"), Facts(amount="text"))


def test_what_a_script_sets_and_a_repetition_gives_is_known():
    text = """
        start s; script c script="big = amount > 10"; exclusive x default=d; person t each="names" item=name; end b
        s > c > x; x > t : big; d = x > b; t > b
    """
    assert told(text, Facts(amount="number", names="list")) == set()


def test_a_loop_with_a_task_in_it_is_no_endless_one():
    assert (
        told(
            "start s; exclusive m; person t; exclusive x default=d; end e; s > m > t > x; x > m : again; d = x > e"
        )
        == set()
    )


def test_what_only_documents_is_named_and_does_no_harm():
    text = xml(FINE).replace("<userTask", '<dataObject id="paper"/><textAnnotation id="note"/><userTask')
    (note,) = check(read(text))
    assert (note.severity, note.element) == ("note", "paper")


def test_of_several_special_starts_the_first_is_taken_and_the_others_named():
    complaints = check(draw("start a timer=P1D; start b message=m; end e; a > e; b > e"))
    assert [(one.rule, one.element, one.severity) for one in complaints] == [("several-starts", "b", "note")]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<userTask", '<subProcess id="x" triggeredByEvent="true"/><userTask', "not-supported"),
        ("<userTask", '<adHocSubProcess id="x"/><userTask', "not-supported"),
        ("<userTask", '<transaction id="x"/><userTask', "transaction"),
        (
            "<userTask",
            '<receiveTask id="r"/><intermediateCatchEvent id="x"><signalEventDefinition/><timerEventDefinition/>'
            "</intermediateCatchEvent><userTask",
            "not-supported",
        ),
        (
            "<userTask",
            '<intermediateCatchEvent id="x"><eventDefinitionRef>y</eventDefinitionRef>'
            "</intermediateCatchEvent><userTask",
            "not-supported",
        ),
        (
            "<userTask",
            '<intermediateCatchEvent id="x"><timerEventDefinition/></intermediateCatchEvent><userTask',
            "timer",
        ),
    ],
)
def test_what_other_tools_draw_and_we_do_not_run_is_named(old, new, rule):
    complaints = check(read(xml(FINE).replace(old, new, 1)))
    assert (rule, "x") in {(one.rule, one.element) for one in complaints}


def test_lanes_pools_and_messages_between_them_are_read():
    text = xml("start s; person t; end e; s > t > e").replace(
        "<process",
        '<collaboration id="c"><participant id="p" processRef="main"/><messageFlow id="f" sourceRef="p" targetRef="t"/>'
        "</collaboration><process",
    )
    text = text.replace(
        "<startEvent",
        '<laneSet><lane id="l" name="Finance"><flowNodeRef>t</flowNodeRef><childLaneSet><lane id="m">'
        "<flowNodeRef>e</flowNodeRef></lane></childLaneSet></lane></laneSet><startEvent",
    )
    drawing = read(text)
    assert drawing.processes["main"].nodes["t"].lane == "Finance"
    assert drawing.processes["main"].nodes["e"].lane == "m"
    assert [(one.element, one.severity) for one in check(drawing)] == [("f", "note")]


def test_an_element_nobody_knows_is_refused_by_name():
    text = xml(FINE).replace("<userTask", '<callChoreography id="odd"/><userTask')
    (complaint,) = check(read(text))
    assert (complaint.rule, complaint.element) == ("not-supported", "odd")
    assert "callChoreography" in complaint.text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "not-xml"),
        ("<definitions", "not-xml"),
        ("<html/>", "not-bpmn"),
        ('<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "doctype"),
        ('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><d/>', "doctype"),
        ('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', "doctype"),
        ('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "no-process"),
        ("<a>" * 100 + "</a>" * 100, "too-deep"),
        ("<a>" + " " * 2_000_001 + "</a>", "too-large"),
        ("\x00", "not-xml"),
    ],
    ids=lambda value: value if len(value) < 12 else "",
)
def test_what_is_no_diagram_is_refused_in_words(text, rule):
    with pytest.raises(BadDiagram) as refused:
        read(text)
    assert refused.value.complaints[0].rule == rule
    assert str(refused.value)


def test_a_billion_laughs_stay_unlaughed():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(BadDiagram):
        read(f'<!DOCTYPE d [<!ENTITY l0 "ha">{entities}]><d>&l9;</d>')


def test_thousands_of_shapes_are_refused_and_many_are_judged():
    many = "start s; end e; " + "; ".join(f"person t{n}" for n in range(1400))
    chain = " > ".join(["s", *(f"t{n}" for n in range(1400)), "e"])
    assert told(f"{many}; {chain}") == set()
    with pytest.raises(BadDiagram) as refused:
        draw(f"{many}; " + "; ".join(f"person u{n}" for n in range(200)))
    assert refused.value.complaints[0].rule == "too-many"


def test_a_script_in_another_language_is_refused_and_not_run():
    for script in ('__import__("os").system("true")', "x = __import__('os')", "print(1); x = 2"):
        assert ("script", "c") in told(
            f"start s; script c script={shlex.quote(script.replace(';', ','))}; end e; s > c > e"
        )
