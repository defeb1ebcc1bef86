"""A service handed on: its QR code as a file, and a poster to hang up."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.pictures import words_of
from catalog.promise import promise_of
from catalog.sharing import link_to, qr_inline, qr_svg, query_of
from catalog.views.access import seen_service


@login_required
@never_cache
@require_safe
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The QR code as an SVG file; parameters called like questions are in its address."""
    found = seen_service(request, slug)
    return HttpResponse(
        qr_svg(link_to(found, request.GET)),
        content_type="image/svg+xml",
        headers={"Content-Disposition": f'attachment; filename="{found.slug}-qr.svg"'},
    )


@login_required
@never_cache
@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The service on one sheet of paper."""
    found = seen_service(request, slug)
    link, spec = link_to(found, request.GET), found.current.service_spec
    words = words_of(spec)
    context = {
        "service": found,
        **words,
        "promise": promise_of(found, spec),
        "link": link,
        "link_query": query_of(link),
        "code": qr_inline(link, words["title"]),
    }
    return render(request, "catalog/poster.html", context)
