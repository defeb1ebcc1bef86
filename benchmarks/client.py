"""A browser that only measures: one connection each, medians of many requests, time of the server's processors."""

import http.client
import json
import re
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

TICKS = 100  # per second, in /proc/*/stat


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float


@dataclass
class Caller:
    """One keep-alive connection that acts as somebody: by token, or by signing in on the page."""

    base: str
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body, {**self.headers, **headers})
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected:  # it lay idle for too long: the server hung up
            self.connection.close()
            self.connection.request(method, path, body, {**self.headers, **headers})
            answer = self.connection.getresponse()
        read = answer.read()
        took = time.perf_counter() - began
        self._keep_cookies(answer)
        return Answer(answer.status, read, took)

    def post_json(self, path: str, data: Any) -> Answer:
        return self.ask("POST", path, json.dumps(data).encode(), **{"Content-Type": "application/json"})

    def sign_in(self, username: str, password: str) -> None:
        page = self.ask("GET", "/accounts/login/").body.decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, "the sign-in page has no form"
        form = {"csrfmiddlewaretoken": found[1], "login": username, "password": password}
        body = urlencode(form).encode()
        said = self.ask(
            "POST",
            "/accounts/login/",
            body,
            **{
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"{self.base}/accounts/login/",
            },
        )
        assert said.status in (302, 303), f"{username} can't sign in: {said.status}"

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        jar = dict(part.split("=", 1) for part in self.headers.get("Cookie", "").split("; ") if part)
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = line.split(";", 1)[0].partition("=")
            jar[name] = value
        if jar:
            self.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())


@dataclass
class Figure:
    """What one question came to: milliseconds, processor milliseconds a request, kilobytes."""

    name: str
    median: float
    fastest: float
    slowest: float
    processor: float
    size: float
    per_second: float


def measure(
    name: str, work: Callable[[], Answer], *, pid: int, times: int = 40, warm: int = 5, expect: int = 200
) -> Figure:
    """Does the work `times` times after warming up; refuses to time anything but the expected answer."""
    for _number in range(warm):
        work()
    before, began = processor_seconds(pid), time.perf_counter()
    answers = [work() for _number in range(times)]
    took, spent = time.perf_counter() - began, processor_seconds(pid) - before
    wrong = [answer.status for answer in answers if answer.status != expect]
    assert not wrong, f"{name}: answered {wrong[0]} instead of {expect}: {answers[0].body[:300]!r}"
    return _figure(name, answers, took, spent)


def measure_together(
    name: str, works: list[Callable[[], Answer]], *, pid: int, times: int, expect: int = 200
) -> Figure:
    """The same by several callers at once; `times` each."""
    answers: list[Answer] = []

    def call(work: Callable[[], Answer]) -> None:
        answers.extend([work() for _number in range(times)])

    threads = [threading.Thread(target=call, args=(work,)) for work in works]
    before, began = processor_seconds(pid), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, spent = time.perf_counter() - began, processor_seconds(pid) - before
    assert len(answers) == times * len(works), f"{name}: some callers failed"
    assert all(answer.status == expect for answer in answers), name
    return _figure(name, answers, took, spent)


def _figure(name: str, answers: list[Answer], took: float, spent: float) -> Figure:
    seconds = sorted(answer.seconds * 1000 for answer in answers)
    return Figure(
        name=name,
        median=statistics.median(seconds),
        fastest=seconds[0],
        slowest=seconds[-1],
        processor=spent * 1000 / len(answers),
        size=len(answers[-1].body) / 1000,
        per_second=len(answers) / took,
    )


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found, fresh = {pid}, {pid}
    while fresh:
        fresh = {child for child, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return sorted(found)


def processor_seconds(pid: int) -> float:
    """What the process and its descendants have used of the processors so far."""
    total = 0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory(pid: int) -> float:
    """Megabytes held by the process and its descendants, shared pages counted once (PSS)."""
    total = 0
    for one in family(pid):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])
    return total / 1024
