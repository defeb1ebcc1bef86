"""BPMN 2.0 diagrams as data: `read(xml)` gives a `Drawing`, or refuses with what is wrong where.

This package knows the notation and nothing of running it; `processes.engine` runs what it gives out.
"""

from processes.bpmn.drawing import Drawing, Event, Extra, Flow, Graph, Loop, Node, Timer
from processes.bpmn.reading import read

__all__ = ["Drawing", "Event", "Extra", "Flow", "Graph", "Loop", "Node", "Timer", "read"]
