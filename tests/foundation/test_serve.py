"""What `serve` says before and after the desk is up."""

import socket
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management.base import CommandError

from servicedesk.env import Env
from servicedesk.management.commands import serve


def env(**changes) -> Env:
    return settings.ENV.model_copy(update=changes)


def test_a_taken_port_is_said_at_once_with_the_way_out():
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=rf"Cannot listen on 127.0.0.1:{port} .* make up PORT="):
            serve.refuse_taken_port(env(host="127.0.0.1", port=port))


def test_a_free_port_is_taken_without_a_word():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    serve.refuse_taken_port(env(host="127.0.0.1", port=port))


@pytest.mark.parametrize(
    ("host", "there"),
    [("0.0.0.0", "http://127.0.0.1:81"), ("::1", "http://[::1]:81"), ("10.0.0.7", "http://10.0.0.7:81")],
)
def test_the_desk_is_probed_where_it_listens(host, there):
    assert serve.local(env(host=host, port=81)) == there


@pytest.mark.django_db
def test_the_greeting_names_the_accounts_that_are_there(company):
    type(company.erin).objects.filter(pk=company.erin.pk).update(username="employee")

    said = serve.greeting(env(base_url="https://desk.example.org"))

    assert "https://desk.example.org/" in said
    assert "password demo as" in said
    assert said.split("password demo as")[1].split() == ["employee", "Ctrl-C", "stops", "it."]


@pytest.mark.django_db
def test_production_names_no_accounts(company, settings):
    settings.DEMO = False
    type(company.erin).objects.filter(pk=company.erin.pk).update(username="employee")

    assert "employee" not in serve.greeting(settings.ENV)
