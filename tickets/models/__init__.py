from tickets.models.conversation import Attachment, Comment
from tickets.models.lifecycle import Lifecycle, LifecycleDraft, LifecycleVersion
from tickets.models.links import Link, Participant, TicketItem
from tickets.models.rating import Rating
from tickets.models.service_level import Clock, ServiceLevel
from tickets.models.task import Assignment, Task
from tickets.models.terms import Terms
from tickets.models.ticket import Kind, Level, Priority, Ticket
from tickets.models.view import BoardLimit, SavedView

__all__ = [
    "Assignment",
    "Attachment",
    "BoardLimit",
    "Clock",
    "Comment",
    "Kind",
    "Level",
    "Lifecycle",
    "LifecycleDraft",
    "LifecycleVersion",
    "Link",
    "Participant",
    "Priority",
    "Rating",
    "SavedView",
    "ServiceLevel",
    "Task",
    "Terms",
    "Ticket",
    "TicketItem",
]
