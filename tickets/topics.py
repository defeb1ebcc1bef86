"""What people can be told about tickets; each chooses for oneself whether and how."""

from django.utils.translation import gettext_lazy as _

from people.notices import declare_topic

RECEIVED = declare_topic("ticket-received", _("A request of mine was received"), bell=False)
TURN = declare_topic("ticket-turn", _("A request of mine waits for me, is done or was ended"))
MOVED = declare_topic("ticket-moved", _("A request of mine moves on"), mail=False)
REPLIED = declare_topic("ticket-replied", _("Somebody replies on a ticket of mine"))
MENTIONED = declare_topic("ticket-mentioned", _("I am mentioned"))
JOINED = declare_topic("ticket-joined", _("I am added to a conversation"))
ASSIGNED = declare_topic("ticket-assigned", _("A ticket is assigned to me"))
IN_TEAM = declare_topic("ticket-in-team", _("A ticket comes to my team"), mail=False)
WATCHED = declare_topic("ticket-watched", _("Something happens to a ticket I watch"), mail=False)
DUE = declare_topic("ticket-due", _("A promise on my tickets runs out"))
APPROVAL = declare_topic("task-approval", _("An approval waits for me"))
TASKED = declare_topic("task-given", _("A task or a question waits for me"))
TASK_IN_TEAM = declare_topic("task-in-team", _("A task comes to my team"), mail=False)
TASK_DUE = declare_topic("task-due", _("I am reminded of a task, or asked to hurry"))
TASK_ENDED = declare_topic(
    "task-ended", _("A task I gave out has ended, or mine is no longer needed"), mail=False
)
TASK_COPIED = declare_topic("task-copied", _("I am kept informed of a task"), mail=False)
UNRESOLVED = declare_topic("task-nobody", _("Nobody was found for a task in my department"))
