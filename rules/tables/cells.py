"""The tests in the cells of a decision table, as DMN writes them (S-FEEL, DMN 1.3, 9.2), turned into CEL."""

import json
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

ANYTHING = ("", "-")
NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
DATE = re.compile(r'date(?: and time)?\(\s*("(?:[^"\\]|\\.)*")\s*\)')
SIGN = re.compile(r"(<=|>=|<|>|!=|=)\s*(.+)", re.DOTALL)
SPAN = re.compile(r"([\[\]\(])\s*(.+?)\s*\.\.\s*(.+?)\s*([\[\]\)])", re.DOTALL)
NOT = re.compile(r"not\s*\((.+)\)", re.DOTALL)
PAIRS = {"(": ")", "[": "]", "{": "}"}


class NotATest(ValueError):
    """The cell is no unary test; the message says why."""


def test_of(cell: str, reads: str) -> str:
    """The CEL condition that `reads` passes the test in a cell; "" where the cell says nothing.

    `"a", "b"` · `> 10` · `[1..5]`, `(1..5]` · `not("a")` · `-` for anything · a CEL condition with `?` for the input.
    """
    text = cell.strip()
    if text in ANYTHING:
        return ""
    inner = NOT.fullmatch(text)
    if inner:
        return f"!({_either(inner[1], reads)})"
    return _either(text, reads)


def _either(text: str, reads: str) -> str:
    tests = [_single(one.strip(), reads) for one in _parts(text)]
    return tests[0] if len(tests) == 1 else " || ".join(f"({one})" for one in tests)


def _single(text: str, reads: str) -> str:
    if not text:
        raise NotATest(_("There is nothing between two commas."))
    span = SPAN.fullmatch(text)
    if span:
        low = ">=" if span[1] == "[" else ">"
        high = "<=" if span[4] == "]" else "<"
        return f"{reads} {low} {value_of(span[2])} && {reads} {high} {value_of(span[3])}"
    sign = SIGN.fullmatch(text)
    if sign:
        return f"{reads} {'==' if sign[1] == '=' else sign[1]} {value_of(sign[2])}"
    if "?" in text and not TEXT.fullmatch(text):
        return _with_input(text, reads)
    return f"{reads} == {value_of(text)}"


def _with_input(text: str, reads: str) -> str:
    """A CEL condition in which `?` stands for the input; question marks inside quotes stay."""
    pieces = re.split(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", text)
    return "".join(one if at % 2 else one.replace("?", f"({reads})") for at, one in enumerate(pieces))


def value_of(text: str) -> str:
    """A value of S-FEEL, or any CEL expression, as CEL."""
    text = text.strip()
    day = DATE.fullmatch(text)
    if day:
        return f"date({day[1]})"
    if TEXT.fullmatch(text):
        return json.dumps(json.loads(text)) if "\\" in text else text
    return text


def _parts(text: str) -> Iterator[str]:
    """The pieces between commas that stand in no quotes and no brackets."""
    depth, begun, quote, at = 0, 0, "", 0
    while at < len(text):
        sign = text[at]
        if quote:
            if sign == "\\":
                at += 1
            elif sign == quote:
                quote = ""
        elif sign in "\"'":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign == "," and depth <= 0:
            yield text[begun:at]
            begun = at + 1
        at += 1
    yield text[begun:]
