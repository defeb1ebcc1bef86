"""The import itself: read everything, find out who links to whom, write what is new or changed."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journal.refusals import Refused
from knowledge import actions
from knowledge.importing.addresses import Addresses
from knowledge.importing.facts import digest_of, facts_of, kept_facts
from knowledge.importing.files import read_folder
from knowledge.importing.pictures import stored_picture
from knowledge.markdown import Document, Parsed, parse
from knowledge.markdown.document import plain_links
from knowledge.models import Article, Section
from people.models import Person

Path_ = PurePosixPath


@dataclass(frozen=True)
class Options:
    """`name` keeps folders apart whose files are called the same; `force` overwrites what was changed here."""

    name: str
    language: str = "auto"
    audience: str = "everybody"
    force: bool = False
    dry_run: bool = False


@dataclass
class Report:
    """What became of the files: paths by outcome; `problems` and `lost` say what about which."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)


def import_folder(folder: Path, section: Section, options: Options, *, by: Person, now: datetime) -> Report:
    """Brings the section's articles in line with the folder, in one transaction; `dry_run` undoes it all.

    An article belongs to the file it came from. A file that was imported before changes its article only
    if it says something else than last time, and not if somebody has changed the article here since
    (unless `force`). Articles whose file is gone are named, and left alone.
    """
    with transaction.atomic():
        report = _Import(folder, section, options, by, now).run()
        if options.dry_run:
            transaction.set_rollback(True)
    return report


class _Import:
    def __init__(self, folder: Path, section: Section, options: Options, by: Person, now: datetime) -> None:
        self.folder, self.section, self.options = folder, section, options
        self.by, self.now = by, now
        self.report = Report()
        self.addresses = Addresses()
        self.parsed: dict[Path_, Parsed] = {}
        self.articles = self._known()

    def run(self) -> Report:
        for file in read_folder(self.folder):
            if file.problem:
                self.report.problems.append((str(file.path), file.problem))
            else:
                self.parsed[file.path] = parse(file.text)
                self.addresses.add(file.path, self.parsed[file.path].meta)
        linked = self._make_room()
        for path in self.parsed:
            self._bring(path, is_new=path in linked)
        files = {self._source(path) for path in self.parsed}
        self.report.missing = sorted(source for source in self.articles if source not in files)
        return self.report

    def _known(self) -> dict[str, Article]:
        prefix = f"{self.options.name}/"
        found = Article.objects.filter(source__startswith=prefix).child_of(self.section)
        return {article.source: article for article in found}

    def _source(self, path: Path_) -> str:
        return f"{self.options.name}/{path}"[:255]

    def _make_room(self) -> set[Path_]:
        """Drafts for new files that others link to, so that the links have somewhere to lead."""
        linked = {
            self.addresses.find(address, path)
            for path, parsed in self.parsed.items()
            for address in parsed.addresses
        }
        new = {path for path in linked if path and self._source(path) not in self.articles}
        made = set()
        for path in sorted(new):
            facts = facts_of(self.parsed[path].document(), path, self.options.language)
            if facts["body"]:
                self._write(path, facts, publish=False)
                made.add(path)
        return made

    def _bring(self, path: Path_, *, is_new: bool) -> None:
        document = self._read(path)
        facts = facts_of(document, path, self.options.language)
        if not facts["body"]:
            self.report.problems.append((str(path), _("empty")))
            return
        self.report.lost += [(str(path), what) for what in document.lost]
        article = self.articles.get(self._source(path))
        if article is None:
            self._write(path, facts, publish=True)
        elif is_new:
            self._change(path, article, facts)
        else:
            self._refresh(path, article, facts)
            return
        self.report.added.append(str(path))

    def _refresh(self, path: Path_, article: Article, facts: dict[str, Any]) -> None:
        """An article that came from this file before."""
        if digest_of(facts) == article.source_digest:
            self.report.unchanged.append(str(path))
        elif digest_of(kept_facts(article)) != article.source_digest and not self.options.force:
            self.report.kept.append(str(path))
        else:
            self._change(path, article, facts)
            self.report.changed.append(str(path))

    def _read(self, path: Path_) -> Document:
        dead: list[str] = []

        def link(address: str) -> dict[str, str] | None:
            target = self.addresses.find(address, path)
            article = self.articles.get(self._source(target)) if target is not None else None
            if article is not None:
                return {"linktype": "page", "id": str(article.pk)}
            attributes = plain_links(address)
            if attributes is None and address:
                dead.append(address)
            return attributes

        def picture(address: str, alt: str) -> int | None:
            if self.options.dry_run:
                return None
            return stored_picture(self.folder, address, alt, path, media=self.section.media)

        document = self.parsed[path].document(link, picture)
        if dead:
            sentence = ngettext(
                "%(n)s link leads nowhere in the folder", "%(n)s links lead nowhere in the folder", len(dead)
            )
            document.lost.append(sentence % {"n": len(dead)})
        return document

    def _write(self, path: Path_, facts: dict[str, Any], *, publish: bool) -> None:
        source = self._source(path)
        try:
            self.articles[source] = actions.write_article(
                self.section,
                by=self.by,
                now=self.now,
                publish=publish,
                audience=self.options.audience,
                source=source,
                source_digest=digest_of(facts),
                **facts,
            )
        except Refused as refused:
            self.report.problems.append((str(path), str(refused)))

    def _change(self, path: Path_, article: Article, facts: dict[str, Any]) -> None:
        self.articles[article.source] = actions.change_article(
            article, by=self.by, now=self.now, source_digest=digest_of(facts), **facts
        )
