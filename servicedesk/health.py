"""Is it alive, is it ready: what a load balancer and a monitor ask, without a session or a host name."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone

LATE_SECONDS = 120


def outbox() -> dict[str, Any]:
    """How the outbox stands: deliveries given up, and for how long the oldest due one has waited."""
    delivery = apps.get_model("journal.Delivery")
    now = timezone.now()
    pending = delivery.objects.filter(state=delivery.State.PENDING, due_at__lte=now)
    oldest = pending.aggregate(at=models.Min("due_at"))["at"]
    waited = round((now - oldest).total_seconds()) if oldest else 0
    failed = delivery.objects.filter(state=delivery.State.FAILED).count()
    return {"oldest_seconds": waited, "late": waited > LATE_SECONDS, "failed": failed}


def ready() -> JsonResponse:
    """200 when this process can answer pages, 503 when its database does not.

    A late outbox is told, not punished: taking web processes away would not bring the worker back.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return JsonResponse({"database": "ok", "outbox": outbox()})
    except DatabaseError as error:
        return JsonResponse({"database": type(error).__name__}, status=503)


class HealthMiddleware:
    """Answers `/healthz/` (the process runs) and `/readyz/` (it can work) before anything else looks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz/":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz/":
            return ready()
        return self.get_response(request)
