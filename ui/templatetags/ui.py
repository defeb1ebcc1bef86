"""The tags every template may use without loading them."""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import avoid_wrapping, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import TIME_STRINGS
from django.utils.translation import get_language, gettext

from ui import icons, looks
from ui.bilingual import choose, pick

register = template.Library()

SILENT = mark_safe('aria-hidden="true"')
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "CNY": "¥", "JPY": "¥", "CHF": "CHF "}


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`{% icon "laptop" %}`: decoration, hidden from screen readers unless it carries a `label`."""
    said = format_html('role="img" aria-label="{}"', label) if label else SILENT
    return format_html(
        '<svg class="icon {}" {}><use href="{}"></use></svg>', css, said, icons.href(str(name or ""))
    )


@register.simple_tag
def icon_sprite() -> str:
    """The address of the sprite, for elements that draw icons themselves."""
    return icons.sprite()


@register.simple_tag
def face(person: Any, size: str = "md", name: bool = False, bare: bool = False) -> SafeString:
    """A person's initials in the person's own tint, nobody as a dashed ring.

    `name=True` writes the name beside; `bare=True` is for places that say the name already.
    """
    css = "face" if size == "md" else f"face face-{size}"
    if person is None:
        return _face(f"{css} face-nobody", gettext("Nobody yet"), "", name, bare)
    label = getattr(person, "label", str(person))
    initials = getattr(person, "initials", label[:2])
    return _face(f"{css} face-tint-{looks.face_tint(person)}", label, initials, name, bare)


@lru_cache(maxsize=4096)  # the same few people stand in most rows and cards of a page
def _face(css: str, label: str, initials: str, name: bool, bare: bool) -> SafeString:
    if not (name or bare):
        return format_html('<span class="{}" role="img" title="{}">{}</span>', css, label, initials)
    ring = format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials)
    if bare:
        return ring
    tone = "" if initials else mark_safe(' class="text-faint"')
    return format_html('<span class="face-line">{}<span{}>{}</span></span>', ring, tone, label)


@register.simple_tag
def badge(text: Any, tone: str = "neutral", icon: str = "") -> SafeString:
    """A word with a tone (neutral, calm, attention, danger, done, accent); a shape is beside the colour."""
    name = looks.tone(tone)
    shape = icon or (looks.TONE_ICONS[name] if name in ("attention", "danger", "done") else "")
    return _pill(f"pill pill-{name}", shape, str(pick(text)))


@register.simple_tag
def phase_badge(ticket: Any) -> SafeString:
    """A ticket's status in the words of its lifecycle, with the shape and tone of its phase."""
    shape, name = looks.PHASES.get(str(ticket.phase), looks.PHASES["new"])
    words = getattr(ticket, "status_label", "") or ticket.get_phase_display()
    return _pill(f"pill pill-{name}", shape, str(pick(words)))


@register.simple_tag
def priority_badge(ticket: Any) -> SafeString:
    shape, name = looks.PRIORITIES.get(ticket.priority, looks.PRIORITIES[4])
    return _pill(f"pill pill-plain pill-{name}", shape, str(ticket.get_priority_display()))


@lru_cache(maxsize=1024)  # a handful of words in every row
def _pill(css: str, shape: str, words: str) -> SafeString:
    mark = '<svg class="icon" aria-hidden="true"><use href="{}"/></svg>'
    drawn = format_html(mark, icons.href(shape)) if shape else ""
    return format_html('<span class="{}">{}{}</span>', css, drawn, words)


@register.simple_tag
def ago(when: datetime | None, now: datetime | None = None) -> SafeString:
    """How long ago (or ahead) in one unit; the full moment as tooltip. `<relative-time>` keeps it true."""
    if when is None:
        return format_html('<span class="text-faint">{}</span>', "–")
    now = now or timezone.now()
    local = timezone.localtime(when) if timezone.is_aware(when) else when
    return format_html(
        '<relative-time><time datetime="{}" title="{}">{}</time></relative-time>',
        when.isoformat(timespec="seconds").replace("+00:00", "Z"),
        _full(local.replace(second=0, microsecond=0, tzinfo=None), get_language()),
        since(when, now),
    )


@lru_cache(maxsize=4096)
def _full(moment: datetime, language: str | None) -> str:
    """A minute in the language's full form; without its zone, or one moment would read alike in all of them."""
    return date_format(moment, "DATETIME_FORMAT")


