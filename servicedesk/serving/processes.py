"""What the processes of the desk do. Called in a fork of a process that has loaded the desk (see `preload`)."""

import gc
import multiprocessing
import sys
from importlib import import_module

from django.urls import get_resolver

from servicedesk.celery import app
from servicedesk.env import Env

APPLICATION = "servicedesk.asgi:application"


def preload() -> None:
    """Loads what web and worker need, so that their forks share it, and keeps the collector off it."""
    import_module("servicedesk.asgi")
    get_resolver().url_patterns  # noqa: B018 - imports every view
    app.loader.import_default_modules()
    app.finalize()
    gc.collect()
    gc.freeze()


def web(env: Env) -> None:
    """The web server: pages and live updates on one port."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)  # its workers share what is loaded
    Granian(
        APPLICATION,
        address=env.host,
        port=env.port,
        interface=Interfaces.ASGINL,
        workers=env.web_workers,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
    ).serve()


def worker(env: Env) -> None:
    """The background worker, which keeps the timetable as well."""
    app.worker_main(
        [
            *("--quiet", "worker", "--clock", "--pool", "threads", "--concurrency", str(env.worker_threads)),
            *("--loglevel", env.log_level, "--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
    )
