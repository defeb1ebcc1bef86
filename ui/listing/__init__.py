"""The one listing: search, filters in the URL, sorting, keyset pages, columns per person, bulk deeds, export.

class TicketListing(Listing):
    name = "tickets"
    columns = [Column("reference", _("No."), sort="id"), Column("subject", _("Subject"), lead=True)]
    filterset = TicketFilter
    default_sort = "-updated"
    bulk = [BulkAction("assign", _("Assign"), url="tickets:bulk-assign")]

def queue(request):
    return TicketListing(request, Ticket.objects.visible_to(request.user)).response()
"""

from ui.listing.columns import BulkAction, Column
from ui.listing.core import Listing

__all__ = ["BulkAction", "Column", "Listing"]
