"""Finding somebody while filling in a form: short JSON lists for the chooser, and a colleague's card."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from people.models import Department, Person, Team
from people.policies import may_see_card
from people.zones import zone_of
from ui.bilingual import is_chinese

AT_MOST = 20


@login_required
@never_cache
def choose_person(request: HttpRequest) -> JsonResponse:
    """Active colleagues by `?q=` name or mail address, or by `?id=` number: `[{"id", "label", "hint"}]`."""
    people = Person.objects.visible_to(request.user).active().select_related("department")
    found = _asked(request, people, "name")
    return _answer((person.pk, person.label, _hint(person)) for person in found)


@login_required
@never_cache
def choose_department(request: HttpRequest) -> JsonResponse:
    """Departments by `?q=` name or cost centre, or by `?id=`."""
    departments = Department.objects.visible_to(request.user)
    found = _asked(request, departments, "name_zh" if is_chinese() else "name")
    return _answer((one.pk, one.label, one.code) for one in found)


@login_required
@never_cache
def choose_team(request: HttpRequest) -> JsonResponse:
    """Teams by `?q=` name, or by `?id=`; `?department=` narrows to one department's."""
    teams = Team.objects.visible_to(request.user).select_related("department")
    department = request.GET.get("department", "")
    if _is_number(department):
        teams = teams.filter(department=int(department))
    found = _asked(request, teams, "name_zh" if is_chinese() else "name")
    return _answer((team.pk, team.label, team.department.label) for team in found)


@login_required
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague's card, for those who help him; everybody else finds no such page."""
    people = Person.objects.visible_to(request.user).select_related("department", "site", "manager")
    person = get_object_or_404(people, pk=pk)
    if not may_see_card(request.user, person):
        raise Http404
    context = {"person": person, "their_now": timezone.now().astimezone(zone_of(person))}
    return render(request, "people/_card.html" if request.htmx else "people/card.html", context)


def _asked(request: HttpRequest, rows: Any, by: str) -> QuerySet:
    """The rows asked for; those that begin with the words stand before those that contain them."""
    wanted = [one for one in request.GET.getlist("id") if _is_number(one)]
    if wanted:
        return rows.filter(pk__in=wanted[:AT_MOST])
    text = request.GET.get("q", "")[:100].strip()
    if text:
        begins = Case(When(**{f"{by}__istartswith": text}, then=Value(0)), default=Value(1))
        rows = rows.named(text).annotate(begins=begins).order_by("begins", by, "pk")
    else:
        rows = rows.order_by(by, "pk")
    return rows[:AT_MOST]


def _answer(rows: Any) -> JsonResponse:
    return JsonResponse([{"id": pk, "label": label, "hint": hint} for pk, label, hint in rows], safe=False)


def _hint(person: Person) -> str:
    return " · ".join(filter(None, [person.job_title, person.department.label if person.department else ""]))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
