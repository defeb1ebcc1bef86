"""The demo company as it is written down."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


@cache
def read(name: str) -> Any:
    """The content of one file of the demo company: `company`, `items`, `articles`, `services`, `stories`."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
