"""What a ticket's request costs: told by whoever set the price, and by what the requester filled in.

Only tickets stand here, so a catalog of services says here what it charges (`tells_costs`).
"""

from collections.abc import Callable, Collection
from decimal import Decimal

from people.models import Person
from tickets.masks import sheet_for
from tickets.models import Ticket
from ui.bilingual import pick
from ui.templatetags.ui import money

Amount = tuple[Decimal, str]  # how much, in which currency
Teller = Callable[[Collection[int]], dict[int, Amount]]
_tellers: list[Teller] = []


def tells_costs(teller: Teller) -> Teller:
    """Registers what tells, for some tickets by id, what each of them costs."""
    _tellers.append(teller)
    return teller


def costs_of(tickets: Collection[Ticket], person: Person) -> dict[int, str]:
    """What each ticket costs, in words, as far as the person may read it; nothing for those that cost nothing.

    A price that was set comes before an amount that the requester named.
    """
    ids = {ticket.pk for ticket in tickets}
    if not ids:
        return {}
    set_prices: dict[int, Amount] = {}
    for teller in _tellers:
        set_prices |= teller(ids)
    found = {pk: money(amount, currency) for pk, (amount, currency) in set_prices.items() if amount}
    for ticket in tickets:
        if ticket.pk not in found and (named := _named_amount(ticket, person)):
            found[ticket.pk] = named
    return found


def _named_amount(ticket: Ticket, person: Person) -> str:
    """The first amount of money among the answers that the person may read, else what a table comes to."""
    sheet = sheet_for(person, ticket)
    amounts = (pick(line["text"]) for line in sheet if line.get("kind") == "money")
    sums = (
        pick(cell["text"]) for line in sheet for cell in reversed(line.get("totals") or ()) if cell["text"]
    )
    return next(amounts, "") or next((said for said in sums if _is_money(said)), "")


def _is_money(said: str) -> bool:
    """Whether a readable number names a currency: 1,780.00 EUR."""
    return said[-3:].isalpha() and said[-3:].isupper()
