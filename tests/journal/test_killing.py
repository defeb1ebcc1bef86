"""Workers that are killed, really: nothing is lost, and what is repeated carries the same key."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from journal import reactions, relay
from journal.actions import later
from journal.models import Delivery
from tests.cast import NOW

WORKER = """
import os, signal, sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from journal import reactions, relay
from tests.cast import NOW

@reactions.effect("test.post")
def post(payload, key):
    if payload == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    with open(sys.argv[2], "a") as letters:
        letters.write(key + "\\n")
    os.kill(os.getpid(), signal.SIGKILL)

relay.drain(lambda: NOW)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("when", "written"), [("before", 1), ("after", 2)])
def test_a_killed_worker_loses_nothing(tmp_path, when, written):
    letters = tmp_path / "letters"
    reactions.effect("test.post")(lambda payload, key: letters.open("a").write(f"{key}\n"))
    with transaction.atomic():
        for key, payload in (("first", when), ("second", "x")):
            later("test.post", subject="street:1", key=key, payload=payload, now=NOW)

    worker = subprocess.run(
        [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), str(letters)],
        cwd=settings.ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert worker.returncode == -signal.SIGKILL, worker.stderr.decode()
    assert list(Delivery.objects.values_list("state", flat=True)) == ["pending"] * 2

    relay.drain(lambda: NOW + timedelta(seconds=30))
    assert list(Delivery.objects.values_list("state", flat=True)) == ["pending"] * 2, "still leased, in order"
    relay.drain(lambda: NOW + timedelta(seconds=61))
    assert list(Delivery.objects.values_list("state", flat=True)) == ["done"] * 2
    posted = letters.read_text().split()
    assert posted.count("test.post:first") == written
    assert posted.count("test.post:second") == 1
    assert posted[-1] == "test.post:second"
