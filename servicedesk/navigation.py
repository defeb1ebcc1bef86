"""What the two shells offer to go to, and what every page knows about its reader."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import IntegerField, Subquery
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from catalog.models import Draft, Service
from people.models import Notice, Person
from tickets.inbox.tabs import COUNTED, waiting_for

BELL_CAP = 100


@dataclass(frozen=True)
class Entry:
    """A place to go: in the bar, in the palette and, with `key`, by pressing g and then the key."""

    label: str | Promise
    path: str
    icon: str
    key: str = ""
    current: bool = False
    counts: bool = False  # whether the number of what waits for the reader stands beside it

    @property
    def url(self) -> str:
        return get_script_prefix() + self.path


INBOX = Entry(_("Inbox"), "inbox/", "list-checks", "n", counts=True)
PORTAL = [
    Entry(_("Home"), "", "house", "p"),
    Entry(_("Services"), "services/", "layout-grid", "s"),
    INBOX,
    Entry(_("My requests"), "requests/", "inbox", "r"),
    Entry(_("Answers"), "answers/", "book-open", "a"),
]
DESK = [
    Entry(_("My work"), "desk/", "circle-user", "d"),
    INBOX,
    Entry(_("Tickets"), "desk/tickets/", "ticket", "t"),
    Entry(_("Board"), "desk/board/", "square-kanban", "b"),
    Entry(_("Items"), "desk/items/", "boxes", "i"),
]
PUBLISHING = [Entry(_("Publishing"), "admin/", "pen-line", "e")]
REGISTERS = [Entry(_("Registers"), "desk/registers/", "table-2", "u")]
DRAWING = [
    Entry(_("Lifecycles"), "desk/lifecycles/", "route", "l"),
    Entry(_("Processes"), "desk/processes/", "workflow", "w"),
]
FOUNDING = [Entry(_("Set up the desk"), "setup/", "rocket")]
OPERATIONS = [Entry(_("Deliveries"), "desk/deliveries/", "send", "v")]
DEMO = [Entry(_("Mail that left"), "outbox/", "mail", "o")]
DESK_ENTRY = Entry(_("Desk"), "desk/", "headset", "d")
PORTAL_ENTRY = Entry(_("Portal"), "", "store", "p")
PUBLISHING_ROLES = ("publisher", "owner", "author", "publication-approver", "compliance")


class Counted(Subquery):
    """How many rows a queryset gives, as a value of another statement."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class Navigation:
    """Lazy: a page that shows no navigation asks nothing; one that does costs one query for all its numbers and,
    unless the page itself has read them already, the person's roles."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.person: Any = getattr(request, "user", None)
        self.signed_in = bool(self.person and self.person.is_authenticated)

    brand = settings.WAGTAIL_SITE_NAME
    languages = settings.LANGUAGES
    desk_entry, portal_entry = DESK_ENTRY, PORTAL_ENTRY
    search_url = "/search/?part=palette"
    inbox_count_url = "/inbox/count/"

    @property
    def accent(self) -> str:
        return settings.ACCENT

    @property
    def theme(self) -> str:
        """Light, dark or as the device: the person's choice, or what a visitor's cookie says."""
        return getattr(self.request, "theme", "system")

    @property
    def is_agent(self) -> bool:
        return self.signed_in and self.person.is_agent

    @property
    def portal(self) -> list[Entry]:
        return self._marked(PORTAL) if self.signed_in else []

    @property
    def desk(self) -> list[Entry]:
        return self._marked([*DESK, *REGISTERS]) if self.is_agent else []

    @property
    def more(self) -> list[Entry]:
        """What stands under the desk's own places, by what the person was given."""
        return self._marked([*self._registers(), *self._publishing(), *self._operations()])

    @property
    def publishing(self) -> list[Entry]:
        return self._publishing()

    @property
    def everything(self) -> list[Entry]:
        """Every place this person may go to, for the palette and for g and a key."""
        found = [*self.portal, *self.desk, *self.more, *self.demo]
        return list({entry.path: entry for entry in found}.values())

    @property
    def unread(self) -> int:
        """Unread notices, counted up to the cap."""
        return self._numbers["unread"]

    @property
    def waiting(self) -> int:
        """What waits in the person's inbox, counted up to the cap."""
        return self._numbers["waiting"]

    @property
    def basket(self) -> int:
        """How many lines wait in the person's basket."""
        return self._numbers["basket"]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        if not self.signed_in:
            return {"unread": 0, "waiting": 0, "basket": 0}
        counted = {
            "unread": Notice.objects.visible_to(self.person).unread().order_by()[:BELL_CAP],
            "waiting": waiting_for(self.person).order_by()[:COUNTED],
            "basket": Draft.objects.visible_to(self.person).in_basket().order_by(),
        }
        numbers = {name: Counted(rows.values("pk")) for name, rows in counted.items()}
        return Person.objects.filter(pk=self.person.pk).values(**numbers).get()

    @property
    def demo(self) -> list[Entry]:
        """What only a demonstration has."""
        return DEMO if settings.DEMO and self.signed_in else []

    def _publishing(self) -> list[Entry]:
        if not (self.signed_in and self.person.reach(*PUBLISHING_ROLES)):
            return []
        return [*PUBLISHING, *(DRAWING if self.person.reach("publisher") else [])]

    def _registers(self) -> list[Entry]:
        """For auditors, who have no desk; the page says where there are none."""
        if not self.signed_in or self.person.is_agent or not self.person.reach("auditor"):
            return []
        return REGISTERS

    def _operations(self) -> list[Entry]:
        if not (self.signed_in and self.person.is_admin):
            return []
        return OPERATIONS if self._is_founded else [*FOUNDING, *OPERATIONS]

    @cached_property
    def _is_founded(self) -> bool:
        """Whether anything is offered; only administrators' pages ask."""
        return Service.objects.live().exists()

    def _marked(self, entries: list[Entry]) -> list[Entry]:
        """The entries, the one that leads here marked: of all places, the one with the longest path above this page."""
        here = self.request.path.removeprefix(get_script_prefix())
        places = [*PORTAL, *DESK, *REGISTERS, *PUBLISHING, *DRAWING, *FOUNDING, *OPERATIONS, *DEMO]
        fitting = [one.path for one in places if here == one.path or (one.path and here.startswith(one.path))]
        best = max(fitting, key=len, default=None)
        return [replace(one, current=one.path == best) for one in entries]


def navigation(request: HttpRequest) -> dict[str, Any]:
    return {"nav": SimpleLazyObject(lambda: Navigation(request))}
