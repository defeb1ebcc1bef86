"""Diagrams as files: read whatever encoding they come in, and given out as any tool reads them."""

import re

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.text import get_valid_filename

from processes.bpmn import read, xml
from processes.bpmn.writing import write
from processes.bpmn.xml import LARGEST

DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
DI = "http://www.omg.org/spec/BPMN/20100524/DI"


def text_of(upload: UploadedFile) -> str:
    """The file as text, all it held kept; shapes that stand nowhere are laid out. Raises `BadDiagram` for what is no
    diagram at all."""
    data = upload.read(LARGEST + 1)
    root = xml.parse(data)
    encoding = root.getroottree().docinfo.encoding or "utf-8"
    text = data.decode(encoding, errors="replace").lstrip("\ufeff")
    content = '<?xml version="1.0" encoding="UTF-8"?>\n' + DECLARED.sub("", text)
    drawing = read(content)
    return content if has_picture(content) else write(drawing, content)


def has_picture(text: str) -> bool:
    """Whether the diagram says where its shapes stand; others can be run, and not drawn."""
    root = xml.parse(text)
    return any(True for _one in root.iter(f"{{{DI}}}BPMNShape"))


def file_response(text: str, name: str, ending: str = "bpmn") -> HttpResponse:
    answer = HttpResponse(text, content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{get_valid_filename(name)}.{ending}"'
    return answer


def dmn_response(text: str, name: str) -> HttpResponse:
    return file_response(text, name, "dmn")
