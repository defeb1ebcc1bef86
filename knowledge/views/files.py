"""Pictures in articles: served by whom may see them, not by where they lie."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model

from knowledge.references import may_see

WIDEST = "max-1600x1600"
A_DAY = 24 * 3600


@login_required
@require_safe
@cache_control(private=True, max_age=A_DAY)
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A picture of an article the person may read, or of one's own collection, at a page's width."""
    image = get_object_or_404(get_image_model(), pk=pk)
    if not may_see(request.user, image):
        raise Http404
    rendition = image.get_rendition(WIDEST)
    return FileResponse(rendition.file.open("rb"), filename=rendition.file.name.rpartition("/")[2])
