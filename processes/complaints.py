"""What is wrong with a diagram, said of the element where it is."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from journal.refusals import Refused

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Complaint:
    """One finding. `rule` is a stable slug, `element` an id of the diagram ("" for the whole).

    An error keeps the diagram from being published; a warning is worth a look; a note names what the
    diagram keeps and the engine takes no notice of.
    """

    rule: str
    element: str
    text: str
    severity: Severity = "error"

    def told(self) -> dict[str, str]:
        return asdict(self)


class BadDiagram(Refused):
    """The diagram can't be read or run; `complaints` say why, element by element."""

    code = "bad-diagram"
    status = 422

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__(" ".join(one.text for one in self.complaints[:3]))


def errors(complaints: Iterable[Complaint]) -> list[Complaint]:
    return [one for one in complaints if one.severity == "error"]
