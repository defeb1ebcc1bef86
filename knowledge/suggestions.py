"""Which articles may answer what somebody is typing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import get_language

import search
from knowledge.models import Article
from knowledge.querysets import ANSWER, ArticleQuerySet, code_of
from knowledge.texts import passage
from people.models import Person

SHORTEST = 2  # characters worth searching for: one Chinese word
LONGEST = 500  # characters of a question that are read
CANDIDATES = 4  # times as many as are shown: some fall together with their translation
READ = 4000  # characters of an article that are looked through for the passage to show
# What a list shows of an article; a page has three dozen columns more.
LISTED = (
    "slug", "title", "language", "summary", "audience", "translation_of", "last_published_at",
    "department__name", "department__name_zh", "department__icon",
)  # fmt: skip
# How much better an article in the reader's own language is, all else being equal.
OWN_LANGUAGE = 1.25
# How much better one that says it explains the service at hand.
OWN_MANUAL = 1.5


@dataclass(frozen=True)
class Hit:
    """An article worth opening; `why` is the sentence of it that holds most of what was asked.

    Of the article only what a list shows is fetched.
    """

    article: Article
    why: str


def suggest(
    person: Person, text: str, limit: int = 5, service: str | None = None, language: str | None = None
) -> list[Hit]:
    """At most `limit` articles that the person may read, the likeliest answer first.

    Any of the words is enough; rare ones and those in titles count more. An answer that exists in two
    languages is offered once, in the reader's (`language`, by default the active one).
    """
    text = text.strip()[:LONGEST]
    if len(text) < SHORTEST:
        return []
    language = code_of(language or get_language() or "en")
    readable = Article.objects.visible_to(person)
    answers = _ranked(readable, text, limit, service, language)
    return [
        Hit(article, passage(article.opening, text) or article.summary)
        for article in _in_language(readable, answers, language)
    ]


def _ranked(
    readable: ArticleQuerySet, text: str, limit: int, service: str | None, language: str
) -> list[tuple[int, int]]:
    """(answer, the article it was found by), likeliest first. An answer is an article or its original."""
    hits = search.matching(readable, text, mode="any", forgiving=True).values_list(
        "pk", "rank", "language", ANSWER
    )
    manual = set(readable.explaining(service).values_list("pk", flat=True)) if service else set()
    weighed = [
        (rank * (OWN_LANGUAGE if code == language else 1) * (OWN_MANUAL if pk in manual else 1), answer, pk)
        for pk, rank, code, answer in hits[: limit * CANDIDATES]
    ]
    first: dict[int, int] = {}
    for _weight, answer, pk in sorted(weighed, key=lambda one: -one[0]):
        first.setdefault(answer, pk)
    return list(first.items())[:limit]


def _in_language(
    readable: ArticleQuerySet, answers: Iterable[tuple[int, int]], language: str
) -> list[Article]:
    """The answers in their order, each in the reader's language where there is one, else as it was found."""
    order = dict(answers)
    rows = (
        readable.annotate(answer=ANSWER, opening=Left("text", READ))
        .filter(Q(pk__in=order) | Q(translation_of__in=order))
        .select_related("department")
        .only(*LISTED)
    )
    chosen: dict[int, Article] = {}
    for article in rows:
        if article.language == language or (
            article.pk == order[article.answer] and article.answer not in chosen
        ):
            chosen[article.answer] = article
    return [chosen[answer] for answer in order if answer in chosen]
