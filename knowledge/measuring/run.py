"""Measuring: publish the labelled articles, ask the questions, undo everything."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import transaction
from django.utils.html import escape

import search
from knowledge.actions import add_section
from knowledge.importing.facts import language_of
from knowledge.measuring.figures import Figures, Outcome
from knowledge.models import Article, Section
from knowledge.reactions import index
from knowledge.suggestions import suggest
from people.actions import add_department, add_person
from people.models import Person
from search.models import Entry

DEPTH = 10
SEED = 4711


@dataclass(frozen=True)
class Labelled:
    """Articles by their id, and questions with the ids of the articles that answer them."""

    articles: dict[str, dict[str, str]]
    queries: list[tuple[str, frozenset[str]]]


class NotLabelled(ValueError):
    """The file is not of the form `{"articles": [{"id", "body"}], "queries": [{"query", "relevant"}]}`."""


def read_labelled(path: Path) -> Labelled:
    """The labelled questions of a JSON file; raises `NotLabelled` with what is wrong with it."""
    try:
        data = json.loads(path.read_text("utf-8"))
        articles = {str(one["id"]): _article(one) for one in data["articles"]}
        queries = [(str(one["query"]), frozenset(map(str, one["relevant"]))) for one in data["queries"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotLabelled(f"{path}: {type(error).__name__}: {error}") from error
    unknown = {pk for _query, relevant in queries for pk in relevant} - articles.keys()
    if unknown:
        raise NotLabelled(
            f"{path}: answers that are not among the articles: {', '.join(sorted(unknown)[:5])}"
        )
    return Labelled(articles, queries)


def _article(one: dict[str, Any]) -> dict[str, str]:
    return {"title": str(one.get("title") or ""), "body": str(one["body"])}


def measure(labelled: Labelled, *, now: datetime, fill: int = 0) -> list[Figures]:
    """How suggestions, search for all words and search for any word do on the questions.

    Inside a transaction that is undone in the end, the labelled articles are the only ones there are
    (besides `fill` made-up ones, which make the index as large as a big company's). Texts without a
    title get a number for one: what a title would say must not be said twice.
    """
    with transaction.atomic():
        person, section = _stage(now)
        places = _publish(labelled, section)
        _publish_fillers(labelled, section, fill - len(places))
        ways: list[tuple[str, Callable[[str], list[int]]]] = [
            ("suggestions", lambda query: [hit.article.pk for hit in suggest(person, query, limit=DEPTH)]),
            ("all words", lambda query: _search(person, query, "all")),
            ("any word", lambda query: _search(person, query, "any")),
        ]
        found = [_ask(way, ask, labelled, places) for way, ask in ways]
        transaction.set_rollback(True)
    return found


def _stage(now: datetime) -> tuple[Person, Section]:
    """A reader, a section, and nothing else published."""
    machine = Person.objects.machine()
    deed = {"by": machine, "now": now}
    department = add_department(slug="measuring-search", name="Measuring", **deed)
    reader = add_person("measuring-search", name="Reader", email="", department=department, **deed)
    Article.objects.filter(live=True).update(live=False)
    Entry.objects.filter(kind=Article._meta.label_lower).delete()
    return reader, add_section(department, **deed)


def _publish(labelled: Labelled, section: Section) -> dict[int, str]:
    """The articles as pages; which page stands for which id."""
    return {
        _page(section, f"measured-{number}", one["title"] or f"No. {number}", one["body"]).pk: key
        for number, (key, one) in enumerate(labelled.articles.items())
    }


def _publish_fillers(labelled: Labelled, section: Section, count: int) -> None:
    """Made-up articles of the file's own words, in their usual frequency."""
    chance = random.Random(SEED)  # noqa: S311 (no secret is made of it)
    words = [word for one in labelled.articles.values() for word in one["body"].split()]
    for number in range(max(count, 0)):
        text = " ".join(chance.choices(words, k=chance.randint(40, 200)))
        _page(section, f"filler-{number}", " ".join(chance.choices(words, k=5)), text)


def _page(section: Section, slug: str, title: str, body: str) -> Article:
    html = "".join(f"<p>{escape(line)}</p>" for line in body.splitlines() if line.strip())
    article = Article(
        title=title[:255], slug=slug, body=[{"type": "text", "value": html}], language=language_of(body)
    )
    section.add_child(instance=article)
    index(article)
    return article


def _search(person: Person, query: str, mode: str) -> list[int]:
    return [one.pk for one in search.matching(Article.objects.visible_to(person), query, mode=mode)[:DEPTH]]


def _ask(
    way: str, ask: Callable[[str], Iterable[int]], labelled: Labelled, places: dict[int, str]
) -> Figures:
    figures = Figures(way)
    for query, relevant in labelled.queries:
        began = perf_counter()
        found = [places.get(pk, "filler") for pk in ask(query)]
        seconds = perf_counter() - began
        rank = next((place for place, key in enumerate(found, 1) if key in relevant), None)
        figures.outcomes.append(Outcome(query, rank, found[0] if found else "", seconds))
    return figures
