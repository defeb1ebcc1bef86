"""The empty canvas a process begins on: one start event, and its place in the picture."""

from xml.sax.saxutils import quoteattr

from processes.bpmn.xml import BPMN, OWN

EMPTY = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="{bpmn}" xmlns:desk="{own}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="definitions" targetNamespace="{own}">
  <process id="process" name={name} isExecutable="true">
    <startEvent id="start"/>
  </process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="process">
      <bpmndi:BPMNShape id="start_shape" bpmnElement="start">
        <dc:Bounds x="180" y="180" width="36" height="36"/>
      </bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</definitions>
"""


def blank(name: str) -> str:
    """The XML of a process nobody has drawn yet."""
    return EMPTY.format(bpmn=BPMN, own=OWN, name=quoteattr(name))
