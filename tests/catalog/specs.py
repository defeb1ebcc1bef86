"""Any service whatever, for tests that must hold for all of them: drawn from the models' own fields."""

from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from catalog.questions import KINDS
from catalog.questions.base import Part
from catalog.spec import ServiceSpec
from catalog.texts import Bilingual

WORDS = ["", "a", "b", "Which model?", "<p>One</p>", "<p>One <b>two</b></p>", "x > 1", "x  > 1", "是", " "]
LONG = "A long text that goes on and on. " * 5
TEXTS = st.sampled_from([*WORDS, LONG, LONG + "!"])
NAMES = st.sampled_from(["", "one", "two", "three", "four"])
NAMED = {"name", "value", "slug"}


def values(name: str, annotation: Any) -> st.SearchStrategy[Any]:
    """Values as JSON gives them for a field of that type."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if name in ("earliest", "latest"):
        return st.sampled_from(["", "today", "2026-12-24"])
    if annotation is Bilingual:
        return st.fixed_dictionaries({"en": TEXTS, "zh": TEXTS})
    if origin is Literal:
        return st.sampled_from(inside)
    if origin is tuple:
        return st.lists(values(name, inside[0]), max_size=2)
    if type(None) in inside:
        return st.none() | values(name, next(one for one in inside if one is not type(None)))
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return part(annotation)
    plain = {str: NAMES if name in NAMED else TEXTS, bool: st.booleans(), int: st.integers(1, 3)}
    return {**plain, Decimal: st.sampled_from(["1", "1.00", "2.50"])}[annotation]


def part(model: type[Part]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: info.annotation for name, info in model.model_fields.items()}
    return st.fixed_dictionaries(
        {
            name: questions() if name == "questions" and model is ServiceSpec else values(name, kind)
            for name, kind in fields.items()
        }
    )


def questions() -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.one_of([part(kind) for kind in KINDS.values()]), max_size=3)


SPECS = part(ServiceSpec).map(ServiceSpec.model_validate)


@st.composite
def neighbours(draw: Any) -> tuple[ServiceSpec, ServiceSpec]:
    """Two services that differ in one spot at most: one field, or one field of one question."""
    data = draw(part(ServiceSpec))
    before = ServiceSpec.model_validate(data)
    name = draw(st.sampled_from(sorted(ServiceSpec.model_fields)))
    if name == "questions" and data["questions"] and draw(st.booleans()):
        place = draw(st.integers(0, len(data["questions"]) - 1))
        kind = KINDS[data["questions"][place]["kind"]]
        setting = draw(st.sampled_from(sorted(kind.model_fields)))
        data["questions"][place] = {
            **data["questions"][place],
            setting: draw(values(setting, kind.model_fields[setting].annotation)),
        }
    elif name == "questions" and data["questions"] and draw(st.booleans()):
        data["questions"] = draw(st.permutations(data["questions"]))
    else:
        data[name] = draw(part(ServiceSpec))[name]
    return before, ServiceSpec.model_validate(data)
