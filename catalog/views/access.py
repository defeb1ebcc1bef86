"""Who reaches a service page at all: every view fetches here what it shows, so that it can't show more."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.actions.ordering import NotForOthers
from catalog.models import Service
from catalog.policies import may_order_for
from catalog.texts import without_nul
from people.models import Person

SHOWN = ("current", "department", "service_level__calendar")


def seen_service(request: HttpRequest, slug: str) -> Service:
    """The service for somebody who may see it; one that doesn't exist and a foreign one are the same 404."""
    service = Service.objects.visible_to(request.user).select_related(*SHOWN).filter(slug=slug).first()
    if service is None:
        raise Http404
    return service


def person_for(request: HttpRequest, service: Service) -> Person:
    """Whom the order is for: the reader, or `?for=` somebody they may order for."""
    reader = _with_place(request.user)
    wanted = (request.POST.get("for") or request.GET.get("for") or "").strip()
    if not wanted or wanted == reader.username:
        return reader
    people = Person.objects.visible_to(reader).active().select_related("department", "site", "manager")
    other = people.filter(username=wanted).first()
    if other is None:
        raise Http404
    if not (service.current.service_spec.on_behalf and may_order_for(reader, other, service)):
        raise NotForOthers(_("You may order this only for yourself and for the people you manage."))
    return other


def _with_place(person: Person) -> Person:
    """The person with what prefill and rules read, in one query."""
    return Person.objects.select_related("department", "site", "manager").get(pk=person.pk)


def key_in(request: HttpRequest) -> str:
    """The key of the form that was sent, by which it is known when it comes twice."""
    return without_nul(request.POST.get("key", ""))[:64]
