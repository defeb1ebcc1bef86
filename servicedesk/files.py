"""Pictures that editors put into pages, for people who are signed in. Nothing else of the files is public."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.static import serve

FOLDERS = ("images", "original_images", "avatar_images")


@login_required
def picture(request: HttpRequest, folder: str, path: str) -> HttpResponseBase:
    """One picture below the folders of Wagtail. Attachments and documents have views that ask who may."""
    response = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / folder))
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, max-age=86400"
    return response
