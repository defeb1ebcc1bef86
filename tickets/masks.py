"""Who may see and edit which answer of a ticket. Whatever shows answers asks here, and shows nothing else.

`sheet_for(person, ticket)` is what people read, `answers_for` what programs read, `files_for` and `items_for`
what came along with answers, `concerning` which tickets are about an item. Nobody reads `ticket.sheet` or
`ticket.answers` to show them.

What a person is to a ticket are *capacities*. Rules name them; of several rules the last that fits decides.
Assignee and lead are also people who work on it, so a rule for those holds for them until a later one names
them. Who has several capacities that don't belong together (requester and agent) may what any of them may.
Whoever is nothing else takes part: working on a ticket and watching it doesn't open what is closed to workers.

Who has a part in a task sees and edits what that step says, before anything that no rule speaks of; a rule for one
of their capacities may still open more. When the part is over they keep reading what they could read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tickets.models import Attachment, Ticket, TicketItem
from tickets.policies import is_requester, leads, may_work
from tickets.step_rights import hidden_by_steps, step_for
from tickets.terms import EDIT, HIDDEN, READ, Agreed, agreed_for

AS_EVER = ""  # no rule says anything: read by all who see the ticket, put right by who asked while it is new
RANK = {HIDDEN: 0, READ: 1, AS_EVER: 2, EDIT: 3}


@dataclass(frozen=True)
class Capacity:
    """Something a person can be to a ticket. One that stands `under` another is that one, too."""

    name: str
    label: str | Promise
    holds: Callable[[Person, Ticket], bool]
    under: str = ""


_capacities: dict[str, Capacity] = {}


def capacity(name: str, label: Any, holds: Callable[[Person, Ticket], bool], *, under: str = "") -> None:
    """Makes a capacity known: masks may name it, editors offer it."""
    _capacities[name] = Capacity(name, label, holds, under)


def capacities() -> list[Capacity]:
    """All that masks may name, in the order editors offer them."""
    return list(_capacities.values())


def _audits(person: Person, ticket: Ticket) -> bool:
    return ticket.department_id in person.reach("auditor") and not may_work(person, ticket)


def _assigned(person: Person, ticket: Ticket) -> bool:
    return ticket.assignee_id == person.pk


capacity("requester", _("Who asked for it"), is_requester)
capacity("agent", _("The people who work on it"), may_work)
capacity("assignee", _("The assignee"), _assigned, under="agent")
capacity("lead", _("Who leads the team"), leads, under="agent")
capacity("auditor", _("Auditors"), _audits)
PARTICIPANT = Capacity(
    "participant", _("Participants and watchers"), lambda person, ticket: False
)  # whoever is nothing else
_capacities["participant"] = PARTICIPANT


def capacities_of(person: Person, ticket: Ticket) -> list[set[str]]:
    """What the person is to the ticket, in groups that belong together."""
    groups: dict[str, set[str]] = {}
    for one in _capacities.values():
        if one.holds(person, ticket):
            root = one.under or one.name
            groups.setdefault(root, {root}).add(one.name)
    return list(groups.values()) or [{PARTICIPANT.name}]


@dataclass(frozen=True)
class Sight:
    """What one person may see and edit of one ticket's answers."""

    agreed: Agreed
    groups: list[set[str]] | None  # None: the desk itself, which sees all
    status: str
    step: Mapping[str, str] = field(default_factory=dict)  # what the tasks say in which the person has a part

    def may(self, question: str) -> str:
        """`hidden`, `read`, `edit`, or "" where no rule says anything."""
        if self.groups is None:
            return AS_EVER
        said = [self._last(question, group) for group in self.groups] if self.agreed.masks else [AS_EVER]
        if question in self.step:
            explicit = [one for one in said if one != AS_EVER] if self.groups != [{PARTICIPANT.name}] else []
            said = [self.step[question], *explicit]
        return max(said, key=RANK.__getitem__)

    def _last(self, question: str, group: set[str]) -> str:
        for mask in reversed(self.agreed.masks):
            fits = question in mask.questions and (not mask.at or self.status in mask.at)
            if fits and group & set(mask.who):
                return mask.may
        return AS_EVER

    def reads(self, question: str) -> bool:
        return self.may(question) != HIDDEN

    def edits(self, question: str) -> bool:
        return self.may(question) == EDIT

    @property
    def is_open(self) -> bool:
        """Whether nothing is masked at all."""
        return not (self.agreed.masks or self.step)

    @property
    def editable(self) -> frozenset[str]:
        """The questions whose answers a rule lets the person edit now."""
        named = {name for mask in self.agreed.masks if mask.may == EDIT for name in mask.questions}
        named |= {name for name, may in self.step.items() if may == EDIT}
        return frozenset(name for name in named if self.edits(name))


def sight_of(person: Person, ticket: Ticket) -> Sight:
    """What the person may see and edit of the ticket's answers as it stands. Costs nothing without masks."""
    agreed, step = agreed_for(ticket), step_for(person, ticket)
    everything = person.is_machine or not (agreed.masks or step)
    return Sight(agreed, None if everything else capacities_of(person, ticket), ticket.status, step)


