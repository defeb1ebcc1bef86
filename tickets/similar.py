"""What happened before: earlier tickets that read like this one, with what solved them."""

import search
from people.models import Person
from tickets.models import Ticket

WORDS = 24  # a long text adds nothing but time
MOST = 5


def similar(like: Ticket | str, person: Person, *, limit: int = MOST) -> list[Ticket]:
    """Up to five tickets the person may read that share the most telling words, solved ones first.

    `like` is a ticket (found by its subject, itself left out) or a text.
    """
    text = like.subject if isinstance(like, Ticket) else like
    others = Ticket.objects.visible_to(person)
    if isinstance(like, Ticket):
        others = others.exclude(pk=like.pk)
    asked = " ".join(text.split()[:WORDS])
    found = list(search.matching(others, asked, mode="any").with_people()[: limit * 2])
    return sorted(found, key=lambda ticket: not ticket.resolution)[:limit]
