"""Whatever a program sends to whichever endpoint, it is answered or refused in words; nothing breaks."""

import json
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people import tokens
from tests.api.test_openapi import FILE
from tests.cast import NOW
from tickets.actions import give_task

HOSTILE = [
    "",
    " ",
    "\x00",
    "\ud800",
    "a" * 5000,
    "'; DROP TABLE tickets_ticket; --",
    "%00",
    "../../etc/passwd",
    "💥" * 100,
    "9" * 40,
    "-1",
    "9223372036854775808",
    "NaN",
    "1e999",
    "2026-13-45",
    "0001-01-01",
    "true",
    "__class__",
    "me",
    "打印机",
    "\"*' OR NEAR(",
]
NUMBERS = [0, -1, 2**31, 2**63, 2**70, 10**400, 1.5, 1e308]
LEAVES = st.one_of(
    st.sampled_from(HOSTILE), st.sampled_from(NUMBERS), st.none(), st.booleans(), st.text(max_size=20)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
DESCRIBED = json.loads(FILE.read_text("utf-8"))
OPERATIONS = sorted((path, method) for path, methods in DESCRIBED["paths"].items() for method in methods)
REAL = {
    "reference": ["INC-1", "1"],
    "slug": ["laptop"],
    "name": ["start", "resolve"],
    "item_id": ["1"],
    "task_id": ["1"],
}


def schema_of(operation) -> dict:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return DESCRIBED["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], body)


@st.composite
def requests(draw, operation):
    """The path's parameters, the query, and a body that is nearly right, wrong, or no JSON at all."""
    place, query = {}, {}
    for one in operation.get("parameters", []):
        if one["in"] == "path":
            known = REAL.get(one["name"], ["1"])
            place[one["name"]] = draw(st.sampled_from(known * 4 + [text for text in HOSTILE if text]))
        elif one["in"] == "query" and draw(st.integers(0, 3)) == 0:
            query[one["name"]] = draw(st.lists(LEAVES.map(str), min_size=1, max_size=2))
    body = None
    if "requestBody" in operation:
        good = {"subject": "S", "team": "it-network", "text": "T", "answers": {"model": "light"}}
        properties = schema_of(operation).get("properties", {})
        sent = {name: good[name] for name in properties if name in good}
        for name in [*properties, "unknown"]:
            if draw(st.integers(0, 2)) == 0:
                sent[name] = draw(ANYTHING)
        answers = st.dictionaries(
            st.sampled_from(["model", "why", "quantity", "resolution", "reason"]), ANYTHING, max_size=3
        )
        if "answers" in properties and draw(st.booleans()):
            sent["answers"] = draw(answers)
        whole = draw(st.integers(0, 9))
        body = json.dumps(draw(ANYTHING) if whole == 0 else sent).encode()
        if whole == 1:
            body = draw(st.binary(max_size=30) | st.sampled_from([b"[" * 100_000, b'{"a":NaN}', b"\xff"]))
    return place, query, body


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nothing_sent_to_an_endpoint_breaks_it(path, method, laptop, broken, notebook, tom, client):
    task = give_task(broken, [tom], title="Look at it", by=tom, now=NOW)
    client = Client(headers={"Authorization": f"Bearer {tokens.issue(tom, 'fuzz', NOW)}"})
    operation = DESCRIBED["paths"][path][method]
    known = {"reference": broken.reference, "item_id": str(notebook.pk), "task_id": str(task.pk)}

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(sent=requests(operation))
    def hold(sent):
        place, query, body = sent
        address = path
        for name, value in place.items():
            value = known.get(name, value) if value in REAL.get(name, ()) else value
            address = address.replace(f"{{{name}}}", quote(value, safe="", errors="replace"))
        query = {
            name: [one.encode("utf-8", "replace").decode() for one in values]
            for name, values in query.items()
        }
        more = {"QUERY_STRING": _query(query)}
        answer = client.generic(method, address, body or b"", content_type="application/json", **more)
        assert answer.status_code < 500, (address, query, body, answer.content[:300])
        if answer.status_code >= 400 and answer["Content-Type"].startswith("application/problem"):
            assert answer.json()["detail"]

    hold()


def _query(query) -> str:
    return "&".join(f"{name}={quote(one, safe='')}" for name, values in query.items() for one in values)
