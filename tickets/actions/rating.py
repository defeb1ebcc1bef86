"""The requester says how it went."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journal.actions import record
from journal.refusals import NotAllowed
from people.models import Person
from tickets.actions._writing import clean_text, invalid, locked
from tickets.models import Rating, Ticket
from tickets.policies import may_rate
from tickets.wording import in_both

LONGEST = 2_000


class NotYet(NotAllowed):
    """There is nothing to rate yet, or it is somebody else's to rate."""

    code = "not-to-rate"


@transaction.atomic
def rate(
    ticket: Ticket,
    *,
    by: Person,
    score: int,
    now: datetime,
    comment: str | None = None,
    channel: str = "portal",
) -> Rating:
    """Keeps the person's verdict; the last one stands. Without `comment` an earlier one stays.

    Raises `NotYet`, and `Invalid` for a score outside 1 to 5 or a comment that is too long.
    """
    held = locked(ticket)
    if not may_rate(by, held):
        raise NotYet(_("You can rate your own requests, as soon as they are done."))
    if score not in Rating.Score.values:
        raise invalid("score", _("Choose one of the five."))
    before = Rating.objects.filter(ticket=held).first()
    said = clean_text("comment", comment, limit=LONGEST, required=False) if comment is not None else None
    kept = said if said is not None else before.comment if before else ""
    if before and (before.score, before.comment) == (score, kept):
        return before
    rating, _made = Rating.objects.update_or_create(
        ticket=held, defaults={"person": by, "score": score, "comment": kept, "rated_at": now}
    )
    label = in_both(Rating.Score(score).label)
    data = {"score": score, "label": label, "comment": kept}
    record("ticket.rated", held, by=by, now=now, channel=channel, data=data)
    return rating
