"""Finding and reading the files: whatever is wrong with one of them is a sentence about it, not an end."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

SUFFIXES = {".md", ".markdown", ".mdown"}
LARGEST = 1024 * 1024


@dataclass(frozen=True)
class SourceFile:
    """One Markdown file: its path within the folder, and its text or what keeps it from being read."""

    path: PurePosixPath
    text: str = ""
    problem: str = ""


def read_folder(folder: Path) -> Iterator[SourceFile]:
    """Every Markdown file below the folder, in the order of their paths. Hidden ones and links that lead out
    of the folder are passed over."""
    root = folder.resolve()
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if any(part.startswith(".") for part in inside.parts) or path.suffix.lower() not in SUFFIXES:
            continue
        if path.is_file() and path.resolve().is_relative_to(root):
            yield _read(path, PurePosixPath(inside.as_posix()))


def _read(path: Path, name: PurePosixPath) -> SourceFile:
    size = path.stat().st_size
    if size > LARGEST:
        limit = filesizeformat(LARGEST)
        return SourceFile(name, problem=_("larger than %(limit)s") % {"limit": limit})
    try:
        raw = path.read_bytes()
    except OSError as error:
        return SourceFile(name, problem=_("can't be read: %(reason)s") % {"reason": error.strerror})
    if b"\0" in raw:
        return SourceFile(name, problem=_("not a text"))
    text = _decoded(raw)
    if text is None:
        return SourceFile(name, problem=_("neither UTF-8 nor GB 18030"))
    if not text.strip():
        return SourceFile(name, problem=_("empty"))
    return SourceFile(name, text=text)


def _decoded(raw: bytes) -> str | None:
    """UTF-8, as everybody writes today, or GB 18030, as older Chinese files are."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
