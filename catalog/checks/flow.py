"""Does everything exist that a service refers to: lifecycle, teams, service level, people it is for, articles?"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog import references
from catalog.faults import Fault
from catalog.mask_rows import lifecycle_spec
from catalog.spec import ServiceSpec
from knowledge.models import Article
from people.models import Department, Site, Team
from processes.judging import misfits
from processes.models import Definition
from processes.uses import Use
from tickets.lifecycles.spec import SERVICE_PROCESS
from tickets.models import Lifecycle, ServiceLevel


def check_flow(spec: ServiceSpec) -> list[Fault]:
    return [
        *_lifecycle(spec),
        *_process(spec),
        *_level(spec),
        *_teams(spec),
        *_audience(spec),
        *_articles(spec),
    ]


def _lifecycle(spec: ServiceSpec) -> Iterator[Fault]:
    department = Department.objects.filter(slug=spec.department).first()
    chosen = Lifecycle.objects.usable_in(department).filter(slug=spec.lifecycle).first()
    if chosen is None:  # another department's is not told apart from none
        yield Fault("lifecycle", _("There is no lifecycle “%(name)s”.") % {"name": spec.lifecycle})
    elif chosen.kind != spec.kind:
        yield Fault("lifecycle", _("This lifecycle is made for another kind of ticket."))


def _process(spec: ServiceSpec) -> Iterator[Fault]:
    """Whether the department may use the process, and the lifecycle leaves room for one."""
    if not spec.process:
        return
    department = Department.objects.filter(slug=spec.department).first()
    chosen = Definition.objects.usable_in(department).filter(slug=spec.process).first()
    if chosen is None:
        yield Fault("process", _unknown(_("There is no process “%(name)s”."), spec.process))
    else:
        use = Use(str(spec.title["en"]), facts=spec.facts, lifecycle=spec.lifecycle)
        for one in misfits(use, chosen.current_id):
            yield Fault("process", _("The process doesn't fit the form: %(reason)s") % {"reason": one.text})
    lifecycle = lifecycle_spec(spec.lifecycle)
    if lifecycle is not None and not any(one.runs == SERVICE_PROCESS for one in lifecycle.statuses.values()):
        yield Fault("process", _("This lifecycle has no status in which the service's process runs."))


def _level(spec: ServiceSpec) -> Iterator[Fault]:
    if not spec.service_level:
        yield Fault("service_level", _("Choose a service level: people want to know when they get it."))
    elif not ServiceLevel.objects.filter(slug=spec.service_level).exists():
        yield Fault("service_level", _unknown(_("There is no service level “%(name)s”."), spec.service_level))


def _teams(spec: ServiceSpec) -> Iterator[Fault]:
    if not spec.team:
        yield Fault("team", _("Choose a team: somebody must do it."))
    wanted = {
        "team": spec.team,
        **{f"routes.{number}.team": one.team for number, one in enumerate(spec.routes)},
    }
    known = set(Team.objects.filter(slug__in=wanted.values()).values_list("slug", flat=True))
    for place, slug in wanted.items():
        if slug and slug not in known:
            yield Fault(place, _unknown(_("There is no team “%(name)s”."), slug))
        elif not slug and place != "team":
            yield Fault(place, _("Choose the team that gets it then."))


def _audience(spec: ServiceSpec) -> Iterator[Fault]:
    yield from _strangers("audience.departments", spec.audience.departments, Department)
    yield from _strangers("audience.sites", spec.audience.sites, Site)
    roles = {value for value, _label in references.AUDIENCE_ROLES}
    for role in spec.audience.roles:
        if role not in roles:
            yield Fault("audience.roles", _unknown(_("There is no role “%(name)s”."), role))


def _strangers(place: str, slugs: Iterable[str], model: Any) -> Iterator[Fault]:
    known = set(model.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    for slug in slugs:
        if slug not in known:
            yield Fault(place, _unknown(_("“%(name)s” doesn't exist any more."), slug))


def _articles(spec: ServiceSpec) -> Iterator[Fault]:
    known = set(Article.objects.live().filter(slug__in=spec.articles).values_list("slug", flat=True))
    for number, slug in enumerate(spec.articles):
        if slug not in known:
            sentence = _unknown(_("There is no published article “%(name)s”."), slug)
            yield Fault(f"articles.{number}", sentence, blocks=False)


def _unknown(sentence: Any, name: str) -> Any:
    return sentence % {"name": name}
