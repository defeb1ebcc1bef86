"""Between the page a publisher edits and the specification it means: `compile_page` and, back, `fill`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args, get_origin

import nh3
from django.utils.html import strip_tags
from wagtail.rich_text import expand_db_html

from catalog.questions import KINDS
from catalog.questions.base import Part
from catalog.spec import Audience, BundlePart, PriorityRule, Route, ServiceSpec, Step
from catalog.texts import Bilingual
from processes.models import Definition
from tickets.models import Lifecycle, ServiceLevel
from ui.bilingual import both

if TYPE_CHECKING:
    from catalog.models import ServicePage

USUAL_LIFECYCLES = {"change": "change-normal"}
TAGS = {
    "p",
    "br",
    "b",
    "strong",
    "i",
    "em",
    "ul",
    "ol",
    "li",
    "a",
    "h2",
    "h3",
    "h4",
    "hr",
    "blockquote",
    "code",
}


@dataclass(frozen=True)
class Draft:
    """A compiled page, and where in the editor each of its parts stands."""

    spec: ServiceSpec
    anchors: dict[str, str] = field(default_factory=dict)


def compile_page(page: "ServicePage", *, department: str = "") -> Draft:
    """The specification the page means. Raises `pydantic.ValidationError` where it can mean nothing.

    A page that has no place in the tree yet needs to be told its `department`.
    """
    spec = ServiceSpec.model_validate(
        {
            "slug": page.slug,
            "department": department or page.get_parent().specific.department.slug,
            **_texts_of(page),
            "icon": page.icon,
            "tags": [
                {"slug": topic.slug, "label": topic.names}
                for topic in sorted(page.topics.all(), key=lambda one: one.slug)
            ],
            "keywords": keywords(page.keywords),
            "kind": page.kind,
            "lifecycle": page.lifecycle.slug if page.lifecycle else usual_lifecycle(page.kind),
            "without": {
                "steps": sorted(page.without_steps),
                "statuses": sorted(page.without_statuses),
            },
            "process": page.process.slug if page.process else "",
            "masks": page.masks,
            "has_register": page.has_register,
            "team": page.team.slug if page.team else "",
            "routes": [read_block(Route, child.value) for child in page.routes],
            "service_level": page.service_level.slug if page.service_level else "",
            "impact": page.impact,
            "urgency": page.urgency,
            "priorities": [read_block(PriorityRule, child.value) for child in page.priorities],
            "audience": Audience(
                departments=tuple(sorted(page.audience_departments)),
                sites=tuple(sorted(page.audience_sites)),
                roles=tuple(sorted(page.audience_roles)),
                rule=page.audience_rule.strip(),
            ),
            "on_behalf": page.on_behalf,
            "price": _price(page),
            "quantity_max": page.quantity_max,
            "parts": [read_block(BundlePart, child.value) for child in page.parts],
            "skips_parts": page.skips_parts,
            "steps": [read_block(Step, child.value) for child in page.steps],
            "articles": [str(child.value) for child in page.articles],
            "questions": [
                {"kind": child.block_type, **read_block(KINDS[child.block_type], child.value)}
                for child in page.questions
            ],
        }
    )
    return Draft(spec, _anchors(page))


def _texts_of(page: "ServicePage") -> dict[str, Bilingual]:
    plain = {
        name: both(getattr(page, name).strip(), getattr(page, f"{name}_zh").strip())
        for name in ("title", "summary", "for_whom", "subject")
    }
    return {**plain, "description": both(clean_html(page.description), clean_html(page.description_zh))}


def _price(page: "ServicePage") -> dict[str, Any] | None:
    if page.price is None:
        return None
    return {
        "amount": f"{page.price:.2f}",
        "currency": page.currency,
        "note": both(page.price_note, page.price_note_zh),
    }


def usual_lifecycle(kind: str) -> str:
    return USUAL_LIFECYCLES.get(kind, kind)


def clean_html(html: str) -> str:
    """Rich text as it is shown: nothing but structure and links; nothing at all where it says nothing."""
    cleaned = nh3.clean(expand_db_html(html or ""), tags=TAGS, attributes={"a": {"href"}}).strip()
    return cleaned if strip_tags(cleaned).strip() else ""


def keywords(text: str) -> list[str]:
    """The words between commas (Chinese ones too) and line ends."""
    for mark in ("，", "、", ";", "；", "\n"):
        text = text.replace(mark, ",")
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def read_block(part: type[Part], value: Mapping[str, Any]) -> dict[str, Any]:
    """A block's values in the shape of a part: paired fields become one text, lists of rows lists of parts."""
    found: dict[str, Any] = {}
    for name, info in part.model_fields.items():
        if name == "kind" and part in KINDS.values():
            continue
        if info.annotation is Bilingual:
            found[name] = both(_said(value.get(name)), _said(value.get(f"{name}_zh")))
        elif name in value and value[name] not in (None, ""):
            inner = _part_in(info.annotation)
            found[name] = [read_block(inner, row) for row in value[name]] if inner else _plain(value[name])
    return found


