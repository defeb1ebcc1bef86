"""A draft as an employee will see it, in either language: with their prefill and rules, under the portal's header.

Whoever looks chooses the person. What colleagues don't see of each other stays hidden in the preview too: it knows of
the chosen person where they work (name, job title, department, site, manager); their mail address, telephone and
whether they are a VIP only where the looker may see their card; which roles they were given only where the looker
administers the company; and shows only services, devices and articles that the looker may see as well. Whom the service
and its parts are meant for is judged by that, and where it depends on roles it says so. Nothing can be ordered or
kept from here.
"""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from pydantic import ValidationError

from catalog.audience import is_by_role, is_meant_for
from catalog.authoring import compile_page
from catalog.bundles import whole
from catalog.faults import Fault
from catalog.forms import OrderForm
from catalog.models import Service, ServicePage, ServiceVersion
from catalog.pictures import articles_of, words_of
from catalog.promise import promise_of
from catalog.publishing import faults_of
from catalog.questions import Asking
from catalog.questions.item import ItemQuestion
from catalog.questions.person import PersonQuestion
from catalog.spec import ServiceSpec
from knowledge.models import Article
from people.models import Department, Person
from people.policies import may_see_card
from people.reach import Standing

SEEN_AS = "preview_as"  # in the session: as whom the person looks at drafts


@dataclass(frozen=True)
class Frame:
    """Where the preview stands, for the choice of the person in it; without one there is no choice."""

    address: str = ""
    ask: str = ""
    choose: str = ""
    people: str = ""
    language: str = ""
    in_panel: bool = False


def preview(request: HttpRequest, page: ServicePage, language: str) -> HttpResponse:
    """The page with its form, as the chosen person sees it; or what keeps it from being shown."""
    with translation.override(language):
        spec, faults = readable(page)
        if spec is None:
            return render(request, "catalog/preview_faults.html", {"faults": faults})
        department = page.get_parent().specific.department
        return shown(request, spec, department, language, level=page.service_level)


def readable(page: ServicePage) -> tuple[ServiceSpec | None, list[Fault]]:
    """The service as it would be published, and what stands against that; None where its form can't be drawn."""
    faults = [fault for fault in faults_of(page) if fault.blocks]
    try:
        spec = compile_page(page).spec
    except ValidationError:
        return None, faults
    return (None if any(fault.place.startswith("questions") for fault in faults) else spec), faults


def shown(
    request: HttpRequest, spec: ServiceSpec, department: Department, language: str, *, level: Any = None
) -> HttpResponse:
    """The page of a service that nobody can order yet."""
    looker = request.user
    person = seen_as(looker, getattr(request, "seen_as", ""))
    service = Service(
        slug=spec.slug,
        department=department,
        service_level=level,
        current=ServiceVersion(number=0, spec=spec.as_json(), digest=spec.digest()),
    )
    readable = set(
        Article.objects.visible_to(looker).filter(slug__in=spec.articles).values_list("slug", flat=True)
    )
    frame = getattr(request, "frame", Frame(language=language))
    is_meant = is_meant_for(spec.audience, person)
    context = {
        "service": service,
        **words_of(spec),
        **whole(spec, by=person, person=person, looker=looker),
        "promise": promise_of(service, spec),
        "articles": [one for one in articles_of(spec, person) if one.slug in readable or person == looker],
        "form": OrderForm(spec, asking_for(spec, person, looker, frame.choose)),
        "person": person,
        "looker": looker,
        "is_other": person.pk != looker.pk,
        "is_meant": is_meant,
        "is_by_role": not is_meant and hides_roles(looker, person) and is_by_role(spec.audience, person),
        "frame": frame,
        "preview": True,
    }
    request.user = without_roles(person)  # what the header links to is nobody's business here
    return render(request, "catalog/preview.html", context)


def ask_again(request: HttpRequest, page: ServicePage, language: str, *, choose: str) -> HttpResponse:
    """The draft's questions as they stand after what was typed into the preview; nothing is kept."""
    with translation.override(language):
        spec, asking = _asked(request, page, choose)
        form = OrderForm(spec, asking, data=request.POST)
        form.refresh()
        return render(request, "catalog/_questions.html", {"form": form, "part": True, "plain": True})


def choices(request: HttpRequest, page: ServicePage, name: str, text: str) -> list[dict[str, str]]:
    """The people or items that the chosen person is offered at a question, of those the looker may see."""
    spec, asking = _asked(request, page)
    question = next((one for one in spec.asked if one.name == name), None)
    if not isinstance(question, (PersonQuestion, ItemQuestion)):
        raise Http404
    return question.matching(asking, text)


def _asked(request: HttpRequest, page: ServicePage, choose: str = "") -> tuple[ServiceSpec, Asking]:
    spec, _faults = readable(page)
    if spec is None:
        raise Http404
    person = seen_as(request.user, request.session.get(SEEN_AS, ""))
    return spec, asking_for(spec, person, request.user, choose)


def seen_as(looker: Person, username: str) -> Person:
    """The colleague with this user name, with no more known of them than the looker may know; else the looker."""
    found = Person.objects.visible_to(looker).active().select_related("department", "site", "manager")
    person = found.filter(username=username).exclude(pk=looker.pk).first() if username else None
    if person is None:
        return looker
    if not may_see_card(looker, person):
        person.is_vip, person.phone, person.email = False, "", ""
    return without_roles(person) if hides_roles(looker, person) else person


def hides_roles(looker: Person, person: Person) -> bool:
    """Whether it is none of the looker's business what the person was given."""
    return person.pk != looker.pk and not looker.is_admin


def without_roles(person: Person) -> Person:
    """The person as if they were given nothing: no role, no team."""
    bare = copy(person)
    bare.__dict__["standing"] = Standing()
    return bare


def asking_for(spec: ServiceSpec, person: Person, looker: Person, choose: str = "") -> Asking:
    return Asking(
        person=person, by=looker, now=timezone.now(), service=spec.slug, looker=looker, choose=choose
    )
