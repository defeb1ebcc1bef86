"""What somebody keeps at hand. Nobody else's business, so nothing is recorded."""

from datetime import datetime

from catalog.models import Favourite, Service
from people.models import Person


def favour(service: Service, *, by: Person, now: datetime) -> None:
    """Keeps a service at hand for the person; doing it twice changes nothing."""
    Favourite.objects.get_or_create(person=by, service=service, defaults={"created_at": now})


def unfavour(service: Service, *, by: Person) -> None:
    Favourite.objects.filter(person=by, service=service).delete()
