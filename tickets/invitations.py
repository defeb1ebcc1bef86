"""Links in mails by which somebody rates a request without signing in: signed, for 60 days, for one person."""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from people.models import Person
from tickets.models import Rating, Ticket

GOOD_FOR = timedelta(days=60)
_signer = TimestampSigner(salt="tickets.rating")


def rating_links(ticket: Ticket, person: Person) -> list[dict[str, str]]:
    """For each verdict what the link says and where it leads, best first."""
    address = reverse("tickets:rate", args=[_signer.sign(f"{ticket.pk}.{person.pk}")])
    return [
        {"label": str(score.label), "url": f"{address}?score={score.value}"}
        for score in reversed(Rating.Score)
    ]


def invited(token: str) -> tuple[Ticket, Person] | None:
    """Who may rate which request with this link; None for one that was changed, is too old, or whose person left."""
    try:
        number, person = _signer.unsign(token, max_age=GOOD_FOR).split(".")
    except (BadSignature, ValueError):
        return None
    ticket = Ticket.objects.select_related("requester").filter(pk=int(number)).first()
    found = Person.objects.active().filter(pk=int(person)).first()
    return (ticket, found) if ticket and found else None