def since(when: datetime, now: datetime) -> str:
    """«3 hours ago», «2 days from now», «now»: one unit, in the reader's language."""
    seconds = (now - when).total_seconds()
    if abs(seconds) < 60:
        return gettext("now")
    delta = _span(int(abs(seconds)))
    pattern = gettext("%(delta)s ago") if seconds > 0 else gettext("%(delta)s from now")
    return pattern % {"delta": delta}


# Months and years as the browser's own relative time counts them; Django's walk through the calendar is exact
# to the day, which one unit can't show, and costs five times as much.
SPANS = (
    ("year", 31536000),
    ("month", 2592000),
    ("week", 604800),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
)


def _span(seconds: int) -> str:
    """«3 hours»: the largest unit that fits, at least a minute."""
    name, size = next(((name, size) for name, size in SPANS if seconds >= size), SPANS[-1])
    return _units(name, seconds // size, get_language())


@lru_cache(maxsize=1024)
def _units(name: str, number: int, language: str | None) -> str:
    return avoid_wrapping(TIME_STRINGS[name] % {"num": number})


@register.simple_tag
def said(thing: Any, name: str = "name") -> str:
    """The reader's side of a text in two languages: a `{"en", "zh"}` or a pair of fields `x` and `x_zh`."""
    value = thing.get(name) if isinstance(thing, dict) else getattr(thing, name, "")
    if isinstance(value, dict):
        return pick(value)
    other = "" if isinstance(thing, dict) else getattr(thing, f"{name}_zh", "")
    return choose(str(value or ""), str(other or ""))


@register.filter(name="pick")
def pick_filter(text: Any) -> str:
    """`{{ text|pick }}`: the reader's side of `{"en", "zh"}`."""
    return pick(text)


@register.simple_tag
def money(amount: Decimal | float | int | str | None, currency: str = "") -> str:
    """An amount with two decimals, in groups of three as both languages write it; "" when there is none."""
    if amount is None or amount == "":
        return ""
    code = currency or getattr(settings, "CURRENCY", "EUR")
    value = Decimal(str(amount))
    sign, digits = "−" if value < 0 else "", f"{abs(value):,.2f}"
    symbol = SYMBOLS.get(code)
    return f"{sign}{symbol}{digits}" if symbol else f"{sign}{digits} {code}"


@register.filter
def its(form: Any, name: str) -> Any:
    """`{{ form|its:"total" }}`: what a form says of itself, also where it has a field of that name."""
    return getattr(form, name, None)


@register.filter
def html_lang(code: str | None) -> str:
    """A Django language code as BCP 47 writes it: zh-hans → zh-Hans."""
    parts = (code or get_language() or "en").split("-")
    return "-".join([parts[0], *(part.title() if len(part) == 4 else part.upper() for part in parts[1:])])


@register.inclusion_tag("ui/_field.html")
def field(bound: Any, label: str = "", wide: bool = False, optional: bool = True) -> dict[str, Any]:
    """One form field: label, help, control, errors, tied together for screen readers."""
    from ui.forms import dress

    return dress(bound, label=label, wide=wide, optional=optional)


@register.simple_tag(takes_context=True)
def rows_of(context: template.Context, listing: Any) -> SafeString:
    """The rows of a listing's page."""
    from ui.listing.rows import written

    return written(listing, context)


@register.filter
def heat(card: Any, now: datetime) -> int:
    """How long a card has lain where it lies, in the steps of its heat line."""
    return card.heat(now)


@register.simple_tag
def span_to(until: datetime, now: datetime | None = None) -> str:
    """The time left to a moment, or gone since, as `<sla-clock>` writes it: «2h 5m», «1d 4h overdue»."""
    seconds = (until - (now or timezone.now())).total_seconds()
    minutes = int(abs(seconds) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = {"days": days, "hours": hours, "minutes": rest}
    if days:
        words = gettext("%(days)sd %(hours)sh") % units
    elif hours:
        words = gettext("%(hours)sh %(minutes)sm") % units
    else:
        words = gettext("%(minutes)sm") % units
    return f"{words} {gettext('overdue')}" if seconds < 0 else words


@register.filter
def split(words: str) -> list[str]:
    """The words of a text, for loops over what a template knows itself."""
    return words.split()


@register.filter
def anchor(bound: Any) -> str:
    """The id a link must name to lead to a field: its control, or the whole field for a group of choices."""
    return bound.id_for_label or f"{bound.auto_id}_field"
