"""Versions made ready to run: compiled once per server process, with what people set on their shapes."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from processes import messages
from processes.bpmn import Drawing, Node
from processes.engine import Compiled, compiled
from processes.models import Version
from processes.settings import HumanWork, Operation, operation_of, work_of
from processes.store import decisions_of, drawing_of

MOST_KEPT = 200
WORD = re.compile(r"[A-Za-z_]\w*")
_kept: OrderedDict[int, "Ready"] = OrderedDict()


@dataclass
class Ready:
    """A version of a process as runs use it.

    `outermost` are the ids of the shapes that lie in no sub-process; `words` is everything in the diagram that
    could be the name of a fact; `hears` are the kinds of messages from outside it waits for somewhere.
    """

    version_id: int
    drawing: Drawing
    compiled: Compiled
    outermost: frozenset[str]
    words: frozenset[str]
    hears: frozenset[str]
    _work: dict[str, HumanWork] = field(default_factory=dict)
    _operations: dict[str, Operation] = field(default_factory=dict)

    @property
    def nodes(self) -> Mapping[str, Node]:
        return self.compiled.nodes

    def work(self, node: Node) -> HumanWork:
        """What people do at the shape, read once. Raises `BadSetting`."""
        if node.id not in self._work:
            self._work[node.id] = work_of(node)
        return self._work[node.id]

    def operation(self, node: Node) -> Operation:
        """What the desk does at the shape, read once. Raises `BadSetting`."""
        if node.id not in self._operations:
            self._operations[node.id] = operation_of(node)
        return self._operations[node.id]


def ready(version_id: int) -> Ready:
    """The version, compiled at most once per server process. Raises `BadDiagram`."""
    known = _kept.get(version_id)
    if known is None or known.drawing is not drawing_of(version_id):
        known = _kept[version_id] = _made(version_id)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    else:
        _kept.move_to_end(version_id)
    return known


def _made(version_id: int) -> Ready:
    drawing, decisions = drawing_of(version_id), decisions_of(version_id)
    made = compiled(drawing, decisions=decisions)
    main = drawing.processes[made.name]
    heard = {
        kind
        for _graph, node in drawing.walk()
        if node.event and node.event.kind == "message" and (kind := messages.kind_of(node.event.name))
    }
    version = Version.objects.only("xml", "decisions").get(pk=version_id)
    words = WORD.findall(version.xml) + WORD.findall(str(version.decisions))
    return Ready(version_id, drawing, made, frozenset(main.nodes), frozenset(words), frozenset(heard))
