"""The first administrator of an empty desk: a link for whoever started it, good for a day and only once.

The link names the newest account there was when it was made. Whoever uses it adds one, and so ends every link
made before, whatever becomes of that account later.
"""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journal.models import Event
from journal.refusals import NotAllowed
from people import actions
from people.models import Person

SALT = "founding.first"
HOURS = 24


def is_wanted() -> bool:
    """Whether nobody who can sign in administers the company."""
    administrates = Q(is_superuser=True) | Q(grants__role="admin", grants__department=None)
    return not Person.objects.active().filter(administrates).exists()


def is_told() -> bool:
    """Whether a desk that starts says the link; not where its database has no tables yet."""
    try:
        return is_wanted()
    except DatabaseError:
        return False


def link() -> str:
    """The address that makes its reader the first administrator."""
    return f"{settings.BASE_URL}{reverse('founding:first', args=[new_token()])}"


def new_token() -> str:
    return signing.dumps(_newest(), salt=SALT)


def is_good(token: str) -> bool:
    """Whether the link was made by this desk, within the last day, and wasn't used."""
    try:
        return bool(signing.loads(token, salt=SALT, max_age=HOURS * 3600) == _newest())
    except signing.BadSignature:
        return False


def _newest() -> str:
    """The last account that was added, by its event: the account itself may be gone."""
    added = Event.objects.filter(verb="person.added").order_by("-pk").values_list("pk", flat=True)
    return f"first:{added.first() or 0}"


@transaction.atomic
def make_first(
    token: str, *, username: str, name: str, email: str, password: str, language: str, now: datetime
) -> Person:
    """The first administrator. Raises `NotAllowed` where there is one already or the link has ended, `Invalid`
    for what doesn't fit."""
    machine = Person.objects.select_for_update().get(pk=Person.objects.machine().pk)  # one at a time
    if not (is_wanted() and is_good(token)):
        raise NotAllowed(_("This desk has an administrator already. Ask them."))
    person = actions.add_person(
        username, name=name, email=email, password=password, language=language, by=machine, now=now
    )
    actions.give_role(person, "admin", by=machine, now=now)
    return person
