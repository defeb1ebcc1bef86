"""Which file a link means: by path, as on disk, or by the address its site gave it."""

import posixpath
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

ROOTS = ("", "docs", "pages", "content", "src", "_pages", "static", "public", "assets", "images")
ELSEWHERE = ("http:", "https:", "mailto:", "tel:", "ftp:", "data:", "javascript:", "//")


class Addresses:
    """Knows every file under all names by which the others may link to it."""

    def __init__(self) -> None:
        self._known: dict[str, PurePosixPath] = {}

    def add(self, path: PurePosixPath, meta: Mapping[str, Any]) -> None:
        """The file's own path, the addresses that site generators make of it, and those its front matter names."""
        bare = path.with_suffix("").as_posix()
        names = [path.as_posix(), bare, *_without_root(bare)]
        if path.stem in ("index", "README", "readme"):
            names += [posixpath.dirname(name) for name in names]
        names += (
            _texts(meta.get("permalink")) + _texts(meta.get("redirect_from")) + _texts(meta.get("aliases"))
        )
        for name in names:
            self._known.setdefault(_plain(name), path)

    def find(self, address: str, base: PurePosixPath) -> PurePosixPath | None:
        """The file that a link in `base` leads to, or None."""
        target = unquote(address.partition("#")[0].partition("?")[0]).strip()
        if not target or target.lower().startswith(ELSEWHERE):
            return None
        for candidate in candidates(target, base):
            if candidate in self._known:
                return self._known[candidate]
        return None


def candidates(target: str, base: PurePosixPath) -> list[str]:
    """Where a link may lead: beside the file, below the file's own address, or from the top."""
    if target.startswith("/"):
        return [_plain(target)]
    beside = posixpath.normpath(posixpath.join(base.parent.as_posix(), target))
    below = posixpath.normpath(posixpath.join(base.with_suffix("").as_posix(), target))
    return [_plain(beside), _plain(below), _plain(target)]


def picture_paths(address: str, base: PurePosixPath) -> Iterable[PurePosixPath]:
    """Where a picture may lie in the folder."""
    target = unquote(address.partition("#")[0].partition("?")[0]).strip()
    if not target or target.lower().startswith(ELSEWHERE):
        return
    if not target.startswith("/"):
        yield PurePosixPath(posixpath.normpath(posixpath.join(base.parent.as_posix(), target)))
    for root in ROOTS:
        yield PurePosixPath(posixpath.normpath(posixpath.join(root, target.lstrip("/"))))


def _plain(name: str) -> str:
    return name.strip().strip("/").removesuffix(".html").lower()


def _without_root(name: str) -> list[str]:
    first, _slash, rest = name.partition("/")
    return [rest] if rest and first in ROOTS else []


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]
