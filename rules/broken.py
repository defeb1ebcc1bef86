"""Why a rule can't be used, in words its writer understands, with the place."""

import difflib
import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journal.refusals import Refused
from rules.cel import LONGEST, Fault
from rules.facts import Facts
from rules.functions import FUNCTIONS


class BrokenRule(Refused):
    """A rule does not fit the facts it may read, or is not written as a rule.

    `line` and `column` count from 1; both are 0 where the fault has no single place.
    """

    code = "broken-rule"
    status = 422

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message, line=line, column=column)
        self.line = line
        self.column = column


SIGNS = {
    "_&&_": "&&",
    "_||_": "||",
    "!_": "!",
    "-_": "-",
    "_[_]": "[ ]",
    "@in": "in",
    "_?_:_": "? :",
    **{f"_{sign}_": sign for sign in ("+", "-", "*", "/", "%", "<", ">", "<=", ">=", "==", "!=")},
}
KINDS = {
    "int": gettext_lazy("a number"),
    "uint": gettext_lazy("a number"),
    "double": gettext_lazy("a number"),
    "string": gettext_lazy("a text"),
    "bool": gettext_lazy("yes or no"),
    "timestamp": gettext_lazy("a date"),
    "google.protobuf.Timestamp": gettext_lazy("a date"),
    "duration": gettext_lazy("a length of time"),
    "google.protobuf.Duration": gettext_lazy("a length of time"),
    "null_type": gettext_lazy("nothing"),
    "list": gettext_lazy("a list"),
    "map": gettext_lazy("a thing with fields"),
}
CHINESE_SIGNS = dict(zip("“”‘’（），＝！＞＜＆｜。；：≥≤≠", "\"\"''(),=!><&|.;:", strict=False))
CHINESE_SIGNS |= {"≥": ">=", "≤": "<=", "≠": "!="}
WORDS = {"and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!"}
MACROS = ("has", "size", "exists", "all", "filter", "map", "contains", "startsWith", "endsWith", "matches")


def refuse(source: str, facts: Facts, faults: list[Fault]) -> BrokenRule:
    """The refusal for what the checker found; the first fault speaks, the others mostly follow from it."""
    for fault in faults:
        for pattern, say in _SENTENCES:
            if match := pattern.search(fault.text):
                return BrokenRule(fault.line, fault.column, say(source, facts, fault, match))
    first = faults[0]
    return BrokenRule(first.line, first.column, _("This is not written as a rule."))


def kind_in_words(kind: str) -> str:
    """A CEL type as its checker prints it, in words; anything unknown is "something else"."""
    name = re.split(r"[(<]", kind.strip(), maxsplit=1)[0]
    return str(KINDS.get(name, _("something else")))


