"""A whole company out of one readable file: this app's share of the demo, and a real one's quick start."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from people import actions
from people.models import Department, Person, Site, Team, WorkingCalendar

# The accounts to try a demonstration with, in the order of a tour; anybody may know their password.
ACCOUNTS = (
    "employee",
    "employee-zh",
    "manager",
    "technician",
    "lead",
    "hr-publisher",
    "hr-agent",
    "finance-publisher",
    "finance-agent",
    "admin",
)
PASSWORD = "demo"  # noqa: S105

PERSON_EXTRAS = ("username", "manager", "department", "site", "teams", "leads", "roles")


class Unknown(LookupError):
    """The file names something it does not define."""


@dataclass
class Loaded:
    """Everything of the file by its slug or user name, found or made."""

    calendars: dict[str, WorkingCalendar] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


@transaction.atomic
def load(data: dict[str, Any], *, by: Person, now: datetime, password: str | None = None) -> Loaded:
    """Adds what is missing of a company, through the deeds; what is there already stays as it is.

    `data` has the lists `calendars`, `sites`, `departments` (with `parent`, `head`), `teams`, `people`
    (with `department`, `site`, `manager`, `teams`, `leads`, `roles`) and `grants`. Things name each other
    by slug or user name, in any order, except that a parent department stands before its parts. New people
    get the `password`. Raises `Unknown` for a name that leads nowhere.
    """
    loader = Loader(by, now, Loaded())
    for one in data.get("calendars", ()):
        loader.add("calendars", WorkingCalendar, actions.add_calendar, one)
    for one in data.get("sites", ()):
        loader.add("sites", Site, actions.add_site, one, calendar="calendars")
    for one in data.get("departments", ()):
        loader.add("departments", Department, actions.add_department, one, parent="departments", head="")
    for one in data.get("teams", ()):
        loader.add("teams", Team, actions.add_team, one, department="departments")
    loader.add_people(data.get("people", ()), password)
    loader.tie(data)
    return loader.loaded


@dataclass
class Loader:
    by: Person
    now: datetime
    loaded: Loaded

    def add(self, kind: str, model: Any, deed: Any, one: dict, **refers: str) -> None:
        """Finds the thing by its slug, or adds it. `refers` says which fields name another kind of thing."""
        slug = one["slug"]
        thing = model.objects.filter(slug=slug).first()
        if thing is None:
            fields = {
                name: self.find(refers[name], value) if name in refers else value
                for name, value in one.items()
                if refers.get(name) != ""
            }
            thing = deed(**fields, by=self.by, now=self.now)
        getattr(self.loaded, kind)[slug] = thing

    def find(self, kind: str, name: str | None) -> Any:
        if name is None:
            return None
        try:
            return getattr(self.loaded, kind)[name]
        except KeyError:
            raise Unknown(f"The file names {name!r}, but has no such entry among its {kind}.") from None

    def add_people(self, people: Any, password: str | None) -> None:
        known = {person.username: person for person in Person.objects.all()}
        # Hashing is slow by design; one hash serves all, since the password is the same and known.
        hashed = make_password(password)
        for one in people:
            username = one["username"]
            person = known.get(username)
            if person is None:
                person = actions.add_person(
                    username,
                    by=self.by,
                    now=self.now,
                    hashed_password=hashed,
                    department=self.find("departments", one.get("department")),
                    site=self.find("sites", one.get("site")),
                    **{name: value for name, value in one.items() if name not in PERSON_EXTRAS},
                )
            self.loaded.people[username] = person

    def tie(self, data: dict[str, Any]) -> None:
        """Managers, heads, teams and roles: what can be said only when everybody is there."""
        deed = {"by": self.by, "now": self.now}
        for one in data.get("people", ()):
            person = self.find("people", one["username"])
            manager = self.find("people", one.get("manager"))
            if manager is not None and person.manager_id is None:
                actions.change_person(person, manager=manager, **deed)
            for slug in one.get("teams", ()):
                self.join(person, slug, is_lead=False)
            for slug in one.get("leads", ()):
                self.join(person, slug, is_lead=True)
            for given in one.get("roles", ()):
                self.give(person, given["role"], given.get("department"))
        for one in data.get("departments", ()):
            department, head = self.find("departments", one["slug"]), self.find("people", one.get("head"))
            if head is not None and department.head_id is None:
                actions.change_department(department, head=head, **deed)
        for one in data.get("grants", ()):
            self.give(self.find("people", one["person"]), one["role"], one.get("department"))

    def join(self, person: Person, slug: str, *, is_lead: bool) -> None:
        actions.join_team(person, self.find("teams", slug), is_lead=is_lead, by=self.by, now=self.now)

    def give(self, person: Person, role: str, department: str | None) -> None:
        place = self.find("departments", department)
        actions.give_role(person, role, place, by=self.by, now=self.now)
