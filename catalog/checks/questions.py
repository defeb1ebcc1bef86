"""Are the questions sound in themselves: named, told apart, with something to choose?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.faults import Fault
from catalog.questions import NAME, RESERVED, Question
from catalog.questions.choice import Choosing
from catalog.questions.item import ItemQuestion
from catalog.questions.table import TableQuestion
from catalog.spec import ServiceSpec
from catalog.texts import is_empty
from cmdb.models import ItemType
from rules import is_fact_name


def check_questions(spec: ServiceSpec) -> list[Fault]:
    found: list[Fault] = []
    for number, question in enumerate(spec.questions):
        for key, sentence in faults_of(question):
            place = f"questions.{number}.{key}"
            found.append(Fault(place, sentence, about=question.text or question.name))
    return [*found, *_same_names(spec), *_same_facts(spec)]


def faults_of(question: Question) -> Iterator[tuple[str, Any]]:
    if not question.asks:
        return
    if is_empty(question.label):
        yield "label", _("The question has no text.")
    yield from _name(question.name)
    if question.known and question.known not in question.knows:
        yield "known", _("This can't be filled in from what we know of people.")
    if isinstance(question, Choosing):
        yield from _choices("choices", question.choices)
    if isinstance(question, TableQuestion):
        yield from _table(question)
    if isinstance(question, ItemQuestion):
        known = set(ItemType.objects.filter(slug__in=question.types).values_list("slug", flat=True))
        for stranger in sorted(set(question.types) - known):
            yield "types", _("There is no item type “%(name)s”.") % {"name": stranger}


def _name(name: str) -> Iterator[tuple[str, Any]]:
    if not NAME.fullmatch(name):
        yield "name", _("“%(name)s” can't be a name: use small Latin letters, digits and _.") % {"name": name}
    elif name in RESERVED or not is_fact_name(name):
        yield "name", _("“%(name)s” has a meaning of its own in rules; choose another name.") % {"name": name}


def _choices(key: str, choices: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    choices = list(choices)
    if not choices:
        yield key, _("There is nothing to choose.")
    for value, times in Counter(choice.value for choice in choices).items():
        if times > 1:
            yield key, _("Two choices are called “%(name)s”.") % {"name": value}
    if any(is_empty(choice.label) for choice in choices):
        yield key, _("A choice has no text.")


def _table(question: TableQuestion) -> Iterator[tuple[str, Any]]:
    if not any(not column.compute for column in question.columns):
        yield "columns", _("The table has no column to fill in.")
    for name, times in Counter(column.name for column in question.columns).items():
        if times > 1:
            yield "columns", _("Two columns are called “%(name)s”.") % {"name": name}
    for column in question.columns:
        yield from (("columns", sentence) for _key, sentence in _name(column.name))
        if column.kind == "choice":
            yield from _choices("columns", column.choices)
        if (column.total or column.compute) and column.kind not in ("number", "money"):
            yield "columns", _("Only numbers and money can be computed or added up.")
    if question.min_rows > question.max_rows:
        yield "min_rows", _("There can't be more lines at least than at most.")


def _same_names(spec: ServiceSpec) -> Iterator[Fault]:
    times = Counter(question.name for question in spec.asked)
    for number, question in enumerate(spec.questions):
        if question.asks and times[question.name] > 1:
            sentence = _("Several questions are called “%(name)s”.") % {"name": question.name}
            yield Fault(f"questions.{number}.name", sentence, about=question.text)


def _same_facts(spec: ServiceSpec) -> Iterator[Fault]:
    """A computed name, such as a table's total, that another question bears."""
    if len({question.name for question in spec.asked}) < len(spec.asked):
        return
    names = Counter(name for question in spec.asked for name in question.facts())
    for number, question in enumerate(spec.questions):
        for name in question.facts() if question.asks else ():
            if names[name] > 1:
                sentence = _("“%(name)s” means two things; rename one question.") % {"name": name}
                yield Fault(f"questions.{number}.name", sentence, about=question.text)
