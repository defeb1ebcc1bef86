from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from people.models import Department, Person
from ui.bilingual import CHINESE, ENGLISH, is_chinese

# One answer in two languages: the id of the original.
ANSWER = Coalesce("translation_of_id", "pk")
KEEPERS = ("agent", "lead", "author", "owner", "auditor")


def code_of(language: str) -> str:
    """The language as articles name it."""
    return CHINESE if is_chinese(language) else ENGLISH


def paths_around(person: Person) -> list[str]:
    """Where the person's department and all above it stand in the tree: what is meant for one of these is
    meant for them."""
    if not person.department_id:
        return []
    path, step = person.department.path, Department.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


class ArticleQuerySet(PageQuerySet):
    def visible_to(self, person: Person) -> "ArticleQuerySet":
        """Published articles meant for the person; drafts live in the editor, not here.

        For everybody; for departments, to their people and those below; for agents, to those who have
        a role where the article is kept. Keepers of a section read all that is published in it.
        """
        if person is None or not person.is_authenticated:
            return self.none()
        reach = person.reach(*KEEPERS)
        if reach.everywhere:
            return self.live()
        if not person.is_active:
            return self.none()
        meant = Q(audience="everybody") | Q(department__in=reach.departments)
        around = paths_around(person)
        if around:
            chosen = self.model.departments.through.objects.filter(department__path__in=around)
            meant |= Q(audience="departments", pk__in=chosen.values("article"))
        return self.live().filter(meant)

    def explaining(self, service: str) -> "ArticleQuerySet":
        """The manual of a service: the articles that name its slug."""
        links = self.model._meta.get_field("service_links").related_model.objects
        return self.filter(pk__in=links.filter(slug=service).values("article"))

    def in_language(self, language: str) -> "ArticleQuerySet":
        """Those written in the language (`en` or `zh-hans`; any Chinese counts as the latter)."""
        return self.filter(language=code_of(language))

    def preferring(self, language: str) -> "ArticleQuerySet":
        """Each answer once: in the reader's language where it exists, else in the other one."""
        code = code_of(language)
        answered = self.filter(language=code).annotate(answer=ANSWER).values("answer")
        return self.annotate(answer=ANSWER).filter(Q(language=code) | ~Q(answer__in=answered))

    def counterparts(self, articles: Iterable[Any]) -> "ArticleQuerySet":
        """These articles and their versions in the other language, as far as they are in this queryset."""
        answers = {article.translation_of_id or article.pk for article in articles}
        return self.filter(Q(pk__in=answers) | Q(translation_of__in=answers))


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