def did_you_mean(name: str, known: list[str]) -> str:
    """A hint to the nearest of the known names, with a space before it; "" when none is near."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    lowered = [one for one in known if one.lower() == name.lower()]
    found = (lowered or near)[:1]
    return " " + _("Did you mean “{name}”?").format(name=found[0]) if found else ""


def _undeclared(source: str, facts: Facts, fault: Fault, match: re.Match) -> str:
    name = match[1]
    if _character(source, fault) == "(":
        known = [*{function.name for function in FUNCTIONS}, *MACROS]
        return _("There is no function called “{name}”.").format(name=name) + did_you_mean(name, known)
    if name in WORDS:
        return _("Write {sign} instead of “{word}”.").format(sign=WORDS[name], word=name)
    thing, dot, field = name.rpartition(".")
    if dot and thing in facts:
        return unknown_field(thing, field, list(facts[thing].fields))
    return _("There is no answer called “{name}”.").format(name=name) + did_you_mean(name, facts.words())


def unknown_field(thing: str, field: str, known: list[str]) -> str:
    """“requester” has no “nme”. Did you mean “name”?"""
    said = _("“{thing}” has no “{field}”.").format(thing=thing, field=field)
    hint = did_you_mean(field, known)
    return said + (hint or " " + _("It has: {fields}.").format(fields=", ".join(known)) if known else hint)


def _overload(source: str, facts: Facts, fault: Fault, match: re.Match) -> str:
    sign = SIGNS.get(match[1], match[1])
    if "null_type" in match[2]:
        return _("To ask whether something is answered, write “answered.” before its name.")
    kinds = [kind_in_words(one) for one in _split(match[2])]
    if sign == "? :":
        return _("Before “?” stands a condition, and both answers after it must be of one kind.")
    if sign in ("&&", "||", "!"):
        return _("“{sign}” joins conditions; here it stands beside {kinds}.").format(
            sign=sign, kinds=_list(kinds)
        )
    if sign in SIGNS.values() and len(kinds) == 2:
        return _("“{sign}” can't be used between {left} and {right}.").format(
            sign=sign, left=kinds[0], right=kinds[1]
        )
    return _("“{name}” can't be used with {kinds}.").format(name=sign, kinds=_list(kinds))


def _split(kinds: str) -> list[str]:
    """The types of a printed list, split at its outer commas."""
    found, depth, word = [], 0, ""
    for letter in kinds:
        depth += (letter in "(<") - (letter in ")>")
        if letter == "," and not depth:
            found.append(word)
            word = ""
        else:
            word += letter
    return [*found, word] if word.strip() else found


def _list(words: list[str]) -> str:
    return _(" and ").join(words)


def _syntax(source: str, facts: Facts, fault: Fault, match: re.Match) -> str:
    text = match[1]
    found = re.search(r"'(.*?)'?(?: expecting|$)", text)
    token = (found[1] if found else "").strip() or _character(source, fault)
    before = [*source.splitlines(), ""][fault.line - 1][: fault.column - 1] if fault.line else ""
    word = re.search(r"([A-Za-z]+)\s*$", before)
    if word and word[1] in WORDS and not token.startswith("<EOF"):
        token = word[1]
    return _hint(token) or _at_end(text, source) or _("“{what}” is not expected here.").format(what=token)


def _hint(token: str) -> str:
    if token in WORDS:
        return _("Write {sign} instead of “{word}”.").format(sign=WORDS[token], word=token)
    if token in ("=", "==="):
        return _("Write == to compare two things.")
    if token[:1] in CHINESE_SIGNS:
        return _("Write {sign} instead of “{word}”.").format(sign=CHINESE_SIGNS[token[0]], word=token[0])
    if token[:1] in "'\"" and token:
        return _("A text must end with the same quotation mark it began with.")
    return ""


def _at_end(text: str, source: str) -> str:
    if "<EOF>" not in text.split("expecting")[0]:
        return ""
    if "missing" in text or (
        "expecting {'" in text
        and any(text.startswith(f"mismatched input '<EOF>' expecting {{'{end}'") for end in ")]}")
    ):
        return _("A bracket is opened but not closed.")
    return _("Something is missing at the end.")


def _character(source: str, fault: Fault) -> str:
    lines = source.splitlines()
    if not 0 < fault.line <= len(lines):
        return ""
    return lines[fault.line - 1][fault.column - 1 : fault.column]


Say = Callable[[str, Facts, Fault, re.Match], str]
_SENTENCES: list[tuple[re.Pattern, Say]] = [
    (
        re.compile(r"^too long$"),
        lambda *_a: _("A rule may have at most {number} characters.").format(number=LONGEST),
    ),
    (re.compile(r"undeclared reference to '(.+?)'"), _undeclared),
    (re.compile(r"no matching overload for '(.+?)' applied to '\((.*)\)'"), _overload),
    (
        re.compile(r"reserved identifier: (\w+)"),
        lambda _s, _f, _fault, match: _("“{word}” has a meaning of its own and can't stand here.").format(
            word=match[1]
        ),
    ),
    (
        re.compile(r"expression of type '(.+?)' cannot be the operand of a select"),
        lambda _s, _f, _fault, match: _("Nothing can be asked of {kind} with a dot.").format(
            kind=kind_in_words(match[1])
        ),
    ),
    (re.compile(r"recursion"), lambda *_a: _("This is nested too deeply, or too long a chain; split it up.")),
    (re.compile(r"Syntax error: (.*)"), _syntax),
]
