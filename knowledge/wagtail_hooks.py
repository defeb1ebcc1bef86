from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from knowledge import policies
from knowledge.models import Article
from knowledge.references import shown_in, used_in


@hooks.register("before_serve_document")
def keep_documents_with_their_articles(document: AbstractDocument, request: HttpRequest) -> None:
    """A document that articles link to is for their readers; others are for whoever is signed in."""
    person = request.user
    if not person.is_authenticated:
        raise Http404
    if policies.may_write_somewhere(person):
        return
    if Article.objects.filter(pk__in=used_in(document)).exists() and not shown_in(document, person).exists():
        raise Http404
