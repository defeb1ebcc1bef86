"""Whether what the desk shall do by itself is something it can do, with all it needs to know."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from processes.bpmn import Drawing, Node
from processes.checks.company import Company
from processes.checks.words import Known
from processes.complaints import Complaint
from processes.settings import BadSetting, Operation, is_operation, operation_of
from ui.bilingual import pick

PLACE = re.compile(r"\{([A-Za-z_]\w*)\}")  # an answer inside a text
GIVEN = ("webhook",)  # what only the run itself knows


def check(drawing: Drawing, known: Known, company: Company) -> Iterator[Complaint]:
    for _graph, node in drawing.walk():
        if not is_operation(node):
            continue
        try:
            set_ = operation_of(node)
        except BadSetting as bad:
            yield Complaint("settings", node.id, _("A setting can't be read: {reason}").format(reason=bad))
            continue
        yield from _operation(node, set_, known, company)


def _operation(node: Node, asked: Operation, known: Known, company: Company) -> Iterator[Complaint]:
    if not asked.operation:
        yield Complaint("no-operation", node.id, _("It isn't said what the desk does here."))
        return
    for one in asked.inputs:
        if one.expression.strip():
            yield from known.fault(node.id, one.expression, "any", rule="input")
        for name in PLACE.findall(one.value) if known.strict else ():
            if name not in known.facts and name not in GIVEN:
                text = _("There is no answer called “{name}”.").format(name=name)
                yield Complaint("unknown-answer", node.id, text)
    if company.operations is None:
        return
    if asked.operation not in company.operations:
        text = _("There is no operation “{name}”.").format(name=asked.operation)
        yield Complaint("unknown-operation", node.id, text)
        return
    inputs = {one["name"]: one for one in company.operations[asked.operation]}
    given = {one.name for one in asked.inputs if one.value.strip() or one.expression.strip()}
    for name, one in inputs.items():
        if one.get("required") and name not in given:
            text = _("“{input}” is missing.").format(input=pick(one.get("label")) or name)
            yield Complaint("input", node.id, text)
    for name in sorted(given - inputs.keys()):
        text = _("The operation takes no “{input}”.").format(input=name)
        yield Complaint("input", node.id, text)
