"""A service written as a file: a manifest, the lifecycle and the process it runs on, and the service itself.

    format: 1                      # what this file looks like; a desk refuses formats it doesn't know
    service: laptop
    version: 3                     # the published version; null for a draft
    exported_at: 2026-03-02T09:00:00+00:00
    product: 0.1.0                 # the release that wrote it
    digest: 5f0c…                  # of the service, to tell whether it was changed by hand
    notes: {en: …, zh: …}          # the release notes of that version
    lifecycle: {slug: …, digest: …, spec: …}     # spec only where it isn't one that comes with the product
    process: {slug: …, name: …, xml: …, decisions: …}      # what it runs, as BPMN 2.0; left out where it runs none
    spec: …                        # the service, in the form `catalog.package` describes

What is empty is left out. A service has no files of its own: its icon is a name, its texts are text.
"""

import tomllib
from datetime import datetime
from functools import cache
from typing import Any

import yaml
from django.conf import settings

from catalog.authoring import compile_page
from catalog.models import ServicePage, ServiceVersion
from catalog.questions.base import Part
from catalog.spec import ServiceSpec
from processes.store import current as current_process
from tickets.lifecycles import current, shipped, spec_of
from tickets.lifecycles.store import as_json, digest_of
from tickets.models import Lifecycle
from ui.bilingual import both

FORMAT = 1
WIDTH = 110
HEAD = "# A service, exported. It can be edited by hand and imported again: manage.py import_service FILE\n"
NOTHING = (None, "", [], {}, False, {"en": "", "zh": ""})


def version_package(published: ServiceVersion, *, now: datetime) -> str:
    """A published version as a file."""
    notes = both(published.notes, published.notes_zh)
    return _package(published.service_spec, number=published.number, notes=notes, now=now)


def draft_package(page: ServicePage, *, now: datetime) -> str:
    """A page as it is edited now. Raises `pydantic.ValidationError` where it can mean nothing."""
    notes = both(page.release_notes, page.release_notes_zh)
    return _package(compile_page(page).spec, number=None, notes=notes, now=now)


def file_name(slug: str, number: int | None) -> str:
    return f"{slug}-v{number}.yaml" if number else f"{slug}-draft.yaml"


def _package(spec: ServiceSpec, *, number: int | None, notes: dict[str, str], now: datetime) -> str:
    manifest = {
        "format": FORMAT,
        "service": spec.slug,
        "version": number,
        "exported_at": now.isoformat(timespec="seconds"),
        "product": product(),
        "digest": spec.digest(),
        **({"notes": notes} if any(notes.values()) else {}),
        "lifecycle": _lifecycle(spec.lifecycle),
        **({"process": _process(spec.process)} if spec.process else {}),
    }
    return HEAD + _dump(manifest) + "\n" + _dump({"spec": brief(spec)})


@cache
def product() -> str:
    """The release that is running."""
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


def _lifecycle(slug: str) -> dict[str, Any]:
    """The lifecycle's name and digest; the whole of it where other desks may not have it."""
    try:
        spec = spec_of(current(slug).pk)
    except Lifecycle.DoesNotExist:
        return {"slug": slug}
    digest = digest_of(spec)
    known = shipped().get(slug)
    if known is not None and digest_of(known) == digest:
        return {"slug": slug, "digest": digest}
    return {"slug": slug, "digest": digest, "spec": as_json(spec)}


def _process(slug: str) -> dict[str, Any]:
    """The process as it is published now, whole: no process comes with the product."""
    version = current_process(slug)
    if version is None:
        return {"slug": slug}
    return {
        "slug": slug,
        "name": version.definition.names,
        "digest": version.digest,
        "xml": version.xml,
        **({"decisions": version.decisions} if version.decisions else {}),
    }


def brief(spec: ServiceSpec) -> dict[str, Any]:
    """The service without what says nothing: empty values that are so by default."""
    data = spec.as_json()
    del data["format"]
    return _without_nothing(spec, data)


def _without_nothing(part: Any, data: dict[str, Any]) -> dict[str, Any]:
    kept = {}
    for name, info in type(part).model_fields.items():
        if name not in data:
            continue
        value, default = data[name], info.get_default(call_default_factory=True)
        if value in NOTHING and value == (list(default) if isinstance(default, tuple) else default):
            continue
        inner = getattr(part, name)
        if isinstance(inner, tuple) and inner and isinstance(inner[0], Part):
            value = [_without_nothing(one, row) for one, row in zip(inner, value, strict=True)]
        elif isinstance(inner, Part):
            value = _without_nothing(inner, value)
        if value != {}:
            kept[name] = value
    return kept


class _Readable(yaml.SafeDumper):
    """Texts over several lines as blocks, short pairs on one line, nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _mapping(dumper: yaml.SafeDumper, data: dict[str, Any]) -> yaml.MappingNode:
    words = sum(len(str(value)) for value in data.values())
    short = set(data) <= {"en", "zh"} and words < WIDTH - 40
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=short)


_Readable.add_representer(str, _text)
_Readable.add_representer(dict, _mapping)


def _dump(data: dict[str, Any]) -> str:
    return yaml.dump(
        data, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=False
    )
