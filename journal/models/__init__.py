from journal.models.delivery import Delivery
from journal.models.event import Event

__all__ = ["Delivery", "Event"]
