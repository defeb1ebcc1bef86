"""What can happen to a ticket, in the sentences people read in its history."""

from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("ticket.opened", _("{actor} opened it"), icon="circle-plus")
declare("ticket.moved", _("{actor}: {label} ({from} → {to})"), icon="arrow-right")
declare("ticket.assigned", _("{actor} assigned it to {to}"), icon="user-check")
declare("ticket.released", _("{actor} took it from {was} and put it back into the queue"), icon="user-minus")
declare("ticket.prioritised", _("{actor} changed the priority from {from} to {to}: {reason}"), icon="flag")
declare("ticket.changed", _("{actor} changed: {fields}"), icon="pencil")
declare("ticket.corrected", _("{actor} corrected: {fields}"), icon="pencil")
declare("ticket.answered-anew", _("{actor} changed answers: {fields}"), icon="pencil")
declare(
    "ticket.edit-tried",
    _("{actor} tried to change answers closed to them: {fields}"),
    internal=True,
    icon="shield-alert",
)
declare(
    "ticket.look-tried",
    _("{actor} tried to open a file closed to them: {fields}"),
    internal=True,
    icon="shield-alert",
)

declare("ticket.rated", _("{actor} rated it: {label}"), icon="smile")
declare("ticket.commented", _("{actor} replied"), icon="message-square")
declare("ticket.noted", _("{actor} wrote an internal note"), internal=True, icon="sticky-note")
declare("ticket.attached", _("{actor} attached {name}"), icon="paperclip")
declare(
    "ticket.attached-internally", _("{actor} attached {name} internally"), internal=True, icon="paperclip"
)

declare("ticket.linked", _("{actor} linked it: {relation} {other}"), internal=True, icon="link")
declare("ticket.unlinked", _("{actor} removed a link: {relation} {other}"), internal=True, icon="unlink")
declare("ticket.item-added", _("{actor} added the item {item}"), internal=True, icon="box")
declare("ticket.item-removed", _("{actor} removed the item {item}"), internal=True, icon="box")

declare("ticket.joined", _("{actor} added {person} to the conversation"), icon="user-plus")
declare("ticket.left", _("{actor} removed {person} from the conversation"), icon="user-minus")
declare("ticket.watched", _("{actor} watches it"), internal=True, icon="eye")
declare("ticket.unwatched", _("{actor} no longer watches it"), internal=True, icon="eye-off")

declare(
    "ticket.inspected",
    _("{actor} looked at it as an administrator"),
    internal=True,
    icon="shield-alert",
)
declare("ticket.due-soon", _("The promise “{clock}” runs out at {due}"), internal=True, icon="alarm-clock")
declare(
    "ticket.breached", _("The promise “{clock}” was missed at {due}"), internal=True, icon="alarm-clock-off"
)

declare("task.opened", _("{actor} gave out “{title}” to {people}"), icon="clipboard-list")
declare("task.claimed", _("{actor} took “{title}”"), icon="hand")
declare("task.released", _("{actor} put “{title}” back for the team"), icon="undo-2")
declare("task.resigned", _("{actor} gave “{title}” back: {reason}"), icon="undo-2")
declare(
    "task.handed-over", _("{actor} handed “{title}” over from {from} to {to_name}"), icon="arrow-right-left"
)
declare("task.decided", _("{who} on “{title}”: {decision}"), icon="stamp")
declare("task.returned", _("{who} returned “{title}”: {comment}"), icon="corner-up-left")
declare("task.resumed", _("“{title}” goes on: {actor} answered"), icon="corner-up-right")
declare("task.ended", _("“{title}” has ended: {outcome_label}"), icon="clipboard-check")
declare("task.taken-back", _("{who} took the decision on “{title}” back"), icon="rotate-ccw")
declare("task.signer-added", _("{actor} also asks {person} to decide “{title}”"), icon="user-plus")
declare("task.signer-removed", _("{actor} no longer asks {person} to decide “{title}”"), icon="user-minus")
declare(
    "task.consulted",
    _("{actor} asked {person} for an opinion on “{title}”"),
    internal=True,
    icon="messages-square",
)
declare("task.advised", _("{actor} gave an opinion on “{title}”"), internal=True, icon="messages-square")
declare("task.helper-added", _("{actor} asked {person} to help with “{title}”"), icon="user-plus")
declare("task.helper-removed", _("{person} no longer helps with “{title}”"), icon="user-minus")
declare("task.copied", _("{actor} keeps {people} informed of “{title}”"), icon="copy")
declare("task.urged", _("{actor} urged those who have “{title}”"), icon="bell-ring")
declare("task.passed-on", _("“{title}” went from {from} to {to_name}: {why}"), icon="arrow-right-left")
declare("task.reminded", _("Those who have “{title}” were reminded"), internal=True, icon="alarm-clock")
declare(
    "task.escalated", _("“{title}” was not done in time and went to {people} as well"), icon="chevrons-up"
)
declare("task.overdue", _("“{title}” was not done in time"), icon="alarm-clock-off")
declare("task.cancelled", _("“{title}” is no longer needed: {why}"), icon="clipboard-x")

declare("service-level.set", _("{actor} set the service level {subject}"), internal=True, icon="timer")
declare("lifecycle.draft-started", _("{actor} started a draft"), internal=True, icon="pen-line")
declare("lifecycle.drawn", _("{actor} changed the draft: {changes}"), internal=True, icon="pencil")
declare("lifecycle.draft-discarded", _("{actor} threw the draft away"), internal=True, icon="trash-2")
declare("lifecycle.published", _("{actor} published version {number}"), internal=True, icon="route")

declare("view.kept", _("{actor} kept the view “{name}”"), internal=True, icon="bookmark-plus")
declare("view.changed", _("{actor} changed the view “{name}”"), internal=True, icon="bookmark")
declare("view.dropped", _("{actor} dropped the view “{name}”"), internal=True, icon="trash-2")
declare(
    "board.limited",
    _("{actor} limited “{column}” to {limit} cards"),
    internal=True,
    icon="kanban",
)
