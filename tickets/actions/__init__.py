"""Every write to a ticket: each deed checks who may, changes, and records one event."""

from tickets.actions._writing import Ended
from tickets.actions.assigning import CannotAssign, assign
from tickets.actions.attaching import attach, claim, hold_uploads, sweep_uploads, upload
from tickets.actions.changing import change_facts, change_priority
from tickets.actions.concerning import add_item, remove_item
from tickets.actions.conversing import comment
from tickets.actions.correcting import (
    NotYours,
    Rewritten,
    TakenUp,
    change_answers,
    correct,
    refuse_edit,
    tell_of_look,
)
from tickets.actions.drawing import (
    AlreadyDrawn,
    change_draft,
    discard_draft,
    place_boxes,
    publish_draft,
    start_draft,
    start_lifecycle,
)
from tickets.actions.inspecting import inspect
from tickets.actions.linking import CannotLink, link, unlink
from tickets.actions.move import IllegalMove, move
from tickets.actions.opening import open_ticket
from tickets.actions.promising import set_service_level
from tickets.actions.publishing import BrokenLifecycle, load_shipped, publish_lifecycle
from tickets.actions.rating import NotYet, rate
from tickets.actions.saying import MayNotSee
from tickets.actions.taking_part import add_participant, remove_participant, unwatch, watch
from tickets.actions.taking_up import take_up
from tickets.actions.tasks import (
    CannotAct,
    NotYourTurn,
    cancel_task,
    claim_task,
    decide,
    finish_task,
    hand_over_task,
    open_task,
    questions_of,
    release_task,
    resign,
)
from tickets.actions.watching_clocks import close_settled, tell_of_breaches, warn_of_breaches
from tickets.actions.withdrawing import withdraw, withdrawal
from tickets.moves import legal_moves
from tickets.uploads import UploadRefused

__all__ = [
    "AlreadyDrawn",
    "BrokenLifecycle",
    "CannotAct",
    "CannotAssign",
    "CannotLink",
    "Ended",
    "IllegalMove",
    "MayNotSee",
    "NotYet",
    "NotYourTurn",
    "NotYours",
    "Rewritten",
    "TakenUp",
    "UploadRefused",
    "add_item",
    "add_participant",
    "assign",
    "attach",
    "cancel_task",
    "change_answers",
    "change_draft",
    "change_facts",
    "change_priority",
    "claim",
    "claim_task",
    "close_settled",
    "comment",
    "correct",
    "decide",
    "discard_draft",
    "finish_task",
    "hand_over_task",
    "hold_uploads",
    "inspect",
    "legal_moves",
    "link",
    "load_shipped",
    "move",
    "open_task",
    "open_ticket",
    "place_boxes",
    "publish_draft",
    "publish_lifecycle",
    "questions_of",
    "rate",
    "refuse_edit",
    "release_task",
    "remove_item",
    "remove_participant",
    "resign",
    "set_service_level",
    "start_draft",
    "start_lifecycle",
    "sweep_uploads",
    "take_up",
    "tell_of_breaches",
    "tell_of_look",
    "unlink",
    "unwatch",
    "upload",
    "warn_of_breaches",
    "watch",
    "withdraw",
    "withdrawal",
]
