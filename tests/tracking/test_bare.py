"""The picture of a diagram: what makes it run, and what people wrote beside it, stays where it is."""

import pytest

from processes.bpmn.bare import bare

DRAWN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:desk="urn:servicedesk:bpmn" xmlns:bioc="urn:colours"
  targetNamespace="urn:test">
  <message id="M" name="secret-message"/>
  <process id="P" isExecutable="true"><documentation>secret-words</documentation>
    <startEvent id="s"/>
    <userTask id="Approve" name="Manager approves" desk:nameZh="经理审批" desk:instructions="secret-instruction">
      <documentation>secret-words</documentation>
      <extensionElements><desk:performer by="person" value="secret-person"/></extensionElements>
      <multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>secret-count</loopCardinality>
      </multiInstanceLoopCharacteristics>
    </userTask>
    <exclusiveGateway id="g" name="secret-question"/>
    <scriptTask id="w" name="Work it out"><script>secret-script</script></scriptTask>
    <boundaryEvent id="late" attachedToRef="Approve">
      <timerEventDefinition id="t"><timeDuration>secret-time</timeDuration></timerEventDefinition></boundaryEvent>
    <sequenceFlow id="f1" sourceRef="s" targetRef="Approve"/>
    <sequenceFlow id="f2" name="secret-amount" sourceRef="g" targetRef="w">
      <conditionExpression>secret-condition</conditionExpression></sequenceFlow>
    <textAnnotation id="n"><text>secret-note</text></textAnnotation>
    <association id="a" sourceRef="Approve" targetRef="n"/>
  </process>
  <bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="Pl" bpmnElement="P">
    <bpmndi:BPMNShape id="S1" bpmnElement="Approve" bioc:fill="secret-colour">
      <dc:Bounds x="1" y="2" width="3" height="4"/>
    </bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="S2" bpmnElement="n"><dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="E1" bpmnElement="f1"><di:waypoint x="1" y="1"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>"""
FOR_ALL = (
    "Manager approves",
    "Work it out",
    'id="late"',
    "timerEventDefinition",
    'isSequential="true"',
    'x="1"',
)


def test_a_requester_gets_shapes_and_the_names_of_steps_and_nothing_else():
    seen = bare(DRAWN, chinese=False, remarks=False)
    assert "secret" not in seen
    assert all(one in seen for one in FOR_ALL)
    assert 'bpmnElement="n"' not in seen


def test_who_works_on_it_also_reads_what_gateways_ask_and_notes_but_no_conditions():
    seen = bare(DRAWN, chinese=False, remarks=True)
    for known in ("secret-question", "secret-amount", "secret-note", *FOR_ALL):
        assert known in seen
    for unknown in (
        "condition",
        "script<",
        "person",
        "instruction",
        "words",
        "time<",
        "colour",
        "message",
        "count",
    ):
        assert f"secret-{unknown}" not in seen
    assert "secret-condition" not in seen
    assert "secret-script" not in seen


def test_shapes_are_named_in_the_readers_language():
    seen = bare(DRAWN, chinese=True, remarks=False)
    assert "经理审批" in seen
    assert "Manager approves" not in seen
    assert "Work it out" in seen  # has no Chinese name


@pytest.mark.parametrize("drawn", ['<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'])
def test_nothing_drawn_is_no_picture(drawn):
    assert bare(drawn, chinese=False, remarks=True) == ""
