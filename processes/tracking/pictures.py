"""What `<process-diagram>` is told: the bare diagram, and what is to be seen on it."""

from collections.abc import Iterable
from typing import Any

from processes.bpmn.bare import bare
from processes.models import Version
from processes.tracking import Marks, Track
from ui.bilingual import is_chinese

MOST_KEPT = 200
_kept: dict[tuple[str, bool, bool], str] = {}


def picture_of(version_id: int, digest: str, *, remarks: bool) -> str:
    """The diagram of a version without anything that makes it run, in the reader's language; "" where nothing is
    drawn. Names of ways and gateways, and notes, only with `remarks`. Read once per server process."""
    key = (digest, is_chinese(), remarks)
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        xml = Version.objects.values_list("xml", flat=True).get(pk=version_id)
        _kept[key] = bare(xml, chinese=key[1], remarks=remarks)
    return _kept[key]


def told(marks: Marks | None = None, **more: Any) -> dict[str, Any]:
    """The answer's part that changes."""
    seen = {"elements": marks.elements, "flows": marks.flows} if marks else {"elements": {}, "flows": {}}
    return {"marks": seen, **more}


def notes_of(track: Track) -> list[dict[str, str]]:
    """On each step under way, who has it and since when."""
    return [
        {
            "element": stop.element,
            "text": _whom(stop.holders),
            "since": stop.since.isoformat() if stop.since else "",
        }
        for stop in track.now
        if stop.holders
    ]


def _whom(holders: Iterable[Any]) -> str:
    names = [one.name for one in holders]
    return f"{names[0]} +{len(names) - 1}" if len(names) > 1 else names[0]
