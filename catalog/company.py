"""Which tickets were ordered together, for the page of a request."""

from catalog.models import Order
from tickets.company import tells_company
from tickets.models import Ticket


@tells_company
def ordered_together(ticket: Ticket) -> list[int]:
    """The tickets of one basket, in the order they were ordered."""
    own = Order.objects.filter(ticket=ticket).exclude(together="").values("together")
    return list(Order.objects.filter(together__in=own).order_by("pk").values_list("ticket", flat=True))
