"""The only door to the CEL library (cel-expr-python, Google's C++ implementation).

What the library does that a caller must never meet: a run-time error is returned as a value whose plain
form is a non-empty, hence truthy, text; compile errors are texts; exceeding the budget raises; datetimes
can't stand inside maps of anything; naive datetimes pass silently. So this module gives out three things:
a checked tree or `Fault`s, and for an evaluation `UNKNOWN` or a plain value of a known type.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cel_expr_python import cel

from rules import functions
from rules.facts import Facts, is_fact_name
from rules.functions import Function
from rules.tree import Node, Tree, read_tree

LONGEST = 4000  # characters of a rule
UNKNOWN = object()  # what an expression gives that failed or lacks an answer

_SIMPLE = {
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "double": cel.Type.DOUBLE,
    "string": cel.Type.STRING,
    "timestamp": cel.Type.TIMESTAMP,
    "duration": cel.Type.DURATION,
    "dyn": cel.Type.DYN,
    "list": cel.Type.List(cel.Type.DYN),
    "list<int>": cel.Type.List(cel.Type.INT),
    "list<double>": cel.Type.List(cel.Type.DOUBLE),
    "list<string>": cel.Type.List(cel.Type.STRING),
    "map": cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
    "list<map>": cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
}
OF_FACT = {
    "text": "string",
    "number": "double",
    "money": "double",
    "id": "int",
    "date": "timestamp",
    "datetime": "timestamp",
    "yesno": "bool",
    "choice": "string",
    "choices": "list<string>",
    "person": "map",
    "people": "list<map>",
    "item": "map",
    "table": "list<map>",
    "list": "list",
    "map": "map",
    "any": "dyn",
}
DOTTED = ("person", "item")  # their fields are typed variables of their own: `requester.name`


@dataclass(frozen=True)
class Fault:
    """One thing the checker found: where (from 1; 0 when nowhere in particular) and its own words."""

    line: int
    column: int
    text: str


class Unsound(Exception):
    """The expression does not compile against the facts."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True)
class Checked:
    """An expression that compiled: its type (as `tree` names types), its tree, ready to run."""

    type: str
    tree: Tree
    runner: Any
    expression: Any

    def part(self, node: Node) -> Any:
        """A compiled part of it, for `evaluate`."""
        return self.runner.deserialize(self.tree.part(node))


def variables(facts: Facts) -> dict[str, str]:
    """The CEL variables that stand for the facts, with the names of their types."""
    found: dict[str, str] = {}
    for name, fact in facts.items():
        found[name] = OF_FACT[fact.type]
        found[f"answered.{name}"] = "bool"
        if fact.type in DOTTED:
            found.update({f"{name}.{field}": OF_FACT[kind] for field, kind in fact.fields.items()})
    return found


def check(source: str, facts: Facts) -> Checked:
    """Parses and type-checks; raises `Unsound` with every fault."""
    if len(source) > LONGEST:
        raise Unsound([Fault(0, 0, "too long")])
    checker, runner = _environments(facts)
    try:
        source.encode()  # half a character is no text
        expression = checker.compile(source)
        read = read_tree(expression.serialize())
        exact = _with_exact_arithmetic(read)
        return Checked(read.types.get(read.root.id, "dyn"), exact, runner, runner.deserialize(exact.data))
    except (RuntimeError, ValueError) as error:
        raise Unsound(_faults(str(error))) from None


def undeclared(source: str) -> set[str]:
    """The names an expression reads that no fact stands for, when there is none. Raises `Unsound` for other faults."""
    found: set[str] = set()
    for _again in range(LONGEST):
        try:
            checker, _runner = _environments(Facts(dict.fromkeys(found, "any")))
            source.encode()
            checker.compile(source)
            return found
        except (RuntimeError, ValueError) as error:
            faults = _faults(str(error))
            new = {match[1].partition(".")[0] for one in faults if (match := _UNDECLARED.search(one.text))}
            if not new - found or not all(map(is_fact_name, new)):
                raise Unsound(faults) from None
            found |= new
    return found


def is_pattern(text: str) -> bool:
    """Whether `matches` can use the text: RE2 compiles it, within its limits."""
    probe = _environments(Facts(text="text", pattern="text"))[1].compile("text.matches(pattern)")
    return evaluate(probe, {"text": "", "pattern": text}) is not UNKNOWN


def evaluate(expression: Any, values: dict[str, Any]) -> Any:
    """The plain value, or `UNKNOWN` for every kind of failure; never an error that looks like a value."""
    try:
        result = expression.eval(data=values)
        return UNKNOWN if result.type() in (cel.Type.ERROR, cel.Type.UNKNOWN) else result.plain_value()
    except (RuntimeError, ValueError, TypeError, OverflowError):
        return UNKNOWN


def why_failed(expression: Any, values: dict[str, Any]) -> str:
    """The library's own words about a failure, for the log; "" when there is none."""
    try:
        result = expression.eval(data=values)
    except (RuntimeError, ValueError, TypeError, OverflowError) as error:
        return str(error)
    return str(result.plain_value()) if result.type() in (cel.Type.ERROR, cel.Type.UNKNOWN) else ""


def _with_exact_arithmetic(read: Tree) -> Tree:
    """The same tree with + - * / on numbers replaced, in place, by the decimal ones."""
    data = bytearray(read.data)
    for node in read.root.walk():
        if (
            node.kind == "call"
            and node.name in functions.EXACT
            and read.types.get(node.id) in ("double", "dyn")
        ):
            data[slice(*node.name_span)] = functions.EXACT[node.name].encode()
    return Tree(bytes(data), read.root, read.types, read.positions)


@lru_cache(maxsize=256)
def _environments(facts: Facts) -> tuple[Any, Any]:
    """Two environments: one that checks, one that runs.

    The checker knows that numbers of both kinds may be mixed. The runner can't be told so (its own
    comparisons across kinds are built in, and a second registration is refused) and need not.
    """
    types = {name: _SIMPLE[kind] for name, kind in variables(facts).items()}
    checker = cel.NewEnv(
        variables=types, extensions=[_extension("check", functions.FUNCTIONS + functions.MIXED)]
    )
    runner = cel.NewEnv(
        variables=types, extensions=[_extension("run", functions.FUNCTIONS + functions.EXACT_ARITHMETIC)]
    )
    runner.compile("true")  # until it has compiled once, an environment takes no datetimes
    return checker, runner


def _extension(name: str, declared: tuple[Function, ...]) -> Any:
    overloads: dict[str, list] = {}
    for function in declared:
        overloads.setdefault(function.name, []).append(
            cel.Overload(
                id=f"{function.name}:{','.join(function.takes)}",
                return_type=_SIMPLE[function.gives],
                parameters=[_SIMPLE[kind] for kind in function.takes],
                impl=function.does or _never,
            )
        )
    return cel.CelExtension(name, [cel.FunctionDecl(key, each) for key, each in overloads.items()])


def _never(*args: Any) -> Any:
    raise RuntimeError("This overload is only for the checker.")


_UNDECLARED = re.compile(r"undeclared reference to '([^']+)'")
_FAULT = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")


def _faults(text: str) -> list[Fault]:
    found = [
        Fault(max(int(line), 0), max(int(column), 0), said) for line, column, said in _FAULT.findall(text)
    ]
    return found or [Fault(0, 0, text.partition(" [")[0])]
