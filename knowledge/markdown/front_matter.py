"""The YAML that may stand before a Markdown text, between two lines of `---`."""

import re
from typing import Any

import yaml

FENCED = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
LONGEST = 20_000


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The mapping in front and the text behind it; broken YAML counts as none, and is not shown either."""
    found = FENCED.match(text)
    if not found or len(found[1]) > LONGEST:
        return {}, text.removeprefix("\ufeff")
    try:
        meta = yaml.safe_load(found[1])
    except yaml.YAMLError:
        meta = None
    return (meta if isinstance(meta, dict) else {}), text[found.end() :]
