from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from people.models import Person
from people.zones import zone_of

THEME_COOKIE = "theme"


class PersonMiddleware:
    """Language, time zone and appearance of the signed-in person, for this request.

    A visitor's language is the one once chosen (a cookie), else what the browser asks for; the appearance
    comes from a cookie too. Sets `request.LANGUAGE_CODE` and `request.theme`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if request.user.is_authenticated else None
        language = person.language if person else translation.get_language_from_request(request)
        request.LANGUAGE_CODE = language
        request.theme = theme_of(request, person)
        with translation.override(language), timezone.override(zone_of(person)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if person is None:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def theme_of(request: HttpRequest, person: Person | None) -> str:
    """`light`, `dark` or `system`."""
    chosen = person.theme if person else request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in Person.Theme.values else Person.Theme.SYSTEM.value
