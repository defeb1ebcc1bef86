"""Whatever the timetable names exists, and whatever waits for a clock stands in the timetable."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from servicedesk import tasks
from servicedesk.celery import app
from servicedesk.timetable import TIMETABLE

# called by a bell, and by what was published, not by a clock
RUNG = {"journal.tasks.deliver", "catalog.tasks.fill_register"}


def ours() -> set[str]:
    """The tasks of our own apps."""
    app.loader.import_default_modules()
    packages = {
        config.name for config in apps.get_app_configs() if not config.name.startswith(("wagtail", "django"))
    }
    return {name for name in app.tasks if name.rpartition(".tasks.")[0] in packages}


def test_every_task_has_its_time_and_every_time_its_task():
    assert {entry["task"] for entry in TIMETABLE.values()} == ours() - RUNG


def test_the_outbox_is_looked_into_every_few_seconds():
    assert TIMETABLE["empty the outbox"]["schedule"] <= 5


@pytest.mark.parametrize("name", sorted(entry["task"] for entry in TIMETABLE.values()))
@pytest.mark.django_db
def test_on_a_quiet_desk_each_task_runs_twice_without_harm(name, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path  # an empty database knows no file, and somebody's may lie here
    module, _, task = name.rpartition(".")
    work = getattr(import_module(module), task)

    work()
    work()


@pytest.mark.django_db
def test_sessions_that_are_over_are_forgotten():
    store = SessionStore()
    store.create()
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))

    tasks.clear_sessions()

    assert not Session.objects.exists()
