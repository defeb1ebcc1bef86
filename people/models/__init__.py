from people.models.calendar import WorkingCalendar
from people.models.delegation import Delegation
from people.models.grant import Grant
from people.models.keyed import KeyedRequest
from people.models.notice import Notice, NoticePreference
from people.models.organisation import Department, Membership, Site, Team
from people.models.person import Person
from people.models.token import Token

__all__ = [
    "Delegation",
    "Department",
    "Grant",
    "KeyedRequest",
    "Membership",
    "Notice",
    "NoticePreference",
    "Person",
    "Site",
    "Team",
    "Token",
    "WorkingCalendar",
]
