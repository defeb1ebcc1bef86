"""What people set on a shape beside the notation, read from our own attributes and elements, typed.

In the XML (namespace `processes.bpmn.xml.OWN`, prefix `desk`): scalars are attributes of the shape, lists are
elements in its `extensionElements`. A user, manual or plain task is human work, a service or send task an operation.

    <userTask id="Approve" name="Manager approves" desk:nameZh="经理审批" desk:does="approval" desk:rule="all"
              desk:order="parallel" desk:rejected="decline" desk:afterReturn="here" desk:grace="PT10M">
      <extensionElements>
        <desk:performer by="manager" value="" weight="1"/>        who; several make a group
        <desk:fallback by="team" value="hr-desk"/>                 when nobody is found
        <desk:limit after="P2D" working="true" then="escalate" by="managers-manager" value=""/>
        <desk:reminder after="P1D" working="true"/>
        <desk:field question="amount" may="read"/>                 what of the form is seen and edited here
        <desk:ask name="cost" kind="text" label="Cost?" labelZh="费用?" required="true" choices="a=Apple; b=Pear"/>
      </extensionElements>
    </userTask>
    <serviceTask id="Tell" desk:operation="comment">
      <extensionElements><desk:input name="text" value="Done" expression=""/></extensionElements>
    </serviceTask>
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from processes.bpmn import Node
from processes.bpmn.drawing import OPERATIONS, PEOPLE
from tickets.performers import Performer


class _Set(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Reminder(_Set):
    after: str
    working: bool = True


class Limit(Reminder):
    """How long it may take and what happens then; `escalate` hands it to a performer as well."""

    then: Literal["remind", "escalate", "approve", "reject", "expire"] = "remind"
    by: str = ""
    value: str = ""


class FieldRight(_Set):
    question: str
    may: Literal["hidden", "read", "edit"] = "read"


class Ask(_Set):
    """A question whoever finishes the step answers; `choices` are `value=label; …`. The answer is a fact."""

    name: str
    kind: Literal["text", "longtext", "choice", "person", "team", "yesno", "date", "number"] = "text"
    label: str = ""
    label_zh: str = Field("", alias="labelZh")
    required: bool = True
    choices: str = ""


class HumanWork(_Set):
    """What people do at a step. `rejected` says what a refused approval means: `decline` ends the run by the
    transition of that name, `continue` leaves it to the flow, which reads the fact `outcome`."""

    does: Literal["work", "approval", "question"] = "work"
    instructions: str = ""
    instructions_zh: str = Field("", alias="instructionsZh")
    performers: tuple[Performer, ...] = ()
    fallbacks: tuple[Performer, ...] = ()
    rule: Literal["any", "all", "majority", "weighted"] = "all"
    threshold: int = Field(50, ge=1, le=100)
    order: Literal["parallel", "sequence"] = "parallel"
    limit: Limit | None = None
    reminders: tuple[Reminder, ...] = ()
    fields: tuple[FieldRight, ...] = ()
    asks: tuple[Ask, ...] = ()
    rejected: Literal["decline", "continue"] = "decline"
    after_return: Literal["here", "onward"] = Field("here", alias="afterReturn")
    grace: str = "PT10M"
    same_person: Literal["ask", "approve"] = Field("approve", alias="samePerson")
    own_request: Literal["ask", "approve", "fallback"] = Field("fallback", alias="ownRequest")


class Input(_Set):
    """One input of an operation: a plain value, or a CEL expression."""

    name: str
    value: str = ""
    expression: str = ""


class Operation(_Set):
    """What the desk does by itself at a step; which there are says `processes.operations`."""

    operation: str = ""
    inputs: tuple[Input, ...] = ()
    performers: tuple[Performer, ...] = ()  # whom it is about, where it is about people
    fallbacks: tuple[Performer, ...] = ()


class BadSetting(Exception):
    """A setting that can't be read; `place` names it."""

    def __init__(self, place: str, problem: str) -> None:
        self.place = place
        super().__init__(f"{place}: {problem}")


LISTS = {
    "performer": "performers",
    "fallback": "fallbacks",
    "reminder": "reminders",
    "field": "fields",
    "ask": "asks",
    "input": "inputs",
}


def work_of(node: Node) -> HumanWork:
    """The human work of a step. Raises `BadSetting`."""
    return _read(HumanWork, node)


def operation_of(node: Node) -> Operation:
    """The operation of a step. Raises `BadSetting`."""
    return _read(Operation, node)


def is_work(node: Node) -> bool:
    return node.kind in PEOPLE


def is_operation(node: Node) -> bool:
    return node.kind in OPERATIONS


def names_of(node: Node) -> dict[str, str]:
    """What the shape is called in both languages."""
    return {"en": node.name, "zh": node.settings.get("nameZh", "")}


def _read(model: type[Any], node: Node) -> Any:
    data: dict[str, Any] = dict(node.settings)
    for extra in node.extras:
        if extra.kind in LISTS:
            data.setdefault(LISTS[extra.kind], []).append(dict(extra.values))
        elif extra.kind == "limit":
            data["limit"] = dict(extra.values)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadSetting(".".join(str(part) for part in first["loc"]), first["msg"]) from None
