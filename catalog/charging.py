"""What an order costs, for whoever decides on its ticket: the price of the version that was ordered, times how many."""

from collections.abc import Collection
from decimal import Decimal

from catalog.models import Order
from tickets.costs import Amount, tells_costs


@tells_costs
def prices_of(tickets: Collection[int]) -> dict[int, Amount]:
    """The price of each of these tickets (ids) that was ordered at one."""
    orders = Order.objects.filter(ticket__in=tickets).values_list(
        "ticket", "quantity", "version__spec__price__amount", "version__spec__price__currency"
    )
    return {
        ticket: (Decimal(str(amount)) * quantity, currency or "EUR")
        for ticket, quantity, amount, currency in orders
        if amount is not None
    }
