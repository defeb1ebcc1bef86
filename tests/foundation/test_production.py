"""What differs in production."""

import json
import logging
import os
import re
import subprocess
import sys

import pytest
import structlog
from django.contrib.staticfiles.storage import StaticFilesStorage

from servicedesk import settings as product
from servicedesk.env import ROOT
from servicedesk.logs import logging_for
from servicedesk.serving.static import NamedByContent

PRODUCTION = {
    "SERVICEDESK_MODE": "production",
    "SERVICEDESK_SECRET_KEY": "a-long-key-of-many-different-characters-0123456789-XYZ",
    "SERVICEDESK_BASE_URL": "https://desk.example.org",
    "SERVICEDESK_TRUSTED_PROXIES": "1",
}


@pytest.mark.slow
def test_a_production_installation_passes_djangos_own_check(tmp_path):
    others = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEDESK_")}
    environment = others | PRODUCTION | {"SERVICEDESK_DATA_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "servicedesk.settings"

    told = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--tag", "security", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert told.returncode == 0, told.stderr


@pytest.fixture
def gathered(tmp_path, settings):
    """Static files as `collectstatic` leaves them, one of Vite's and one of ours."""
    settings.STATIC_ROOT = str(tmp_path)
    source = StaticFilesStorage(location=tmp_path)
    for name in ("dist/assets/main-BkPaKi5r.js", "ui/page.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("/* words that repeat */ " * 200)
    storage = NamedByContent(location=tmp_path)
    names = ["dist/assets/main-BkPaKi5r.js", "ui/page.css"]
    list(storage.post_process({name: (source, name) for name in names}))
    return storage


def test_what_vite_has_named_keeps_its_name_and_is_compressed(gathered, tmp_path):
    assert gathered.stored_name("dist/assets/main-BkPaKi5r.js") == "dist/assets/main-BkPaKi5r.js"
    assert (tmp_path / "dist/assets/main-BkPaKi5r.js.gz").exists()
    assert not list((tmp_path / "dist/assets").glob("main-BkPaKi5r.*.js"))


def test_everything_else_is_named_by_its_content(gathered, tmp_path):
    named = gathered.stored_name("ui/page.css")

    assert re.fullmatch(r"ui/page\.[0-9a-f]{12}\.css", named)
    assert (tmp_path / f"{named}.gz").exists()


@pytest.mark.parametrize(
    ("url", "forever"),
    [
        ("/static/dist/assets/main-BkPaKi5r.js", True),
        ("/static/dist/assets/data-list-BUJe6-nD.css", True),
        ("/static/ui/mark.6fac226801d8.svg", True),
        ("/static/ui/icons.svg", False),
        ("/static/dist/index.html", False),
    ],
)
def test_a_browser_keeps_for_ever_what_never_changes_under_its_name(url, forever):
    assert bool(re.search(product.WHITENOISE_IMMUTABLE_FILE_TEST, url)) is forever


def test_production_logs_one_json_object_a_line_with_the_fault_in_it(capsys):
    settings = logging_for("INFO", as_json=True)
    formatter = settings["formatters"]["line"]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(**{k: v for k, v in formatter.items() if k != "()"})
    )
    logger = logging.getLogger("test.production")
    logger.addHandler(handler)
    try:
        raise ValueError("broken 坏了")
    except ValueError:
        logger.exception("It failed", extra={"ticket": "INC-1"})
    finally:
        logger.removeHandler(handler)

    said = json.loads(capsys.readouterr().err)
    assert (said["event"], said["level"], said["ticket"]) == ("It failed", "error", "INC-1")
    assert said["exception"][0]["exc_value"] == "broken 坏了"
