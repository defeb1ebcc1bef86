"""What the operator reads is what the code does."""

import re
from pathlib import Path

import pytest

from servicedesk.env import PREFIX, ROOT, Env
from servicedesk.management.commands.describe_settings import table

OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def test_the_manual_lists_every_setting_as_it_is():
    assert table() in OPERATIONS


@pytest.mark.parametrize("name", Env.model_fields)
def test_every_setting_says_what_it_does(name):
    assert Env.model_fields[name].description


def test_the_manual_names_no_setting_that_does_not_exist():
    named = set(re.findall(rf"{PREFIX}([A-Z_]+[A-Z])", OPERATIONS))

    assert {name.lower() for name in named} <= set(Env.model_fields)


def test_whatever_the_manual_points_to_is_there():
    for link in re.findall(r"\]\(([^)#]+)", OPERATIONS):
        assert (Path(ROOT, "docs", link)).exists(), link


@pytest.mark.parametrize("page", ["security.md", "threat-model.md"])
def test_what_is_said_of_security_points_to_code_and_tests_that_exist(page):
    text = (ROOT / "docs" / page).read_text()
    named = set(re.findall(r"`((?:[a-z_]+/)+(?:[\w.-]+)?)`", text))
    assert len(named) > 10
    for path in named:
        assert (ROOT / path).exists(), path
