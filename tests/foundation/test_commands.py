"""What a command says where its database can't be used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({}, "is empty or not up to date. Run `manage.py migrate`"),
        ({"SERVICEDESK_DATABASE_URL": "postgresql://nobody:no@127.0.0.1:1/desk"}, "cannot be used"),
    ],
    ids=["empty", "out-of-reach"],
)
def test_a_database_that_cannot_be_used_is_named_in_a_sentence(tmp_path, setting, said):
    env = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEDESK_")}
    answer = subprocess.run(
        [sys.executable, "manage.py", "token", "employee"],
        cwd=ROOT,
        env=env
        | {"DJANGO_SETTINGS_MODULE": "servicedesk.settings", "SERVICEDESK_DATA_DIR": str(tmp_path)}
        | setting,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
