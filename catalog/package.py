"""A service as a file: plain data (YAML) in, a specification out.

The file has the shape of `catalog.spec.ServiceSpec`, with short forms for people who write it by hand:

    slug: laptop                       # /services/laptop/, unique over all departments
    department: it                     # everything else is named by slug too: team, service_level, lifecycle …
    title: {en: Laptop, zh: 笔记本电脑}  # every text in both languages; a bare string is English only
    summary, for_whom, subject: texts; description: Markdown (or HTML)
    icon: laptop
    tags: [hardware, {slug: new-starters, en: New starters, zh: 新员工}]
    keywords: [notebook, 电脑]
    kind: request                      # incident, request, problem, change, release
    lifecycle: request                 # left out: the kind's usual one
    without: {steps: [hold], statuses: [on_hold]}    # parts of the lifecycle that aren't used
    masks: [{questions: [salary], sections: [bank_details], who: [agent], at: [submitted], may: hidden}]
    has_register: true
    team: it-service-desk
    routes: [{when: "person.site == 'shanghai'", team: it-shanghai}]
    service_level: standard
    impact: 3
    urgency: 3
    priorities: [{when: blocked, impact: 2, urgency: 1}]
    audience: {departments: [hr], sites: [], roles: [manager], rule: person.is_vip}   # left out: everybody
    on_behalf: true
    price: {amount: "1450.00", currency: EUR, note: {en: …, zh: …}}
    quantity_max: 10                   # how many may be ordered at once; left out: the form doesn't ask
    parts:                             # a bundle: other services that are ordered along
      - service: mobile-phone
        quantity: 1
        answers: [{question: who, answer_of: starter}, {question: model, value: small}]
    skips_parts: true                  # parts that aren't for somebody are left out; else they stop the order
    steps: [{title: {en: …, zh: …}, text: {en: …, zh: …}}]
    articles: [choose-a-laptop]
    questions:
      - {kind: choice, name: model, label: {en: Model, zh: 型号}, required: true,
         choices: [{value: light, label: {en: Light, zh: 轻薄}}]}
      - {kind: longtext, label: {en: Why, zh: 原因}, visible_if: "model == 'light'"}

The kinds of questions and their settings are the modules of `catalog.questions`. Names of questions,
choices and columns that are left out are made of the English label.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from pydantic import ValidationError

from catalog.authoring import clean_html, usual_lifecycle
from catalog.naming import fill_names, fill_parts
from catalog.questions import KINDS
from catalog.spec import ServiceSpec
from journal.refusals import Invalid
from ui.bilingual import both

_markdown = MarkdownIt("commonmark")


class BadPackage(Invalid):
    """The file is no service; `errors` says where."""

    code = "bad-package"


def read(data: Mapping[str, Any], *, topics: Mapping[str, Mapping[str, str]] | None = None) -> ServiceSpec:
    """The specification in a service file; `topics` are the texts of tags named by slug only."""
    written = dict(data)
    questions = [_question(one) for one in written.get("questions") or []]
    fill_names([one for one in questions if _takes_name(one)], "name", "question")
    written["questions"] = questions
    written["tags"] = sorted(
        (_tag(tag, topics or {}) for tag in written.get("tags") or []), key=lambda tag: tag["slug"]
    )
    written["description"] = _rich(written.get("description"))
    written["keywords"] = list(dict.fromkeys(str(word).strip() for word in written.get("keywords") or []))
    written["lifecycle"] = written.get("lifecycle") or usual_lifecycle(written.get("kind", "request"))
    written["audience"] = _sorted(written.get("audience") or {})
    try:
        return ServiceSpec.model_validate(written)
    except ValidationError as error:
        raise refusal(error, str(data.get("slug", "?"))) from None


def refusal(error: ValidationError, name: str) -> BadPackage:
    """What pydantic found, place by place."""
    errors = {".".join(map(str, one["loc"])): [one["msg"]] for one in error.errors()}
    listed = "; ".join(f"{place}: {said[0]}" for place, said in errors.items())
    sentence = _("“%(name)s” can't be read as a service: %(faults)s") % {"name": name, "faults": listed}
    return BadPackage(sentence, errors=errors)


def named_topics(services: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The topics that files describe in full, by slug."""
    found: dict[str, dict[str, str]] = {}
    for service in services:
        for tag in service.get("tags") or []:
            if isinstance(tag, Mapping) and ("en" in tag or "label" in tag):
                found[str(tag["slug"])] = _tag(tag, {})["label"]
    return found


def _tag(tag: Any, known: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    if isinstance(tag, str):
        tag = {"slug": tag}
    slug = str(tag["slug"])
    label = tag.get("label") or known.get(slug) or {"en": tag.get("en"), "zh": tag.get("zh")}
    english = label.get("en") or slug.replace("-", " ").capitalize()
    return {"slug": slug, "label": both(english, label.get("zh") or "")}


def _question(written: Mapping[str, Any]) -> dict[str, Any]:
    question = dict(written)
    for part in ("choices", "columns"):
        if question.get(part):
            question[part] = [_row(one) for one in question[part]]
    for column in question.get("columns") or []:
        if column.get("choices"):
            column["choices"] = [_row(one) for one in column["choices"]]
    fill_parts(question)
    return question


def _row(row: Any) -> dict[str, Any]:
    """A choice may be written as its bare value."""
    return dict(row) if isinstance(row, Mapping) else {"value": str(row), "label": str(row)}


def _takes_name(question: Mapping[str, Any]) -> bool:
    kind = KINDS.get(str(question.get("kind")))
    return bool(kind and kind.asks)


def _rich(text: Any) -> dict[str, str]:
    """Markdown as the HTML that is kept; HTML as it is."""
    if not isinstance(text, Mapping):
        text = both(text or "", "")
    return both(*(clean_html(_html(str(text.get(side) or ""))) for side in ("en", "zh")))


def _html(text: str) -> str:
    return text if text.lstrip().startswith("<") else _markdown.render(text)


def _sorted(audience: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: sorted(value) if isinstance(value, (list, tuple)) else value for name, value in audience.items()
    }
