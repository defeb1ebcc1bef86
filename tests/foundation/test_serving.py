"""A real desk on a free port, without any server beside it: killed between two writes, nothing is lost."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from journal.models import Delivery
from people.models import Notice, Person
from tests.databases import SqliteCopies
from tests.foundation.waiting import until

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded desk stands on SQLite"),
]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Desk:
    """`manage.py serve` over a copy of the test's own database."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.log = folder / "log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SERVICEDESK_")},
            "DJANGO_SETTINGS_MODULE": "servicedesk.settings",
            "SERVICEDESK_DATA_DIR": str(folder),
            "SERVICEDESK_PORT": str(self.port),
        }
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(SqliteCopies().own, folder / "servicedesk.sqlite3")
        self.process = self._serve()

    def _serve(self) -> subprocess.Popen:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_again(self) -> None:
        self.process = self._serve()

    def ask(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.read()

    def answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        with suppress(OSError):
            return self.ask("/healthz/") == b"ok\n"
        return False

    def children(self) -> list[int]:
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True)
        return [int(pid) for pid in found.stdout.split()]

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted((self.folder / "outbox").glob("*"))]

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)


@pytest.fixture
def desk(company, tmp_path) -> Iterator[Desk]:
    for number in range(30):
        owe_mail(company.erin, number)
    desk = Desk(tmp_path)
    yield desk
    desk.stop()


def owe_mail(person: Person, number: int) -> None:
    """A notice whose mail has not left; nobody rings for it."""
    now = timezone.now()
    Notice.objects.create(
        person=person, topic="test", key=f"n{number}", text=f"News number {number}.", url="/", created_at=now
    )
    Delivery.objects.create(
        reaction="people.mail_notice",
        subject=f"people.person:{person.pk}",
        key=f"mail-{number}",
        payload={"person": person.pk, "key": f"n{number}"},
        due_at=now,
        created_at=now,
    )


def test_a_desk_comes_up_delivers_what_it_owes_survives_its_processes_and_stops(desk):
    until(desk.answers, seconds=90)
    web, worker = desk.children()

    until(lambda: desk.mails())
    os.kill(worker, signal.SIGKILL)
    os.kill(web, signal.SIGKILL)
    end_leases(desk)
    until(lambda: len(desk.children()) == 2 and worker not in desk.children())
    until(desk.answers)

    until(lambda: delivered(desk) == 30, seconds=90)
    told = "".join(desk.mails())
    assert all(f"News number {number}." in told for number in range(30))
    assert json.loads(desk.ask("/readyz/"))["outbox"]["oldest_seconds"] == 0
    assert f"http://127.0.0.1:{desk.port}/" in desk.log.read_text()

    desk.stop()
    assert desk.process.returncode == 0
    with pytest.raises(urllib.error.URLError):
        desk.ask("/healthz/")


def end_leases(desk: Desk) -> None:
    """A minute passes: what the killed worker had claimed is free again."""
    with closing(sqlite3.connect(desk.folder / "servicedesk.sqlite3", timeout=20)) as served, served:
        served.execute(
            "UPDATE journal_delivery SET claimed_until = created_at WHERE claimed_until IS NOT NULL"
        )


def delivered(desk: Desk) -> int:
    """How many notices the served desk has mailed."""
    with closing(sqlite3.connect(desk.folder / "servicedesk.sqlite3", timeout=20)) as served:
        return served.execute("SELECT count(*) FROM journal_delivery WHERE state = 'done'").fetchone()[0]


def test_a_desk_that_is_killed_as_a_whole_goes_on_where_it_was(desk):
    until(desk.answers, seconds=90)
    os.kill(desk.process.pid, signal.SIGKILL)
    desk.process.wait()
    until(lambda: not port_is_taken(desk.port))

    desk.start_again()

    until(desk.answers, seconds=90)
    until(lambda: delivered(desk) == 30, seconds=120)


def port_is_taken(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
