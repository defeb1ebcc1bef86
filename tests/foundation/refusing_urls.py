"""Addresses that refuse in every way there is, beside those of the desk."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from journal.refusals import Invalid, NotAllowed, Refused, Stale
from servicedesk.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def refusing(refusal):
    def view(request):
        raise refusal

    return view


def reading(request):
    return HttpResponse(f"{len(request.POST)} fields, {len(request.FILES)} files")


urlpatterns = [
    path("refuse/not-allowed/", refusing(NotAllowed(_("Yes, go on")))),
    path("desk/refuse/stale/", refusing(Stale("Tina moved it first.", ticket="INC-1", thing=object()))),
    path("refuse/invalid/", refusing(Invalid("Two answers are missing.", errors={"size": ["How large?"]}))),
    path("api/v1/refuse/", refusing(Refused("Not now."))),
    path("refuse/forbidden/", refusing(PermissionDenied("secret"))),
    path("refuse/missing/", refusing(Http404("secret"))),
    path("refuse/suspicious/", refusing(SuspiciousOperation("secret"))),
    path("refuse/broken/", refusing(RuntimeError("secret"))),
    path("refuse/read/", reading),
    *urlpatterns,
]
