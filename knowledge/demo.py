"""Articles out of one readable file: this app's share of the demo."""

from datetime import datetime
from typing import Any

from django.db import transaction

from knowledge import actions
from knowledge.markdown import Links, read
from knowledge.models import Article, Section
from people.models import Department, Person

SOURCE = "file:"
COMMON = ("audience", "services")


class Unknown(LookupError):
    """The file names something that is not there."""


@transaction.atomic
def load(entries: list[dict[str, Any]], *, by: Person, now: datetime) -> dict[str, Article]:
    """Publishes what is missing, through the deeds; what is there already stays as it is.

    An entry has `slug`, `section` (a department's slug), `title`, `body` (Markdown; `[…](other-slug)` links
    to another entry), and where they matter `summary`, `tags`, `services`, `audience`, `departments`,
    `language`; `zh` (with `title`, `body`, `summary`, `tags`) becomes the Chinese translation. Returns the
    articles by slug, translations as `<slug>/zh`.
    """
    loader = Loader(by, now)
    for entry in entries:
        original = loader.publish(entry["slug"], entry, entry)
        if "zh" in entry:
            loader.publish(
                f"{entry['slug']}/zh", entry, {"language": "zh-hans", **entry["zh"]}, translation_of=original
            )
    return loader.articles


class Loader:
    def __init__(self, by: Person, now: datetime) -> None:
        self.by, self.now = by, now
        self.articles = {
            article.source.removeprefix(SOURCE): article
            for article in Article.objects.filter(source__startswith=SOURCE)
        }
        self.departments = {one.slug: one for one in Department.objects.all()}
        self.sections: dict[str, Section] = {}

    def publish(
        self, key: str, entry: dict[str, Any], words: dict[str, Any], translation_of: Article | None = None
    ) -> Article:
        """Writes one language of an entry, unless it was written before."""
        if key not in self.articles:
            facts = {name: entry[name] for name in COMMON if name in entry}
            facts |= {name: words[name] for name in ("summary", "tags", "language") if name in words}
            self.articles[key] = actions.write_article(
                self.section(entry["section"]),
                title=words["title"],
                slug=key if translation_of is None else "",
                body=read(words["body"], links=self.link_from(entry)).body,
                departments=[self.department(slug) for slug in entry.get("departments", ())],
                translation_of=translation_of,
                source=SOURCE + key,
                by=self.by,
                now=self.now,
                **facts,
            )
        return self.articles[key]

    def section(self, slug: str) -> Section:
        if slug not in self.sections:
            self.sections[slug] = actions.add_section(self.department(slug), by=self.by, now=self.now)
        return self.sections[slug]

    def department(self, slug: str) -> Department:
        try:
            return self.departments[slug]
        except KeyError:
            raise Unknown(f"The file names the department {slug!r}, which is not there.") from None

    def link_from(self, entry: dict[str, Any]) -> Links:
        """Links to entries that stand before this one lead to their articles."""

        def link(address: str) -> dict[str, str] | None:
            other = self.articles.get(address)
            if other is not None:
                return {"linktype": "page", "id": str(other.pk)}
            elsewhere = address.startswith(("https://", "http://", "mailto:", "tel:", "/", "#"))
            return {"href": address} if elsewhere else None

        return link
