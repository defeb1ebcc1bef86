from catalog.models.announcement import Announcement
from catalog.models.beginning import Beginning
from catalog.models.control import Control, SignOff
from catalog.models.draft import Draft
from catalog.models.entry import Entry
from catalog.models.favourite import Favourite
from catalog.models.occasion import Occasion
from catalog.models.order import Order
from catalog.models.page import ServicePage
from catalog.models.storefront import Storefront, StorefrontIndex
from catalog.models.topic import Topic
from catalog.models.version import Invitation, Popularity, Service, ServiceVersion

__all__ = [
    "Announcement",
    "Beginning",
    "Control",
    "Draft",
    "Entry",
    "Favourite",
    "Invitation",
    "Occasion",
    "Order",
    "Popularity",
    "Service",
    "ServicePage",
    "ServiceVersion",
    "SignOff",
    "Storefront",
    "StorefrontIndex",
    "Topic",
]
