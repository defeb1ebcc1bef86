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
