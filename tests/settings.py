"""The product's own settings, with what makes tests quick. The database comes from the environment."""

import os
import tempfile
from pathlib import Path

# One folder for a run, one below it for each worker.
_folder = os.environ.setdefault("SERVICEDESK_DATA_DIR", tempfile.mkdtemp(prefix="servicedesk-tests-"))
if _worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["SERVICEDESK_DATA_DIR"] = str(Path(_folder) / _worker)

from servicedesk.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
ACCOUNT_RATE_LIMITS = {}
API_LIMIT = API_LIMIT_STRANGERS = 0
LOGGING = {"version": 1, "disable_existing_loggers": False}
DJANGO_VITE = {"default": {"dev_mode": True}}
WHITENOISE_AUTOREFRESH = True  # looks a file up when asked, instead of all at the start
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    _options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    _options["init_command"] += " PRAGMA synchronous=OFF;"
