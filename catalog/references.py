"""What editors of services refer to by short name: departments, sites, teams, roles, item types.

Services name these by slug, so that a service can be moved to another installation as one file.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from cmdb.models import ItemType
from knowledge.models import Article
from people.models import Department, Site, Team
from people.models.grant import Role
from processes.models import Definition
from tickets.lifecycles import current, spec_of
from tickets.models import Lifecycle, ServiceLevel
from ui.bilingual import pick

Options = Iterator[tuple[str, str]]

AUDIENCE_ROLES = [
    ("manager", _("Managers (who have reports)")),
    *((role.value, role.label) for role in Role),
]


def departments() -> Options:
    for one in Department.objects.order_by("path"):
        yield one.slug, "\u2003" * (one.depth - 1) + one.label


def sites() -> Options:
    for one in Site.objects.order_by("name"):
        yield one.slug, one.label


def teams() -> Options:
    for one in Team.objects.order_by("name"):
        yield one.slug, one.label


def item_types() -> Options:
    for one in ItemType.objects.order_by("name"):
        yield one.slug, one.label


def articles() -> list[tuple[str, str]]:
    """Articles that everybody may read; others are nobody's business here."""
    found = Article.objects.live().filter(audience=Article.Audience.EVERYBODY).order_by("title")
    return [(one.slug, one.title) for one in found.only("slug", "title")[:500]]


def services() -> list[tuple[str, str]]:
    """Services that are for everybody; others are nobody's business here."""
    from catalog.models import Service

    found = Service.objects.live().filter(for_everybody=True, audience_rule="").order_by("name")
    return [(one.slug, one.label) for one in found.only("slug", "name", "name_zh")[:500]]


def called(department: str) -> Callable[[str, str], str]:
    """A function (what it is, short name) → what people call it, for sentences about a service of the
    department with this short name; reads each list once. Another department's lifecycle has no name here.
    A status and a step are asked for as `lifecycle.name`.
    """
    lists = {
        "department": Department.objects.all,
        "site": Site.objects.all,
        "team": Team.objects.all,
        "service_level": ServiceLevel.objects.all,
        "lifecycle": lambda: Lifecycle.objects.usable_in(Department.objects.filter(slug=department).first()),
        "process": lambda: Definition.objects.usable_in(Department.objects.filter(slug=department).first()),
    }
    read: dict[str, dict[str, str]] = {"role": {slug: str(label) for slug, label in AUDIENCE_ROLES}}

    def look_up(kind: str, slug: str) -> str:
        if kind in ("status", "step"):
            return _part(lists["lifecycle"](), kind, slug)
        if kind not in read:
            read[kind] = {one.slug: one.label for one in lists[kind]()}
        return read[kind].get(slug, slug)

    return look_up


def _part(usable: Any, kind: str, name: str) -> str:
    """A status or step of a lifecycle as people call it."""
    slug, _dot, part = name.partition(".")
    if not usable.filter(slug=slug).exists():
        return name
    spec = spec_of(current(slug).pk)
    found = (spec.statuses if kind == "status" else spec.transitions).get(part)
    return pick(found.label.model_dump()) if found else name
