"""`GET /me`: who the token acts as."""

from django.http import HttpRequest
from ninja import Router

from people.models import Person
from people.schemas import MeOut, PersonOut, PlaceOut

router = Router()


@router.get("/me", response=MeOut, summary="Who I am")
def me(request: HttpRequest) -> MeOut:
    """The person the token acts as."""
    person = Person.objects.select_related("department", "site", "manager").get(pk=request.user.pk)
    return MeOut(
        id=person.pk,
        username=person.username,
        name=person.label,
        email=person.email,
        language=person.language,
        time_zone=person.time_zone or (person.site.time_zone if person.site else ""),
        department=PlaceOut.of(person.department),
        site=PlaceOut.of(person.site),
        manager=PersonOut.of(person.manager),
        teams=[PlaceOut.of(team) for team in person.teams.order_by("slug")],
        is_agent=person.is_agent,
        unread_notices=person.notices.filter(read_at=None).count(),
    )
