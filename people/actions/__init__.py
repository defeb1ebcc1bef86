"""Every change to people, their organisation and what they are told; each says who does it, and when."""

from people.actions._writing import InUse
from people.actions.calendars import add_calendar, change_calendar, remove_calendar
from people.actions.delegating import DelegationLoop, delegate, end_delegation, keep_delegations
from people.actions.notices import mark_all_read, mark_read, notify, set_preference
from people.actions.organisation import (
    UnderItself,
    add_department,
    add_site,
    add_team,
    change_department,
    change_site,
    change_team,
    join_team,
    leave_team,
    move_department,
    remove_department,
    remove_site,
    remove_team,
)
from people.actions.persons import (
    ManagerLoop,
    add_person,
    change_own_settings,
    change_person,
    deactivate_person,
    reactivate_person,
)
from people.actions.roles import LastAdmin, give_role, take_role

__all__ = [
    "DelegationLoop",
    "InUse",
    "LastAdmin",
    "ManagerLoop",
    "UnderItself",
    "add_calendar",
    "add_department",
    "add_person",
    "add_site",
    "add_team",
    "change_calendar",
    "change_department",
    "change_own_settings",
    "change_person",
    "change_site",
    "change_team",
    "deactivate_person",
    "delegate",
    "end_delegation",
    "give_role",
    "join_team",
    "keep_delegations",
    "leave_team",
    "mark_all_read",
    "mark_read",
    "move_department",
    "notify",
    "reactivate_person",
    "remove_calendar",
    "remove_department",
    "remove_site",
    "remove_team",
    "set_preference",
    "take_role",
]
