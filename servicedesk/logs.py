"""What is logged and how: lines for people, JSON in production."""

import logging
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase

access = logging.getLogger("servicedesk.access")

QUIET = ("/static/", "/live/", "/healthz/", "/readyz/")


def logging_for(level: str, *, as_json: bool) -> dict[str, Any]:
    """The `LOGGING` setting: everything to standard error, one line for each record."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = [
        structlog.processors.dict_tracebacks,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    }
    line = {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter if as_json else line},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "servicedesk.access": {"level": "INFO" if as_json else "WARNING"},
            "celery.app.trace": {"level": "WARNING"},  # a line for each bell would drown the rest
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.worker.request": {"level": "WARNING"},  # a bell that rang too long ago is no news
            "celery.beat": {"level": "WARNING"},
            "django_tasks": {"level": "WARNING"},  # Wagtail's own index, twice for each page that is saved
            "wagtail": {"level": "WARNING"},  # what happens is in the journal
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # every scanner of the internet
        },
    }


class AccessLogMiddleware:
    """One record for each request: who asked for what, the answer and how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        if access.isEnabledFor(logging.INFO) and not request.path.startswith(QUIET):
            user = getattr(request, "_cached_user", None)  # `request.user` would ask the database
            access.info(
                "%s %s",
                request.method,
                request.path,
                extra={
                    "status": response.status_code,
                    "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                    "person": getattr(user, "pk", None),
                },
            )
        return response
