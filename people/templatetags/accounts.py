"""What the pages of signing in and of one's account need."""

from django import template
from django.conf import settings
from django.forms import BoundField, Form

from people.browsers import browser_of
from people.demo import ACCOUNTS, PASSWORD
from people.models import Person

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[Person]:
    """Who may be tried out, in the order of a tour; nobody unless this is a demonstration."""
    if not settings.DEMO:
        return []
    found = {person.username: person for person in Person.objects.active().filter(username__in=ACCOUNTS)}
    return [found[name] for name in ACCOUNTS if name in found]


@register.simple_tag
def demo_password() -> str:
    return PASSWORD if settings.DEMO else ""


@register.simple_tag
def fields_of(form: Form) -> list[BoundField]:
    """A form's fields without placeholders that only repeat their labels."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return list(form)


@register.filter
def browser(user_agent: str) -> str:
    """«Firefox, Linux» out of what a browser says of itself; unknown ones in their own words."""
    return browser_of(user_agent)
