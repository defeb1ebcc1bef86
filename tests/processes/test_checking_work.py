"""What people and operations shall do is looked at before it runs: everybody is found, in time, and not by accident."""

import pytest

from processes.bpmn import read
from processes.checks import check, check_work
from processes.checks.company import Company
from processes.judging import judged
from processes.uses import Use
from rules import Facts

COMPANY = Company(
    teams={"hr-desk"},
    people={"mara"},
    roles={"lead"},
    operations={"comment": [{"name": "text", "required": True, "label": {"en": "Text"}}]},
    transitions={"fulfil", "decline", "Fulfil"},
)
MANAGER = '<desk:performer by="manager"/><desk:fallback by="team" value="hr-desk"/><desk:limit after="P2D"/>'


def drawn(shape, inside="", kind="userTask", end="", lanes=""):
    return f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:desk="urn:servicedesk:bpmn">
      <process id="p">{lanes}<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/>
      <{kind} id="t" name="Look" {shape}><extensionElements>{inside}</extensionElements></{kind}>
      <sequenceFlow id="g" sourceRef="t" targetRef="e"/><endEvent id="e" {end}/></process></definitions>"""


def found(*args, facts=None, company=COMPANY, **more):
    complaints = check_work(read(drawn(*args, **more)), facts, {}, company)
    return {(one.rule, one.element, one.severity) for one in complaints}


def approval(inside, settings="", **more):
    return found(f'desk:does="approval" {settings}', inside, **more)


def test_a_complete_approval_has_nothing_against_it():
    assert approval(MANAGER) == set()


def test_nobody_is_named_and_no_lane_helps():
    assert ("nobody", "t", "error") in found("", "")
    lane = '<laneSet id="l"><lane id="x" name="hr-desk"><flowNodeRef>t</flowNodeRef></lane></laneSet>'
    assert ("nobody", "t", "error") not in found("", "", lanes=lane)
    unknown = lane.replace("hr-desk", "nowhere")
    assert ("nobody", "t", "error") in found("", "", lanes=unknown)


def test_who_is_not_there_any_more_is_named():
    for by, value in (("team", "gone"), ("person", "gone"), ("role", "king"), ("team-lead", "gone")):
        assert ("unknown-performer", "t", "error") in found(
            "", f'<desk:performer by="{by}" value="{value}"/>'
        )
    for by, value in (("team", "hr-desk"), ("person", "mara"), ("role", "lead"), ("team-lead", "")):
        assert not any(one[2] == "error" for one in found("", f'<desk:performer by="{by}" value="{value}"/>'))


def test_a_way_that_needs_a_value_says_so():
    assert ("nobody", "t", "error") in found("", '<desk:performer by="role" value=""/>')
    assert ("nobody", "t", "error") not in found("", '<desk:performer by="team" value=""/>')


def test_who_may_not_be_found_wants_a_fallback():
    assert ("no-fallback", "t", "warning") in approval('<desk:performer by="manager"/>')
    assert ("no-fallback", "t", "warning") not in approval(MANAGER)
    assert ("no-fallback", "t", "warning") not in approval('<desk:performer by="team" value="hr-desk"/>')


def test_whoever_asks_should_not_decide():
    assert ("own-request", "t", "warning") in approval('<desk:performer by="requester"/>')
    assert ("own-request", "t", "warning") in approval(MANAGER, 'desk:ownRequest="approve"')
    assert ("own-request", "t", "warning") not in found("", '<desk:performer by="requester"/>')


def test_time_limits_are_there_and_can_be_read():
    assert ("no-limit", "t", "warning") in found("", '<desk:performer by="manager"/>')
    for limit in ('after="soon"', 'after=""', 'after="2 days"'):
        assert ("duration", "t", "error") in approval(f'<desk:performer by="manager"/><desk:limit {limit}/>')
    assert ("duration", "t", "error") in approval(f'{MANAGER}<desk:reminder after="later"/>')
    assert ("duration", "t", "error") in approval(MANAGER, 'desk:grace="a while"')


def test_an_escalation_goes_to_somebody():
    bare = '<desk:performer by="manager"/><desk:limit after="P1D" then="escalate"/>'
    assert ("nobody", "t", "error") in approval(bare)
    higher = bare.replace("/>", ' by="managers-manager"/>').replace(
        'by="manager" by="managers-manager"', 'by="manager"'
    )
    assert ("nobody", "t", "error") not in approval(higher)


def test_only_approvals_decide_themselves():
    decides = '<desk:performer by="manager"/><desk:limit after="P1D" then="approve"/>'
    assert ("limit", "t", "error") in found("", decides)
    assert ("limit", "t", "note") in approval(decides)


def test_settings_that_can_not_be_read_are_named():
    assert ("settings", "t", "error") in found('desk:rule="loudest"', MANAGER)
    assert ("settings", "t", "error") in found("", '<desk:performer by="nobody-knows"/>')
    assert ("settings", "t", "error") in found('desk:threshold="many"', MANAGER)


def test_questions_have_names_words_and_choices():
    assert ("ask", "t", "error") in found("", f'{MANAGER}<desk:ask name="if" label="x"/>')
    assert ("ask", "t", "error") in found("", f'{MANAGER}<desk:ask name="a" kind="choice" label="x"/>')
    twice = '<desk:ask name="a" label="x"/>' * 2
    assert ("ask", "t", "error") in found("", MANAGER + twice)
    assert ("ask", "t", "warning") in found('desk:does="question"', MANAGER)


def test_answers_are_looked_up_where_the_questions_are_known():
    facts = Facts(amount="number", boss="person")
    named = '<desk:performer by="answer" value="{}"/>'
    assert ("unknown-answer", "t", "error") in found("", named.format("chief"), facts=facts)
    assert ("performer", "t", "error") in found("", named.format("amount"), facts=facts)
    assert not any(one[2] == "error" for one in found("", named.format("boss"), facts=facts))
    assert not any(one[2] == "error" for one in found("", named.format("chief")))
    field = MANAGER + '<desk:field question="colour" may="read"/>'
    assert ("unknown-answer", "t", "error") in found("", field, facts=facts)


def test_an_expression_that_names_people_is_read():
    one = '<desk:performer by="expression" value="{}"/>'
    assert ("performer", "t", "error") in found("", one.format("1 +"))
    assert ("unknown-answer", "t", "error") in found("", one.format("chief"), facts=Facts(amount="number"))


def test_a_rejection_that_changes_nothing_is_told():
    assert ("rejected", "t", "warning") in approval(MANAGER, 'desk:rejected="continue"')


def test_ends_and_rejections_need_a_way_out_of_the_status():
    assert ("no-transition", "e", "warning") in approval(MANAGER, end='name="Somewhere"')
    assert ("no-transition", "e", "warning") not in approval(MANAGER, end='name="Fulfil"')
    assert ("no-transition", "e", "warning") not in approval(MANAGER, end='desk:transition="fulfil"')
    lifecycle = Company(transitions={"fulfil"})
    assert ("no-transition", "t", "warning") in approval(MANAGER, company=lifecycle)


def test_operations_are_known_and_get_what_they_need():
    service = {"kind": "serviceTask"}
    assert ("no-operation", "t", "error") in found("", "", **service)
    assert ("unknown-operation", "t", "error") in found('desk:operation="explode"', "", **service)
    assert ("input", "t", "error") in found('desk:operation="comment"', "", **service)
    given = '<desk:input name="text" value="Done"/>'
    assert found('desk:operation="comment"', given, **service) == set()
    assert ("input", "t", "error") in found(
        'desk:operation="comment"', given + '<desk:input name="loud" value="yes"/>', **service
    )
    worked_out = '<desk:input name="text" expression="1 +"/>'
    assert ("input", "t", "error") in found('desk:operation="comment"', worked_out, **service)


def test_what_a_step_asks_and_the_outcome_are_known_to_conditions_after_it():
    source = drawn('desk:does="approval"', MANAGER + '<desk:ask name="cost" kind="number" label="Cost"/>')
    source = source.replace(
        '<sequenceFlow id="g" sourceRef="t" targetRef="e"/>',
        """<sequenceFlow id="g" sourceRef="t" targetRef="x"/><exclusiveGateway id="x" default="n"/>
        <sequenceFlow id="y" sourceRef="x" targetRef="e"><conditionExpression>cost &gt; 5 &amp;&amp;
        outcome == "approved"</conditionExpression></sequenceFlow><sequenceFlow id="n" sourceRef="x" targetRef="e"/>""",
    )
    assert not [one for one in check(read(source), Facts(amount="number")) if one.severity == "error"]


@pytest.mark.django_db
def test_a_drawing_is_judged_with_the_company_and_each_service(company, monkeypatch):
    uses = [Use("Expense", facts=Facts(sum="number"), lifecycle="request", key="x")]
    monkeypatch.setattr("processes.uses._tellers", [lambda slugs, person: dict.fromkeys(slugs, uses)])
    inside = '<desk:performer by="answer" value="chief"/><desk:limit after="P1D"/>'
    source = drawn('desk:does="approval"', inside, end='name="Nirvana"')
    complaints = judged("hr-leave", source, {}, company.hanna)
    said = {one.rule: one for one in complaints}
    assert said["unknown-answer"].severity == "error"
    assert "Expense" in said["unknown-answer"].text
    assert said["no-transition"].element == "e"
    assert [one.severity for one in complaints] == sorted(one.severity for one in complaints)
    team = drawn("", '<desk:performer by="team" value="hr-services"/>')
    assert not [one for one in judged("hr-leave", team, {}) if one.severity == "error"]
