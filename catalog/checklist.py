"""What still stands against publishing, each line leading to its spot in the editor."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from pydantic import ValidationError

from catalog.authoring import compile_page
from catalog.faults import Fault
from catalog.models import ServicePage

FIELDS = {
    "audience.departments": "id_audience_departments",
    "audience.sites": "id_audience_sites",
    "audience.roles": "id_audience_roles",
    "audience.rule": "id_audience_rule",
    "price.note": "id_price_note",
    "quantity_max": "id_quantity_max",
    "tags": "id_topics",
    "without.steps": "id_without_steps",
    "without.statuses": "id_without_statuses",
}
COMPLIANCE = "compliance"
AWAY = '<li><a href="{}"><strong>{}</strong></a>{}</li>'
LINK = '<li><a href="{}" data-controller="w-focus" data-action="w-focus#focus:prevent"><strong>{}</strong></a>{}</li>'


def told(lead: str, page: ServicePage, faults: Iterable[Fault], editor: str = "") -> SafeString:
    """A sentence and the list under it, as one message."""
    return format_html("<p>{}</p>{}", lead, as_list(page, faults, editor))


def as_list(page: ServicePage, faults: Iterable[Fault], editor: str = "") -> SafeString:
    """The faults as a list of links; `editor` is the address of the editor, when the list stands elsewhere."""
    anchors = _anchors(page)
    rows = [
        format_html(
            AWAY if fault.place == COMPLIANCE else LINK,
            _address(page, fault, anchors, editor),
            *_words(fault),
        )
        for fault in faults
    ]
    return format_html("<ul>{}</ul>", format_html_join("", "{}", ((row,) for row in rows)))


def _address(page: ServicePage, fault: Fault, anchors: dict[str, str], editor: str = "") -> str:
    """Where a fault is mended: a spot of the editor, or the page about the service's compliance."""
    if fault.place == COMPLIANCE:
        return reverse("catalog_admin:compliance", args=[page.pk]) if page.pk else ""
    return f"{editor}#{anchor(fault.place, anchors)}"


def anchor(place: str, anchors: dict[str, str]) -> str:
    """The element in the editor that holds a place of the specification."""
    first = place.partition(".")[0]
    listed = ".".join(place.split(".")[:2])
    return anchors.get(listed) or FIELDS.get(place) or f"id_{first}"


def looked_over(page: ServicePage) -> dict[str, Any]:
    """Everything `publishing` finds in the page as it is: what must be mended, what would be better, how many."""
    from catalog import publishing

    found = publishing.faults_to_publish(page)
    anchors = _anchors(page)
    lines = [(fault.blocks, _address(page, fault, anchors), *_words(fault)) for fault in found]
    must = [line[1:] for line in lines if line[0]]
    return {"must": must, "better": [line[1:] for line in lines if not line[0]], "count": len(must)}


def nothing_looked_over() -> dict[str, Any]:
    """Of a service nobody has typed a word of there is nothing to say yet."""
    return {"must": [], "better": [], "count": 0}


def _words(fault: Fault) -> tuple[str, str]:
    return (fault.about, f": {fault.sentence}") if fault.about else (str(fault.sentence), "")


def _anchors(page: ServicePage) -> dict[str, str]:
    try:
        return compile_page(page).anchors
    except ValidationError:
        return {}
