"""The questions of two forms: which came, went, moved, and what of each is different."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from catalog.comparing.lists import Row, match
from catalog.comparing.wording import Difference, changed, quoted
from catalog.questions import BLOCKS, KINDS
from ui.bilingual import pick

ROWS = {"choices", "columns"}
NAMELESS = {"name", "kind"}


def compare_questions(old: list[Row], new: list[Row]) -> Iterator[Difference]:
    """Questions are known by their name, headings and notes by their text and place."""
    found = match(old, new, lambda row: row["name"] if KINDS[row["kind"]].asks and row["name"] else None)
    for place in found.removed:
        yield Difference(
            f"questions.{place}", _("%(question)s was removed") % {"question": _thing(old[place])}
        )
    for place in found.added:
        sentence = _("%(question)s was added %(where)s")
        yield _placed(sentence, place, new)
    for _was, place in found.moved:
        yield _placed(_("%(question)s moved %(where)s"), place, new)
    for was, place in found.pairs:
        yield from _question(f"questions.{place}", old[was], new[place])


def _placed(sentence: str, place: int, rows: list[Row]) -> Difference:
    where = _("to the end") if place == len(rows) - 1 else _("to the beginning")
    if 0 < place < len(rows) - 1:
        where = _("after %(question)s") % {"question": quoted(text_of(rows[place - 1]))}
    return Difference(f"questions.{place}", sentence % {"question": _thing(rows[place]), "where": where})


def text_of(question: Row) -> str:
    """What people call it: its text, else its help, else its name."""
    texts = (pick(question.get(key)) for key in ("label", "help", "body"))
    return next(filter(None, texts), "") or question.get("name") or str(_word(question["kind"]))


def _thing(question: Row) -> str:
    """The question with what it is: Question “Which model?”, Heading “Delivery”."""
    text = quoted(text_of(question))
    if KINDS[question["kind"]].asks:
        return _("Question %(text)s") % {"text": text}
    return _("%(kind)s %(text)s") % {"kind": _word(question["kind"]), "text": text}


def _question(place: str, old: Row, new: Row) -> Iterator[Difference]:
    about = text_of(new)
    if old["kind"] != new["kind"]:
        sentence = _("%(question)s is now of the kind %(new)s (it was %(old)s)")
        words = {"new": quoted(_word(new["kind"])), "old": quoted(_word(old["kind"]))}
        yield Difference(place, sentence % {"question": _thing(new), **words})
    if old["name"] != new["name"]:
        what = _("%(about)s, name in rules") % {"about": quoted(about)}
        yield from changed(f"{place}.name", what, old["name"], new["name"])
    if old["required"] != new["required"]:
        sentence = (
            _("%(question)s is now required") if new["required"] else _("%(question)s may be left empty now")
        )
        yield Difference(f"{place}.required", sentence % {"question": _thing(new)})
    for key in new:
        if key in NAMELESS or key == "required" or key not in old:
            continue
        if key == "choices":
            yield from compare_choices(f"{place}.{key}", about, old[key], new[key])
        elif key == "columns":
            yield from _columns(f"{place}.{key}", about, old[key], new[key])
        else:
            setting = _setting(new["kind"], key)
            values = (_value(new["kind"], key, one[key]) for one in (old, new))
            what = _("%(about)s, %(setting)s") % {"about": quoted(about), "setting": quoted(setting)}
            if key == "label":
                what = _("Text of %(about)s") % {"about": _thing(new) if _is_note(new) else quoted(about)}
            yield from changed(f"{place}.{key}", what, *values)


def _is_note(question: Row) -> bool:
    return not KINDS[question["kind"]].asks


def compare_choices(place: str, about: str, old: list[Row], new: list[Row]) -> Iterator[Difference]:
    """The choices of a question or a column, known by their value."""
    found = match(old, new, lambda row: row["value"])
    sentences = (
        (_("Choice %(choice)s removed from %(question)s"), [old[one] for one in found.removed]),
        (_("Choice %(choice)s added to %(question)s"), [new[one] for one in found.added]),
        (_("Choice %(choice)s of %(question)s moved"), [new[one] for _was, one in found.moved]),
    )
    for sentence, rows in sentences:
        for row in rows:
            words = {"choice": quoted(pick(row["label"]) or row["value"]), "question": quoted(about)}
            yield Difference(place, sentence % words)
    for was, one in found.pairs:
        words = {"choice": quoted(new[one]["value"]), "question": quoted(about)}
        what = _("Text of the choice %(choice)s of %(question)s") % words
        yield from changed(place, what, old[was]["label"], new[one]["label"])


def _columns(place: str, about: str, old: list[Row], new: list[Row]) -> Iterator[Difference]:
    found = match(old, new, lambda row: row["name"])
    sentences = (
        (_("Column %(column)s removed from %(question)s"), [old[one] for one in found.removed]),
        (_("Column %(column)s added to %(question)s"), [new[one] for one in found.added]),
        (_("Column %(column)s of %(question)s moved"), [new[one] for _was, one in found.moved]),
    )
    for sentence, rows in sentences:
        for row in rows:
            yield Difference(place, sentence % {"column": quoted(text_of(row)), "question": quoted(about)})
    for was, one in found.pairs:
        yield from _column(place, about, old[was], new[one])


def _column(place: str, about: str, old: Row, new: Row) -> Iterator[Difference]:
    for key in new:
        if key == "choices":
            yield from compare_choices(place, f"{about} / {text_of(new)}", old[key], new[key])
            continue
        setting = _column_setting(key)
        words = {"column": quoted(text_of(new)), "question": quoted(about), "setting": quoted(setting)}
        yield from changed(
            place, _("Column %(column)s of %(question)s, %(setting)s") % words, old[key], new[key]
        )


def _block(kind: str) -> Any:
    from catalog.models import ServicePage

    return ServicePage._meta.get_field("questions").stream_block.child_blocks[kind]


def _word(kind: str) -> str:
    """What the editor calls the kind of question."""
    return str(BLOCKS[kind]._meta_class.label)


def _setting(kind: str, key: str) -> str:
    """What the editor calls a setting."""
    block = _block(kind).child_blocks.get(key)
    return str(block.label) if block is not None and block.label else key


def _column_setting(key: str) -> str:
    block = _block("table").child_blocks["columns"].child_block.child_blocks.get(key)
    return str(block.label) if block is not None and block.label else key


def _value(kind: str, key: str, value: Any) -> Any:
    """A chosen value as the editor shows it."""
    block = _block(kind).child_blocks.get(key)
    if not isinstance(value, str) or not value or not hasattr(getattr(block, "field", None), "choices"):
        return value
    words = {choice: word for choice, word in block.field.choices if not isinstance(word, (list, tuple))}
    return str(words.get(value, value))
