"""What the page of an item shows of tickets: those about it that the reader may see."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cmdb.models import Item
from tickets.access import portal_page
from tickets.masks import concerning
from tickets.models import Ticket

MOST = 10


@portal_page
@require_safe
def of_item(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest tickets about an item one may see, open ones first; how many others have is not told."""
    item = Item.objects.visible_to(request.user).filter(pk=pk).first()
    if item is None:
        raise Http404
    about = concerning(Ticket.objects.visible_to(request.user), [item.pk], request.user)
    tickets = about.with_people().order_by("-is_open", "-pk")[:MOST]
    return render(request, "tickets/_of_item.html", {"tickets": tickets})
