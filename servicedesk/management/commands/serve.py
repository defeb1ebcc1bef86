import os
import socket
import sys
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from people.demo import ACCOUNTS, PASSWORD
from people.models import Person
from servicedesk.env import ANY_ADDRESS, Env
from servicedesk.founding import first
from servicedesk.management.commands.prepare import prepare
from servicedesk.serving import processes
from servicedesk.serving.supervisor import Child, Supervisor


class Command(BaseCommand):
    help = (
        "Runs web server, worker and timetable together and says where the desk is. "
        "Where it listens is set by SERVICEDESK_HOST and SERVICEDESK_PORT."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--prepare", action="store_true", help="first bring the database up to date (see `prepare`)"
        )
        parser.add_argument("--only", choices=["web", "worker"], help="run only this one of the processes")

    def handle(self, *args: Any, **options: Any) -> None:
        env: Env = settings.ENV
        if options["only"] != "worker":
            refuse_taken_port(env)
        if options["prepare"] and prepare(self.stdout):
            sys.stdout.flush()  # begin again without what the preparing has left in memory
            os.execv(sys.executable, [sys.executable, *(one for one in sys.argv if one != "--prepare")])  # noqa: S606
        said = greeting(env)
        processes.preload()
        connections.close_all()
        children = {"web": partial(processes.web, env), "worker": partial(processes.worker, env)}
        supervisor = Supervisor(
            [Child(name, work) for name, work in children.items() if options["only"] in (None, name)],
            probe="" if options["only"] == "worker" else f"{local(env)}/healthz/",
            greeting=said,
        )
        sys.exit(supervisor.run())


def local(env: Env) -> str:
    """Where this machine itself reaches the web server."""
    host = "127.0.0.1" if env.host in ANY_ADDRESS else env.host
    return f"http://{f'[{host}]' if ':' in host else host}:{env.port}"


def refuse_taken_port(env: Env) -> None:
    """Says so at once when something else listens there; the web server would say it late and at length."""
    family = socket.AF_INET6 if ":" in env.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env.host, env.port))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {env.host}:{env.port} ({error.strerror}). "
                "Choose another port: make up PORT=8001"
            ) from None


def greeting(env: Env) -> str:
    """Where the desk is and, in a demo, who one can be there."""
    lines = ["", f"  The service desk is at {env.address}/"]
    if settings.DEMO:
        there = set(Person.objects.filter(username__in=ACCOUNTS).values_list("username", flat=True))
        names = ", ".join(name for name in ACCOUNTS if name in there)
        if names:
            lines += ["", f"  Sign in with the password {PASSWORD} as", f"  {names}"]
    if first.is_told():
        lines += [
            "",
            "  Nobody administers it yet. This link makes you the one, within a day:",
            f"  {first.link()}",
        ]
    return "\n".join([*lines, "", "  Ctrl-C stops it.", ""])
