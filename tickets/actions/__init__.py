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
    Held,
    NotYourTurn,
    add_helper,
    add_signer,
    ask_about,
    ask_for_approval,
    can_take_back,
    cancel_task,
    claim_task,
    consult,
    copy_to,
    decide,
    finish_task,
    give_opinion,
    give_task,
    hand_over_all,
    hand_over_task,
    keep_time,
    mark_seen,
    open_task,
    preview_of,
    questions_of,
    release_task,
    remove_helper,
    remove_signer,
    resign,
    take_back,
    urge,
    urgeable_at,
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
    "Held",
    "IllegalMove",
    "MayNotSee",
    "NotYet",
    "NotYourTurn",
    "NotYours",
    "Rewritten",
    "TakenUp",
    "UploadRefused",
    "add_helper",
    "add_item",
    "add_participant",
    "add_signer",
    "ask_about",
    "ask_for_approval",
    "assign",
    "attach",
    "can_take_back",
    "cancel_task",
    "change_answers",
    "change_draft",
    "change_facts",
    "change_priority",
    "claim",
    "claim_task",
    "close_settled",
    "comment",
    "consult",
    "copy_to",
    "correct",
    "decide",
    "discard_draft",
    "finish_task",
    "give_opinion",
    "give_task",
    "hand_over_all",
    "hand_over_task",
    "hold_uploads",
    "inspect",
    "keep_time",
    "legal_moves",
    "link",
    "load_shipped",
    "mark_seen",
    "move",
    "open_task",
    "open_ticket",
    "place_boxes",
    "preview_of",
    "publish_draft",
    "publish_lifecycle",
    "questions_of",
    "rate",
    "refuse_edit",
    "release_task",
    "remove_helper",
    "remove_item",
    "remove_participant",
    "remove_signer",
    "resign",
    "set_service_level",
    "start_draft",
    "start_lifecycle",
    "sweep_uploads",
    "take_back",
    "take_up",
    "tell_of_breaches",
    "tell_of_look",
    "unlink",
    "unwatch",
    "upload",
    "urge",
    "urgeable_at",
    "warn_of_breaches",
    "watch",
    "withdraw",
    "withdrawal",
]
