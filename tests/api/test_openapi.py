"""The description of the API is part of the promise: it changes only on purpose.

After a wanted change: `SNAPSHOT=write pytest tests/api/test_openapi.py`.
"""

import json
import os
from pathlib import Path

from django.test import Client

FILE = Path(__file__).resolve().parent.parent / "snapshots" / "openapi.json"


def described() -> str:
    said = Client(headers={"Accept-Language": "en"}).get("/api/v1/openapi.json").json()
    return json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_the_description_is_as_it_was_agreed(db):
    if os.environ.get("SNAPSHOT") == "write":
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(described(), "utf-8")
    assert described() == FILE.read_text("utf-8")


def test_every_operation_says_what_it_is_and_needs_a_token(db):
    for path, methods in json.loads(described())["paths"].items():
        for method, operation in methods.items():
            assert operation.get("summary"), (method, path)
            assert operation.get("security"), (method, path)
