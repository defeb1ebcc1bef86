"""`python -m benchmarks --tickets 1000 100000`: fills a database, runs the desk on it, asks and times.

The database is the one the environment names (SQLite without one), in a data folder of its own. See README.md.
"""

import argparse
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90  # seconds until the desk must answer


def main() -> None:
    options = parse()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
    os.environ["SERVICEDESK_DATA_DIR"] = str(
        Path(options.data_dir or tempfile.mkdtemp(prefix="bench-")).absolute()
    )
    port = free_port()
    os.environ["SERVICEDESK_PORT"] = str(port)
    os.environ["SERVICEDESK_API_LIMIT"] = "0"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.db import connection

    from benchmarks.questions import ask_all, prepare

    told = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {connection.vendor}"
    print(f"# {told}\n")
    for wanted in sorted(options.tickets):
        tokens = prepare(wanted)
        connection.close()
        with subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, stdout=subprocess.DEVNULL
        ) as desk:
            try:
                wait_for(port, desk)
                ask_all(f"http://127.0.0.1:{port}", tokens, desk.pid, wanted)
            finally:
                desk.terminate()
                desk.wait(30)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="+", default=[1_000], help="how many tickets there are")
    parser.add_argument("--data-dir", default="", help="keep the data here, to fill it only once")
    return parser.parse_args()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, desk: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if desk.poll() is not None:
            raise SystemExit(f"The desk ended with {desk.returncode}.")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The desk did not answer.")


if __name__ == "__main__":
    main()
