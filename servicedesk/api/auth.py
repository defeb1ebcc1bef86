"""Who is calling: a bearer token (RFC 6750) and nothing else; no page can forge a request."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import HttpBearer

from people import tokens
from people.models import Person


class Bearer(HttpBearer):
    """Gives the person the token acts as, and lets the request speak that person's language."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        person = tokens.person_for(token, timezone.now())
        if person is None:
            return None
        request.user = person
        if "Accept-Language" not in request.headers:
            translation.activate(person.language)
            request.LANGUAGE_CODE = translation.get_language()
        return person

    def __call__(self, request: HttpRequest) -> Any:
        # A session says nothing here: a page of another site could make a signed-in browser send it.
        return super().__call__(request)
