"""Every deed on what people have to do on a ticket: work, approvals, questions."""

from tickets.actions.tasks._writing import CannotAct, NotYourTurn
from tickets.actions.tasks.asking import ask_for_approval, give_task
from tickets.actions.tasks.cancelling import cancel_all, cancel_task
from tickets.actions.tasks.deciding import decide
from tickets.actions.tasks.delegating import pass_on
from tickets.actions.tasks.finishing import finish_task, questions_of
from tickets.actions.tasks.handling import claim_task, hand_over_task, release_task, resign
from tickets.actions.tasks.joining import add_helper, ask_about, consult, copy_to, give_opinion, remove_helper
from tickets.actions.tasks.leaving import Held, hand_over_all, preview_of
from tickets.actions.tasks.opening import open_task
from tickets.actions.tasks.signing import add_signer, remove_signer
from tickets.actions.tasks.taking_back import can_take_back, take_back
from tickets.actions.tasks.timing import keep_time
from tickets.actions.tasks.urging import mark_seen, urge, urgeable_at

__all__ = [
    "CannotAct",
    "Held",
    "NotYourTurn",
    "add_helper",
    "add_signer",
    "ask_about",
    "ask_for_approval",
    "can_take_back",
    "cancel_all",
    "cancel_task",
    "claim_task",
    "consult",
    "copy_to",
    "decide",
    "finish_task",
    "give_opinion",
    "give_task",
    "hand_over_all",
    "hand_over_task",
    "keep_time",
    "mark_seen",
    "open_task",
    "pass_on",
    "preview_of",
    "questions_of",
    "release_task",
    "remove_helper",
    "remove_signer",
    "resign",
    "take_back",
    "urge",
    "urgeable_at",
]
