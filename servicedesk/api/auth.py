"""Who is calling: a bearer token (RFC 6750) and nothing else; no page can forge a request."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import HttpBearer

from people import tokens
from people.models import Person
from servicedesk.api import limits


class Bearer(HttpBearer):
    """Gives the person the token acts as, and lets the request speak that person's language.

    Raises `TooMany` for whoever asks too often.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        now = timezone.now()
        person = tokens.person_for(token, now)
        if person is None:
            return None
        limits.count_token(token, now=now)
        request.user = person
        if "Accept-Language" not in request.headers:
            translation.activate(person.language)
            request.LANGUAGE_CODE = translation.get_language()
        return person

    def __call__(self, request: HttpRequest) -> Any:
        # A session says nothing here: a page of another site could make a signed-in browser send it.
        person = super().__call__(request)
        if person is None:
            limits.count_stranger(request, now=timezone.now())
        return person
