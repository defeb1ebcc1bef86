"""Static files in production: named by their content, so that a browser may keep them for ever."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

BUILT = "dist/"


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Django's manifest storage that leaves alone what Vite has named already.

    Vite's files import each other by those names; a second name would load a module twice.
    """

    manifest_strict = False

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        others = {name: found for name, found in paths.items() if not name.startswith(BUILT)}
        yield from super().post_process(others, dry_run, **options)
        if not dry_run:
            for name, compressed in self.compress_files([name for name in paths if name.startswith(BUILT)]):
                yield name, compressed, True

    def stored_name(self, name: str) -> str:
        return name if name.startswith(BUILT) else super().stored_name(name)
