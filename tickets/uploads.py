"""What comes in as a file: its size, its real content against its name, and a name that is safe to show."""

import mimetypes
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic
from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from journal.refusals import Invalid

HEAD = 4096
LONGEST_NAME = 200

# Programs, and what Windows or a browser starts like one when it is opened.
_PROGRAMS = """
    apk app appimage bat cmd com cpl deb dll dmg exe gadget hta inf iso jar js jse lnk msc msi msp mst
    pif ps1 reg rpm scf scr sct sys url vb vbe vbs wsf wsh xll
"""
PROGRAMS = frozenset(_PROGRAMS.split())
# How programs begin: Windows, Linux, macOS (both byte orders, both widths, universal or Java), shortcuts.
PROGRAM_STARTS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
# Names that promise a content which can be recognised.
_RECOGNISABLE = """
    bmp doc docx gif gz jpeg jpg odp ods odt pdf png ppt pptx rtf tif tiff webp xls xlsx zip 7z
"""
RECOGNISABLE = frozenset(_RECOGNISABLE.split())
TEXTS = frozenset({"csv", "eml", "htm", "html", "json", "log", "md", "txt", "xml", "yaml", "yml"})
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UploadRefused(Invalid):
    """The file is too large, empty, a program, or not what its name says."""

    code = "upload-refused"

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence, errors={"file": [sentence]})


@dataclass(frozen=True)
class Checked:
    """A file that may be kept, under the name it is shown and sent by."""

    name: str
    content_type: str
    size: int


def check(file: File) -> Checked:
    """The file's facts; raises `UploadRefused` for one that may not be kept. Reads its beginning only."""
    name = clean_name(file.name or "")
    size = file.size
    if size > settings.UPLOAD_LIMIT:
        sentence = _("“{name}” is {size} large; {limit} is the most we can keep.")
        limit = filesizeformat(settings.UPLOAD_LIMIT)
        raise UploadRefused(format_lazy(sentence, name=name, size=filesizeformat(size), limit=limit))
    if not size:
        raise UploadRefused(format_lazy(_("“{name}” is empty."), name=name))
    file.seek(0)
    head = file.read(HEAD)
    suffix = PurePosixPath(name).suffix.lstrip(".").lower()
    if suffix in PROGRAMS or starts_like_a_program(head):
        sentence = _("“{name}” is a program; programs can't be attached.")
        raise UploadRefused(format_lazy(sentence, name=name))
    if not keeps_its_word(suffix, head):
        sentence = _("“{name}” isn't what its name says. Save it anew in the right format and try again.")
        raise UploadRefused(format_lazy(sentence, name=name))
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Checked(name, content_type, size)


def starts_like_a_program(head: bytes) -> bool:
    """Whether the content is a program, whatever it is called. A text may begin with MZ, but has no zeros."""
    return head.startswith(PROGRAM_STARTS) or (head.startswith(b"MZ") and b"\x00" in head[:128])


def keeps_its_word(suffix: str, head: bytes) -> bool:
    """Whether the content can be what the ending promises; an ending we don't know promises nothing."""
    if suffix in TEXTS:
        return b"\x00" not in head or head.startswith(BYTE_ORDER_MARKS)
    if suffix not in RECOGNISABLE:
        return True
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return False
    return any(match.extension.lstrip(".").lower() == suffix for match in found)


def clean_name(name: str) -> str:
    """The bare file name: no folders, no control or direction-changing characters, not too long."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in bare if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    shown = " ".join(unicodedata.normalize("NFC", shown).split()).strip(". ")
    if len(shown) > LONGEST_NAME:
        suffix = PurePosixPath(shown).suffix[:20]
        shown = shown[: LONGEST_NAME - len(suffix)] + suffix
    return shown or "file"
