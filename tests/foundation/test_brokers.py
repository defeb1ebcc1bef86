"""The bell through each broker server: rung by one process, heard by the worker of another."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from servicedesk.brokers import broker_from
from tests.foundation.waiting import until

ROOT = Path(__file__).resolve().parents[2]
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
RABBITMQ = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")

# A worker of the settings that `broker_from` gives, whose only task writes down what it was told.
WORKER = """
    import sys
    from pathlib import Path
    from celery import Celery
    from servicedesk.brokers import broker_from

    app = Celery("bell")
    settings = broker_from(sys.argv[1], Path(sys.argv[2]))
    app.conf.update({name.removeprefix("CELERY_").lower(): value for name, value in settings.items()})
    app.conf.update(task_default_queue=sys.argv[3], task_ignore_result=True, task_acks_late=True)

    @app.task(name="bell.write")
    def write(word):
        with open(Path(sys.argv[2]) / "heard", "a") as file:
            file.write(word + "\\n")

    app.worker_main(["--quiet", "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"])
"""


@pytest.fixture(
    params=[
        "files",
        pytest.param("redis", marks=pytest.mark.services),
        pytest.param("rabbitmq", marks=pytest.mark.services),
    ]
)
def url(request) -> str:
    return {"files": "", "redis": REDIS, "rabbitmq": RABBITMQ}[request.param]


@pytest.fixture
def bell(url, tmp_path):
    """An application that sends to a queue of this test alone."""
    app = Celery("bell")
    app.conf.update(
        {name.removeprefix("CELERY_").lower(): value for name, value in broker_from(url, tmp_path).items()}
    )
    app.conf.update(task_default_queue=f"test-{os.getpid()}-{tmp_path.name}")
    yield app
    with app.connection_for_write() as there:
        there.default_channel.queue_delete(app.conf.task_default_queue)


@pytest.fixture
def worker(url, bell, tmp_path):
    script = tmp_path / "worker.py"
    script.write_text(textwrap.dedent(WORKER))
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(script), url, str(tmp_path), bell.conf.task_default_queue],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )
    yield process
    process.terminate()
    process.wait(timeout=30)


def test_a_bell_rung_before_and_after_the_worker_came_is_heard(bell, worker, tmp_path):
    heard = tmp_path / "heard"

    bell.send_task("bell.write", ["first"], retry=False)
    until(lambda: heard.exists(), seconds=60)
    bell.send_task("bell.write", ["second"], retry=False)

    until(lambda: heard.read_text().split() == ["first", "second"])


def test_a_broker_that_is_not_there_is_known_within_seconds(tmp_path):
    app = Celery("bell")
    settings = broker_from("redis://127.0.0.1:9/0", tmp_path)
    app.conf.update({name.removeprefix("CELERY_").lower(): value for name, value in settings.items()})

    with pytest.raises(OperationalError, match="refused"):
        app.send_task("bell.write", ["nobody"], retry=False)
