"""A service as one file that can be read, kept, compared and moved to another desk."""

from catalog.packaging.importing import Import, bring_in, compare, has_lifecycle, has_process, publish_brought
from catalog.packaging.reading import BadFile, FileFault, Package, read
from catalog.packaging.writing import FORMAT, draft_package, file_name, version_package
from catalog.packaging.yamling import LARGEST

__all__ = [
    "FORMAT",
    "LARGEST",
    "BadFile",
    "FileFault",
    "Import",
    "Package",
    "bring_in",
    "compare",
    "draft_package",
    "file_name",
    "has_lifecycle",
    "has_process",
    "publish_brought",
    "read",
    "version_package",
]
