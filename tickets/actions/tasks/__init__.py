"""Every deed on what people have to do on a ticket: work, approvals, questions."""

from tickets.actions.tasks._writing import CannotAct, NotYourTurn
from tickets.actions.tasks.cancelling import cancel_all, cancel_task
from tickets.actions.tasks.deciding import decide
from tickets.actions.tasks.finishing import finish_task, questions_of
from tickets.actions.tasks.handling import claim_task, hand_over_task, release_task, resign
from tickets.actions.tasks.opening import open_task

__all__ = [
    "CannotAct",
    "NotYourTurn",
    "cancel_all",
    "cancel_task",
    "claim_task",
    "decide",
    "finish_task",
    "hand_over_task",
    "open_task",
    "questions_of",
    "release_task",
    "resign",
]
