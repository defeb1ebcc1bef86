"""BPMN 2.0 diagrams as data: `read(xml)` gives a `Drawing`, or refuses with what is wrong where; `write` gives it back.

This package knows the notation and nothing of running it; `processes.engine` runs what it gives out.
"""

from processes.bpmn.drawing import Drawing, Event, Extra, Flow, Graph, Loop, Node, Timer
from processes.bpmn.reading import read
from processes.bpmn.writing import write

__all__ = ["Drawing", "Event", "Extra", "Flow", "Graph", "Loop", "Node", "Timer", "read", "write"]
