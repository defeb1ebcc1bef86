from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from knowledge.references import may_see


@hooks.register("before_serve_document")
def keep_documents_with_their_articles(document: AbstractDocument, request: HttpRequest) -> None:
    """A document is for those who keep it and the readers of the articles that link to it."""
    if not request.user.is_authenticated or not may_see(request.user, document):
        raise Http404
