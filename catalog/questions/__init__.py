"""The kinds of questions a form may ask, one module each: what is stored, how it is asked, how it is edited."""

from typing import Annotated

from pydantic import Field, TypeAdapter
from wagtail import blocks

from catalog.questions import (
    choice,
    choices,
    date,
    department,
    files,
    item,
    longtext,
    moment,
    money,
    note,
    number,
    person,
    section,
    table,
    text,
    yesno,
)
from catalog.questions.base import NAME, RESERVED, Asking, Furniture, Question

MODULES = (
    text,
    longtext,
    number,
    money,
    date,
    moment,
    choice,
    choices,
    yesno,
    person,
    department,
    item,
    files,
    table,
    section,
    note,
)
KINDS: dict[str, type[Question]] = {
    module.KIND[0].model_fields["kind"].default: module.KIND[0] for module in MODULES
}
BLOCKS: dict[str, type[blocks.Block]] = {
    module.KIND[0].model_fields["kind"].default: module.KIND[1] for module in MODULES
}

AnyQuestion = Annotated[
    text.TextQuestion
    | longtext.LongTextQuestion
    | number.NumberQuestion
    | money.MoneyQuestion
    | date.DateQuestion
    | moment.DateTimeQuestion
    | choice.ChoiceQuestion
    | choices.ChoicesQuestion
    | yesno.YesNoQuestion
    | person.PersonQuestion
    | department.DepartmentQuestion
    | item.ItemQuestion
    | files.FilesQuestion
    | table.TableQuestion
    | section.SectionQuestion
    | note.NoteQuestion,
    Field(discriminator="kind"),
]
ONE: TypeAdapter[Question] = TypeAdapter(AnyQuestion)


__all__ = [
    "BLOCKS",
    "KINDS",
    "NAME",
    "ONE",
    "RESERVED",
    "AnyQuestion",
    "Asking",
    "Furniture",
    "Question",
]
