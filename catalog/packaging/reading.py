"""A service file read, or refused with the line and the place of everything that is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from catalog import package
from catalog.faults import Fault
from catalog.packaging import yamling
from catalog.packaging.writing import FORMAT
from catalog.spec import ServiceSpec
from journal.refusals import Refused

MANIFEST = {
    *("format", "service", "version", "exported_at", "product", "digest", "notes", "lifecycle", "spec"),
    "process",
    "gallery",  # what only the files of `catalog.gallery` say
}
LONGEST_NOTES = 1000
SAYS = {
    "missing": gettext_lazy("This is missing."),
    "extra_forbidden": gettext_lazy("There is no such setting."),
    "string_type": gettext_lazy("This must be a text."),
    "bool_type": gettext_lazy("This must be true or false."),
    "bool_parsing": gettext_lazy("This must be true or false."),
    "int_type": gettext_lazy("This must be a whole number."),
    "int_parsing": gettext_lazy("This must be a whole number."),
    "decimal_type": gettext_lazy("This must be a number."),
    "decimal_parsing": gettext_lazy("This must be a number."),
    "decimal_max_digits": gettext_lazy("This number is too long."),
    "decimal_max_places": gettext_lazy("This number is too long."),
    "decimal_whole_digits": gettext_lazy("This number is too long."),
    "tuple_type": gettext_lazy("This must be a list."),
    "model_type": gettext_lazy("This must be a group of settings, name: value."),
    "dict_type": gettext_lazy("This must be a group of settings, name: value."),
    "union_tag_invalid": gettext_lazy("There is no such kind of question."),
    "union_tag_not_found": gettext_lazy("Say of which kind the question is."),
}


@dataclass(frozen=True)
class FileFault:
    """One thing wrong with a file: `laptop.yaml:12: questions.2.kind: There is no such kind of question.`"""

    file: str
    line: int | None
    place: str
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(filter(None, (where, self.place, str(self.sentence))))


class BadFile(Refused):
    """The file was not taken; `faults` lists everything that was found at once."""

    code = "bad-service-file"
    status = 422

    def __init__(self, faults: Iterable[FileFault]) -> None:
        self.faults = list(faults)
        errors: dict[str, list[Any]] = {}
        for fault in self.faults:
            errors.setdefault(fault.place, []).append(str(fault))
        super().__init__(_("The file can't be imported as it is."), errors=errors)


@dataclass(frozen=True)
class Package:
    """A service out of a file; `lifecycle` and `process` are what the file says about those it runs on."""

    file: str
    spec: ServiceSpec
    notes: Mapping[str, str]
    lifecycle: Mapping[str, Any]
    process: Mapping[str, Any]
    document: yamling.Document

    def fault(self, place: str, sentence: Any) -> FileFault:
        """A fault at a place of the service (`questions.2.label`)."""
        path = _walked(self.document.data["spec"], place.split("."))
        return FileFault(self.file, self.document.line_of(("spec", *path)), place, str(sentence))

    def faults(self, found: Iterable[Fault]) -> list[FileFault]:
        return [self.fault(one.place, one) for one in found]


def read(content: bytes, *, name: str, placed: Mapping[str, str] | None = None) -> Package:
    """The service in a file. Raises `BadFile`; references are looked up by who takes it in.

    `placed` says what the file leaves open: where it belongs here.
    """
    try:
        document = yamling.load(content)
    except yamling.Unreadable as error:
        raise BadFile([FileFault(name, error.line, "", error.sentence)]) from None
    faults = [
        FileFault(name, document.line_of(path), place, said) for path, place, said in _manifest(document)
    ]
    if faults:
        raise BadFile(faults)
    try:
        spec = package.read({**(placed or {}), **document.data["spec"]})
    except package.BadPackage as refused:
        raise BadFile(_refused(refused, document, name)) from None
    except (TypeError, ValueError, AttributeError, KeyError):
        # the short forms of `package.read` expect roughly the right shapes; say which is wrong
        raise BadFile(_shapeless(document, name)) from None
    data = document.data
    lifecycle, process = data.get("lifecycle") or {}, data.get("process") or {}
    return Package(name, spec, data.get("notes") or {}, lifecycle, process, document)


def _manifest(document: yamling.Document) -> Iterable[tuple[yamling.Path, str, str]]:
    data = document.data
    if not isinstance(data, dict) or "format" not in data or "spec" not in data:
        yield (), "", _("This is no service file: it must begin with “format: 1” and have a “spec”.")
        return
    if not isinstance(data["format"], int) or data["format"] < 1:
        yield ("format",), "format", _("This must be a whole number.")
    elif data["format"] > FORMAT:
        words = {"format": data["format"], "known": FORMAT}
        sentence = _(
            "The file has format %(format)s; this desk reads up to %(known)s. A newer release reads it."
        )
        yield ("format",), "format", sentence % words
    else:
        for name in data:
            if name not in MANIFEST:
                yield (name,), name, str(SAYS["extra_forbidden"])
        if not isinstance(data["spec"], dict):
            yield ("spec",), "spec", str(SAYS["model_type"])
        elif data.get("service") not in (None, data["spec"].get("slug")):
            yield ("service",), "service", _("Above the file says another service than in “spec”.")
        for part in ("lifecycle", "process"):
            if not isinstance(data.get(part) or {}, dict):
                yield (part,), part, str(SAYS["model_type"])
        if not _are_notes(data.get("notes") or {}):
            sentence = _("Release notes are two texts (en, zh) of at most %(most)s characters.")
            yield ("notes",), "notes", sentence % {"most": LONGEST_NOTES}


def _are_notes(notes: Any) -> bool:
    return isinstance(notes, dict) and all(
        side in ("en", "zh") and isinstance(text, str) and len(text) <= LONGEST_NOTES
        for side, text in notes.items()
    )


def _refused(refused: package.BadPackage, document: yamling.Document, name: str) -> list[FileFault]:
    cause = refused.__context__
    if not isinstance(cause, ValidationError):
        return [FileFault(name, document.line_of(("spec",)), "", str(refused))]
    found = []
    for error in cause.errors():
        path = _walked(document.data["spec"], error["loc"])
        place = ".".join(map(str, path if error["type"] != "missing" else (*path, error["loc"][-1])))
        said = str(SAYS.get(error["type"], error["msg"].removeprefix("Value error, ")))
        found.append(FileFault(name, document.line_of(("spec", *path)), place, said))
    return found


def _walked(data: Any, place: Iterable[Any]) -> yamling.Path:
    """The part of a place that was written; what only the types know (a question's kind) is passed over."""
    path: list[str | int] = []
    for step in place:
        if isinstance(data, list) and str(step).isdigit() and int(step) < len(data):
            path.append(int(step))
        elif isinstance(data, dict) and step in data:
            path.append(step)
        else:
            continue
        data = data[path[-1]]
    return tuple(path)


LISTS = ("questions", "tags", "keywords", "routes", "priorities", "parts", "steps", "articles", "masks")
ROWS = ("choices", "columns")


def _shapeless(document: yamling.Document, name: str) -> list[FileFault]:
    """Where a list or a group of settings should stand and something else does."""
    spec = document.data["spec"]
    wrong: list[tuple[yamling.Path, str]] = [
        ((key,), "tuple_type") for key in LISTS if not isinstance(spec.get(key) or [], list)
    ]
    questions = spec.get("questions") if isinstance(spec.get("questions"), list) else []
    for number, question in enumerate(questions or []):
        if not isinstance(question, dict):
            wrong.append((("questions", number), "model_type"))
            continue
        wrong += [
            (("questions", number, key), "tuple_type")
            for key in ROWS
            if not isinstance(question.get(key) or [], list)
        ]
    if not isinstance(spec.get("audience") or {}, dict):
        wrong.append((("audience",), "model_type"))
    if not wrong:
        return [FileFault(name, document.line_of(("spec",)), "", _("This can't be read as a service."))]
    return [
        FileFault(name, document.line_of(("spec", *path)), ".".join(map(str, path)), str(SAYS[kind]))
        for path, kind in wrong
    ]
