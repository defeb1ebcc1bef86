"""The whole desk behind one port: live updates in the event loop, every page in a thread."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")

from django.core.wsgi import get_wsgi_application

site = get_wsgi_application()  # sets Django up, which the imports below need

from django.conf import settings  # noqa: E402

from journal import live  # noqa: E402
from servicedesk.serving.bridge import Receive, Scope, Send, Site  # noqa: E402

pages = Site(site, threads=settings.ENV.web_threads, request_limit=settings.REQUEST_LIMIT)


async def application(scope: Scope, receive: Receive, send: Send) -> Any:
    """`/live/` to the journal, everything else to the site."""
    if scope["type"] == "http":
        answering = live.application if scope["path"].startswith("/live/") else pages
        await answering(scope, receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
