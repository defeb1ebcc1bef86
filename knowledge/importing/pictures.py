"""Pictures that lie in the folder come along; those from elsewhere don't."""

import hashlib
from pathlib import Path, PurePosixPath

from django.core.files.images import ImageFile
from PIL import Image, UnidentifiedImageError
from wagtail.images import get_image_model
from wagtail.models import Collection

from knowledge.importing.addresses import picture_paths

LARGEST = 5 * 1024 * 1024
KINDS = {"PNG", "JPEG", "GIF", "WEBP"}


def stored_picture(
    folder: Path, address: str, alt: str, base: PurePosixPath, *, media: Collection
) -> int | None:
    """The id of the stored image for a picture's address, stored in that collection if it was not before; None
    if there is no such picture in the folder, or it is too large, or it is no picture."""
    path = _inside(folder, address, base)
    if path is None or path.stat().st_size > LARGEST or not _is_picture(path):
        return None
    model = get_image_model()
    digest = hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()
    known = model.objects.filter(file_hash=digest, collection=media).first()
    if known is not None:
        return known.pk
    with path.open("rb") as file:
        return model.objects.create(
            title=(alt or path.stem)[:255],
            file=ImageFile(file, name=path.name),
            file_hash=digest,
            collection=media,
        ).pk


def _inside(folder: Path, address: str, base: PurePosixPath) -> Path | None:
    root = folder.resolve()
    for candidate in picture_paths(address, base):
        path = (root / candidate).resolve()
        if path.is_relative_to(root) and path.is_file():
            return path
    return None


def _is_picture(path: Path) -> bool:
    try:
        with Image.open(path) as image:
            return image.format in KINDS
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False