def sheet_for(person: Person, ticket: Ticket) -> list[dict[str, Any]]:
    """The lines of the answer sheet that the person may read. Every page, print and card calls this."""
    sight = sight_of(person, ticket)
    return [line for line in ticket.sheet if sight.reads(line["name"])]


def answers_for(person: Person, ticket: Ticket) -> dict[str, Any]:
    """The typed answers that the person may read. Every endpoint, export and prefill calls this."""
    sight = sight_of(person, ticket)
    return {name: answer for name, answer in ticket.answers.items() if sight.reads(name)}


def files_for(person: Person, ticket: Ticket, files: Iterable[Attachment]) -> list[Attachment]:
    """Those of the ticket's files that the person may have: not those of an answer hidden from them."""
    sight = sight_of(person, ticket)
    if sight.is_open:
        return list(files)
    return [file for file in files if sight.reads(question_of(file, ticket))]


def may_have(person: Person, file: Attachment) -> bool:
    """Whether the person may have a file of a ticket they may read."""
    return file.ticket is None or bool(files_for(person, file.ticket, [file]))


def question_of(file: Attachment, ticket: Ticket) -> str:
    """The question that a file answers or once answered; "" for any other file."""
    if file.comment_id is not None:
        return ""
    uid = str(file.uid)
    named = (name for name, answer in ticket.answers.items() if isinstance(answer, list) and uid in answer)
    return next(named, file.question)


def items_for(person: Person, ticket: Ticket, items: Iterable[Any]) -> list[Any]:
    """Those of the ticket's items that the person may know of: not those an answer hidden from them names."""
    hidden = _hidden_items(person, ticket)
    return [item for item in items if item.pk not in hidden]


def concerning(tickets: QuerySet[Ticket], items: Iterable[int], person: Person) -> QuerySet[Ticket]:
    """Those of the tickets that concern one of these items (ids), as far as the person may know."""
    named = TicketItem.objects.filter(ticket=OuterRef("pk"), item__in=items)
    found = tickets.filter(Exists(named))
    masked = Ticket.objects.visible_to(person).filter(Exists(named))
    masked = masked.filter(Q(terms__isnull=False) | ~Q(step_rights={}))
    wanted = set(items)
    hidden = [
        one.pk
        for one in masked.prefetch_related("ticket_items")
        if {row.item_id for row in one.ticket_items.all()} & wanted <= _hidden_items(person, one)
    ]
    return found.exclude(pk__in=hidden) if hidden else found


def _hidden_items(person: Person, ticket: Ticket) -> set[Any]:
    """The ids of the items that answers hidden from the person name."""
    sight = sight_of(person, ticket)
    hidden: set[Any] = set()
    for line in () if sight.is_open else ticket.sheet:
        if line["kind"] == "item" and not sight.reads(line["name"]):
            answer = ticket.answers.get(line["name"])
            hidden |= set(answer) if isinstance(answer, list) else {answer}
    return hidden


def searchable(ticket: Ticket) -> list[dict[str, Any]]:
    """The lines under whose words a ticket is found: those that are never hidden from anybody who sees it."""
    hides = agreed_for(ticket).hides | hidden_by_steps(ticket)
    return [line for line in ticket.sheet if line["name"] not in hides]


def may_ever_read(agreed: Agreed, question: str, statuses: Iterable[str] = ()) -> list[Capacity]:
    """The capacities in which the answer may be read in one of these statuses; without any, in whichever."""
    looked_at = set(statuses) or {"", *(status for mask in agreed.masks for status in mask.at)}
    return [
        one
        for one in _capacities.values()
        if any(Sight(agreed, [{one.under or one.name, one.name}], at).reads(question) for at in looked_at)
    ]


# ── what happened to answers ─────────────────────────────────────────────────────────────────────────

TRIES = ("ticket.edit-tried", "ticket.look-tried")


def reads_tries(person: Person, ticket: Ticket) -> bool:
    """Whether the person reads what somebody tried against a mask: those who lead, and administrators."""
    return person.is_admin or leads(person, ticket)


def seen_event(person: Person, ticket: Ticket, event: Any) -> Any:
    """The event as the person may read it: without the answers hidden from them; None where nothing is left.

    What somebody tried against a mask is for those who lead, and for administrators.
    """
    if event.verb in TRIES:
        return event if reads_tries(person, ticket) else None
    changes = event.data.get("changes")
    sight = sight_of(person, ticket)
    if not isinstance(changes, list) or sight.is_open:
        return event
    left = [one for one in changes if not (isinstance(one, dict) and not sight.reads(one.get("name", "")))]
    if len(left) == len(changes):
        return event
    if not left:
        return None
    event.data = {**event.data, "changes": left, "fields": [one["label"] for one in left]}
    return event


def named(sheet: Iterable[Mapping[str, Any]], names: Iterable[str]) -> list[Any]:
    """The labels of these questions, for the journal; the bare name of one that was not answered."""
    labels = {line["name"]: line["label"] for line in sheet}
    return [labels.get(name, name) for name in names]
