"""What happens to people and their organisation. None of it is shown to requesters."""

from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("person.added", _("{actor} added {subject}"), internal=True, icon="user-plus")
declare("person.changed", _("{actor} changed {subject}: {fields}"), internal=True, icon="user-pen")
declare("person.deactivated", _("{actor} deactivated {subject}"), internal=True, icon="user-x")
declare("person.reactivated", _("{actor} reactivated {subject}"), internal=True, icon="user-check")

declare(
    "grant.given",
    _("{actor} gave {subject} the role “{role_label}” for {department_label}"),
    internal=True,
    icon="key-round",
)
declare(
    "grant.taken",
    _("{actor} took from {subject} the role “{role_label}” for {department_label}"),
    internal=True,
    icon="key-round",
)

declare("team.added", _("{actor} added the team {subject}"), internal=True, icon="users")
declare("team.changed", _("{actor} changed the team {subject}: {fields}"), internal=True, icon="users")
declare("team.removed", _("{actor} removed the team {subject}"), internal=True, icon="users")
declare("team.joined", _("{actor} put {person_name} into the team {subject}"), internal=True, icon="users")
declare("team.left", _("{actor} took {person_name} out of the team {subject}"), internal=True, icon="users")

declare("department.added", _("{actor} added the department {subject}"), internal=True, icon="building-2")
declare(
    "department.changed",
    _("{actor} changed the department {subject}: {fields}"),
    internal=True,
    icon="building-2",
)
declare(
    "department.moved",
    _("{actor} moved the department {subject} under {to}"),
    internal=True,
    icon="building-2",
)
declare("department.removed", _("{actor} removed the department {subject}"), internal=True, icon="building-2")

declare("site.added", _("{actor} added the site {subject}"), internal=True, icon="map-pin")
declare("site.changed", _("{actor} changed the site {subject}: {fields}"), internal=True, icon="map-pin")
declare("site.removed", _("{actor} removed the site {subject}"), internal=True, icon="map-pin")
declare("calendar.added", _("{actor} added the calendar {subject}"), internal=True, icon="calendar")
declare(
    "calendar.changed", _("{actor} changed the calendar {subject}: {fields}"), internal=True, icon="calendar"
)
declare("calendar.removed", _("{actor} removed the calendar {subject}"), internal=True, icon="calendar")

declare(
    "token.issued", _("{actor} issued the API token “{name}” to {subject}"), internal=True, icon="key-round"
)
declare(
    "token.revoked", _("{actor} revoked the API token “{name}” of {subject}"), internal=True, icon="key-round"
)

declare(
    "person.delegated",
    _("{actor} lets {substitute_name} act for {subject} from {from} until {until}"),
    internal=True,
    icon="user-round-check",
)
declare(
    "person.delegation-begun",
    _("{substitute_name} now acts for {subject}"),
    internal=True,
    icon="user-round-check",
)
declare(
    "person.delegation-ended",
    _("{substitute_name} no longer acts for {subject}"),
    internal=True,
    icon="user-round-x",
)
