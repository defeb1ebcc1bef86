"""Where lifecycles lie: versions in the database, files shipped with the product, and what was read."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tickets.lifecycles.spec import Spec
from tickets.models import Lifecycle, LifecycleVersion

FOLDER = Path(__file__).parent
_read: dict[int, Spec] = {}


def spec_of(version_id: int) -> Spec:
    """The lifecycle in a version. Versions never change, so each process reads and parses one only once."""
    spec = _read.get(version_id)
    if spec is None:
        row = LifecycleVersion.objects.only("spec").get(pk=version_id)
        spec = _read[version_id] = Spec.model_validate(row.spec)
    return spec


def specs_of(version_ids: set[int]) -> dict[int, Spec]:
    """The lifecycles of many versions, in at most one query."""
    missing = version_ids - _read.keys()
    if missing:
        for row in LifecycleVersion.objects.filter(pk__in=missing).only("spec"):
            _read[row.pk] = Spec.model_validate(row.spec)
    return {pk: _read[pk] for pk in version_ids}


def forget(version_id: int) -> None:
    """Called when a version is made: an undone transaction may have used its number before."""
    _read.pop(version_id, None)


def current(slug: str) -> LifecycleVersion:
    """The version new tickets run on, without its spec, which `spec_of` keeps.

    Raises `Lifecycle.DoesNotExist` for a name nobody has published. The shipped ones are, by `migrate`.
    """
    versions = LifecycleVersion.objects.filter(lifecycle__slug=slug).defer("spec")
    version = versions.order_by("-number").first()
    if version is None:
        raise Lifecycle.DoesNotExist(f"There is no lifecycle {slug!r}.")
    return version


def digest_of(spec: Spec) -> str:
    """The same for two lifecycles that mean the same."""
    return hashlib.sha256(json.dumps(as_json(spec), sort_keys=True).encode()).hexdigest()


def as_json(spec: Spec) -> dict[str, Any]:
    """The lifecycle as it is stored, exported and compared: in its own order, without what says nothing."""
    data = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for parts in ("statuses", "transitions"):
        data[parts] = [{"name": name, **part} for name, part in data[parts].items()]
    return data


@cache
def shipped() -> dict[str, Spec]:
    """The lifecycles that come with the product, by slug."""
    specs = [Spec.model_validate(yaml.safe_load(path.read_text("utf-8"))) for path in FOLDER.glob("*.yaml")]
    return {spec.slug: spec for spec in specs}
