import search
from journal.models import Event
from journal.reactions import on
from knowledge.authors import seat
from knowledge.models import Article


@on("article.published")
def index_article(event: Event) -> None:
    """A published article is found by its title, search words, summary and text."""
    article = event.subject
    if article is not None:
        index(article)


@on("article.retired")
def forget_article(event: Event) -> None:
    article = event.subject
    if article is not None:
        search.forget(article)


@on("grant.given", "grant.taken")
def seat_author(event: Event) -> None:
    """Roles decide who may write; the editor's own groups follow."""
    person = event.subject
    if person is not None:
        seat(person)


def index(article: Article) -> None:
    search.index(article, title=heading_words(article), body=body_words(article))


def heading_words(article: Article) -> str:
    """Search words count like the title: authors put there what people say."""
    return "\n".join([article.title, *article.tags])


def body_words(article: Article) -> str:
    return f"{article.summary}\n{article.text}"


search.register(Article, title=heading_words, body=body_words, things=Article.objects.live)
