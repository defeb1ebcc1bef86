"""Who has to act: ways of naming people that hold for any ticket, and what a way of naming may carry.

`Performer` is how a diagram, a rule or a person names them; `tickets.performing.appointed` turns names into people.
"""

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

By = Literal[
    "requester",
    "manager",
    "managers-manager",
    "department-head",
    "cost-centre-owner",
    "role",
    "team",
    "team-lead",
    "person",
    "assignee",
    "answer",
    "expression",
]
# In the order people choose them; what `value` holds where one is needed.
WAYS: dict[str, tuple[Any, Any]] = {
    "manager": (_("the requester's manager"), ""),
    "managers-manager": (_("the manager's manager"), ""),
    "department-head": (_("the head of the requester's department"), ""),
    "cost-centre-owner": (
        _("the owner of the cost centre"),
        _("question that names a department; empty: the requester's"),
    ),
    "role": (_("whoever has a role in the ticket's department"), _("role")),
    "team": (_("the members of a team"), _("team; empty: the ticket's")),
    "team-lead": (_("who leads a team"), _("team; empty: the ticket's")),
    "person": (_("a person"), _("user name")),
    "answer": (_("whom an answer names"), _("question that names a person")),
    "assignee": (_("the ticket's assignee"), ""),
    "requester": (_("the requester"), ""),
    "expression": (_("whom an expression names (CEL)"), _("gives a user name, or a list of them")),
}


class Performer(BaseModel):
    """One way of naming who acts, with the weight of their vote."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: By
    value: str = ""
    weight: int = Field(1, ge=1, le=100)