def _said(text: Any) -> str:
    return str(text or "").strip()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    return value if isinstance(value, (bool, int)) or not hasattr(value, "__iter__") else list(value)


def _part_in(annotation: Any) -> type[Part] | None:
    """The part that a tuple type is made of, if it is one."""
    if get_origin(annotation) is not tuple:
        return None
    inner = get_args(annotation)[0]
    return inner if isinstance(inner, type) and issubclass(inner, Part) else None


def write_block(part: Part) -> dict[str, Any]:
    """The reverse: a part as the values of its block."""
    written: dict[str, Any] = {}
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        if info.annotation is Bilingual:
            written |= {name: value["en"], f"{name}_zh": value["zh"]}
        elif _part_in(info.annotation):
            written[name] = [write_block(one) for one in value]
        else:
            written[name] = list(value) if isinstance(value, tuple) else value
    return written


def fill(page: "ServicePage", spec: ServiceSpec) -> None:
    """Writes a specification into a page's fields; its topics must exist. Nothing is saved."""
    from catalog.models import Topic
    from people.models import Team

    for name in ("title", "summary", "description", "for_whom", "subject"):
        text = getattr(spec, name)
        setattr(page, name, text["en"] or (text["zh"] if name == "title" else ""))
        setattr(page, f"{name}_zh", text["zh"])
    page.slug, page.icon, page.kind = spec.slug, spec.icon, spec.kind
    page.draft_title = page.title
    page.keywords = ", ".join(spec.keywords)
    page.topics = list(Topic.objects.filter(slug__in=[topic.slug for topic in spec.tags]))
    page.lifecycle = Lifecycle.objects.filter(slug=spec.lifecycle).first()
    page.service_level = ServiceLevel.objects.filter(slug=spec.service_level).first()
    page.team = Team.objects.filter(slug=spec.team).first()
    page.impact, page.urgency, page.on_behalf = spec.impact, spec.urgency, spec.on_behalf
    page.price = spec.price.amount if spec.price else None
    if spec.price:
        page.currency = spec.price.currency
        page.price_note, page.price_note_zh = spec.price.note["en"], spec.price.note["zh"]
    page.quantity_max, page.skips_parts = spec.quantity_max, spec.skips_parts
    page.parts = [("part", write_block(part)) for part in spec.parts]
    audience = spec.audience
    page.audience_departments, page.audience_sites = list(audience.departments), list(audience.sites)
    page.audience_roles, page.audience_rule = list(audience.roles), audience.rule
    page.without_steps, page.without_statuses = list(spec.without.steps), list(spec.without.statuses)
    page.process = Definition.objects.filter(slug=spec.process).first() if spec.process else None
    page.masks = [mask.model_dump(mode="json") for mask in spec.masks]
    page.has_register = spec.has_register
    page.articles = [("article", slug) for slug in spec.articles]
    page.routes = [("rule", write_block(route)) for route in spec.routes]
    page.priorities = [("rule", write_block(rule)) for rule in spec.priorities]
    page.steps = [("step", write_block(step)) for step in spec.steps]
    page.questions = [(one.kind, _for_block(page, one)) for one in spec.questions]


def _for_block(page: "ServicePage", question: Part) -> dict[str, Any]:
    block = page._meta.get_field("questions").stream_block.child_blocks[question.kind]
    return {name: value for name, value in write_block(question).items() if name in block.child_blocks}


def _anchors(page: "ServicePage") -> dict[str, str]:
    """Part of the specification → id of the element in the editor that holds it."""
    lists = {
        "questions": page.questions,
        "routes": page.routes,
        "priorities": page.priorities,
        "steps": page.steps,
        "parts": page.parts,
    }
    return {
        f"{name}.{number}": f"block-{child.id}-section"
        for name, stream in lists.items()
        for number, child in enumerate(stream)
    }
