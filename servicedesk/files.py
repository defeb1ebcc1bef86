"""Pictures that editors put into pages, by the addresses Wagtail gives them. Nothing else of the files is public."""

from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from knowledge.references import may_see
from people.models import Person

FOLDERS = ("images", "original_images", "avatar_images")


@login_required
def picture(request: HttpRequest, folder: str, path: str) -> HttpResponseBase:
    """One picture below the folders of Wagtail, for whoever may see it. Faces are for everybody who is signed in;
    attachments and documents have views of their own."""
    if folder != "avatar_images":
        image = _image(f"{folder}/{path}")
        if image is None or not may_see(cast(Person, request.user), image):
            raise Http404
    response = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / folder))
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _image(name: str) -> AbstractImage | None:
    """The image whose file, or a smaller copy of it, has that name."""
    images = get_image_model().objects
    return images.filter(file=name).first() or images.filter(renditions__file=name).first()
