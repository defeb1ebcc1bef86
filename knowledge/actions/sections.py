"""Opening the departments' shelves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from journal.actions import record
from journal.refusals import NotAllowed
from knowledge import policies
from knowledge.authors import admit_authors
from knowledge.models import KnowledgeIndex, Section
from knowledge.slugs import slug_for
from people.models import Department, Person


@transaction.atomic
def knowledge_index() -> KnowledgeIndex:
    """The root of all knowledge, made on first use."""
    index = KnowledgeIndex.objects.first()
    if index is None:
        index = KnowledgeIndex(title="Knowledge base", slug="knowledge", live=True)
        Page.get_first_root_node().add_child(instance=index)
    return index


@transaction.atomic
def add_section(
    department: Department, *, by: Person, now: datetime, title: str = "", title_zh: str = ""
) -> Section:
    """The department's shelf, opened on first use; it bears the department's name unless given others."""
    known = Section.objects.filter(department=department).first()
    if known is not None:
        return known
    if not policies.may_write(by, department):
        raise NotAllowed(_("Only authors of this department may open its section."))
    section = Section(
        title=title or department.name,
        title_zh=title_zh or department.name_zh,
        slug=slug_for(department.slug),
        department=department,
        live=True,
        first_published_at=now,
        last_published_at=now,
    )
    knowledge_index().add_child(instance=section)
    record("section.added", section, by=by, now=now)
    admit_authors(section)
    return section
