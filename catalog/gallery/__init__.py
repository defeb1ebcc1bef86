"""Ready services to start from: the service files of this folder, which anybody may add to.

A file of the gallery is a service file (docs/publishing.md) without what only the company knows: department,
team, service level. Above its `spec` it says under `gallery`:

    area: hr            # the kind of department that usually offers it, one of `AREAS`
    need: certificates  # what it serves when a desk is set up, one of `NEEDS`
    within: 8           # working hours within which it is usually done; chooses among the desk's service levels
    order: {…}          # an order somebody might place, for the tests

Questions for a device may name types of items; those that the company doesn't have are left out when it is taken.
"""

from catalog.gallery.reading import AREAS, NEEDS, Entry, Setting, entries, entry, matching, topics
from catalog.gallery.taking import take, take_all
from catalog.gallery.usual import CURRENCIES, usual_currency, usual_level, usual_team

__all__ = [
    "AREAS",
    "CURRENCIES",
    "NEEDS",
    "Entry",
    "Setting",
    "entries",
    "entry",
    "matching",
    "take",
    "take_all",
    "topics",
    "usual_currency",
    "usual_level",
    "usual_team",
]
