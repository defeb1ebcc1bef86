"""The order form: built from a version, decided and checked on the server, the same for pages and the API."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalog.conditions import rule
from catalog.forms.counting import QUANTITY, Counted
from catalog.forms.drawing import Drawn
from catalog.known import known_value
from catalog.questions import Asking, Question
from catalog.showing import is_rule, rule_text
from catalog.spec import ServiceSpec
from catalog.widgets import PickInput
from catalog.wording import explained
from journal.refusals import Invalid

if TYPE_CHECKING:
    from catalog.forms.fixed import Fixed

FILLED = (
    "_filled-"  # what we filled in ourselves comes back under this prefix, so that we may change it again
)


class InvalidOrder(Invalid):
    """Some answers don't fit; `errors` says which, `rules` names the rules that don't hold."""

    code = "invalid-order"


class OrderForm(Drawn, Counted, forms.Form):
    """A service's form for one person.

    Questions are decided in the order their rules allow. One that a rule hides is neither required nor
    kept. Unbound, it shows `prefill` (what a field reads, by question) and the defaults. `answers` (typed
    JSON) and `sheet` (for people) are there when it is valid. What is `fixed` is neither asked nor changed.
    """

    use_required_attribute = False

    def __init__(
        self,
        spec: ServiceSpec,
        asking: Asking,
        *,
        data: Any = None,
        files: Any = None,
        answers: Mapping[str, Any] | None = None,
        prefill: Mapping[str, Any] | None = None,
        quantity: int = 1,
        fixed: "Fixed | None" = None,
    ) -> None:
        self.spec, self.asking = spec, asking
        self.given, self.prefill, self.fixed = answers, prefill or {}, fixed
        self.given_quantity = quantity
        self.sent: Mapping[str, Any] = answers or {}  # what the caller answered himself
        super().__init__(data=answers if answers is not None else data, files=files)
        self.known: dict[str, Any] = {"person": asking.person}
        self.visible: set[int] = set()
        self.broken_rules: list[str] = []
        self.filled: dict[str, str] = {}
        for question in spec.asked:
            self.fields[question.name] = field = question.field(asking)
            if isinstance(field.widget, PickInput):
                field.widget.pick_url = pick_url(asking, question.name)
        self.ask_how_many(self.prefill.get(QUANTITY))
        if not self.is_bound:
            self._decide(self._default)

    # ── deciding ──

    def full_clean(self) -> None:
        self._errors = forms.utils.ErrorDict()
        if not self.is_bound:
            return
        self.cleaned_data = {}
        if self.given is not None:
            self._refuse_strangers(self.given)
        self._decide(self._raw)
        self.read_how_many(self.data.get(QUANTITY) if self.given is None else self.given_quantity)
        self._check_required()
        self._check_rules()
        if self.given is not None:
            self._refuse_hidden(self.given)

    def refresh(self) -> None:
        """Fills in again what we filled in before and nobody changed; called while somebody is typing."""
        self.data = self.data.copy()
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}
        for field in self.fields.values():
            field.forgiving = True
        self._decide(self._refilled)
        self.read_how_many(self.data.get(QUANTITY))
        self._check_required()
        self._check_rules()
        self._forgive_missing()

    def _decide(self, raw_of: Any) -> None:
        """Goes through the questions: is it shown, what was answered, what may the next rules know."""
        self.known, self.visible = {"person": self.asking.person}, set()
        for place in self.spec.showing:
            question = self.spec.questions[place]
            cleaned = None
            if self._is_shown(place, question):
                self.visible.add(place)
                if self.is_fixed(question):
                    cleaned = self._kept(question)
                elif question.asks:
                    cleaned = self._clean(question, raw_of(question))
            self.known.update(question.values(cleaned))

    def is_fixed(self, question: Question) -> bool:
        """Whether the answer stays as it is, whatever was sent."""
        return question.asks and self.fixed is not None and question.name not in self.fixed.open

    def _kept(self, question: Question) -> Any:
        """The value of a fixed answer, for rules; nothing where it can't be read any more."""
        stored = self.fixed.answers.get(question.name) if self.fixed else None
        if stored is None:
            return None
        try:
            return self.fields[question.name].clean(question.raw(stored))
        except ValidationError:
            return None

    def _is_shown(self, place: int, question: Question) -> bool:
        above = self.spec.sections[place]
        if above is not None and above not in self.visible:
            return False
        return not question.visible_if or self._holds(question.visible_if)

    def _holds(self, text: str) -> bool:
        return rule(text, self.spec.facts).holds(self.known, now=self.asking.now)

    def _clean(self, question: Question, raw: Any) -> Any:
        try:
            cleaned = self.fields[question.name].clean(raw)
        except ValidationError as error:
            if self.is_bound:
                self.add_error(question.name, error)
            return None
        if not question.is_answered(cleaned):
            return None
        if self.is_bound:
            self.cleaned_data[question.name] = cleaned
        return cleaned

    # ── what came in ──

    def _raw(self, question: Question) -> Any:
        if self.given is None:
            return self._in_data(question)
        answer = self.given.get(question.name)
        if answer is None:
            return None
        try:
            return question.raw(answer)
        except ValidationError as error:
            self.add_error(question.name, error)
            return None

    def _in_data(self, question: Question) -> Any:
        widget = self.fields[question.name].widget
        raw = widget.value_from_datadict(self.data, self.files, self.add_prefix(question.name))
        mark = self.data.get(f"{FILLED}{question.name}")
        if mark is not None and as_text(raw) == mark:
            self.filled[question.name] = mark
        return raw

    def _default(self, question: Question) -> Any:
        """What the question is filled in with before anybody answers."""
        if question.name in self.prefill and (shown := self._prefilled(question)) not in (None, "", []):
            return shown
        value = self._computed(question)
        if value is None:
            return None
        shown = self.fields[question.name].prepare_value(question.initial(value, self.asking))
        self.initial[question.name] = shown
        self.filled[question.name] = as_text(shown)
        return shown

    def _prefilled(self, question: Question) -> Any:
        """What came with the link or from an earlier order, if it still fits."""
        field, raw = self.fields[question.name], self.prefill[question.name]
        try:
            field.clean(raw)
        except ValidationError:
            return None
        self.initial[question.name] = shown = field.prepare_value(raw)
        return shown

    def _computed(self, question: Question) -> Any:
        if question.known:
            return known_value(question.kind, question.known, self.asking.person)
        if is_rule(question.default):
            expects = question.fact if question.fact in ("date", "datetime") else "any"
            compiled = rule(rule_text(question.default), self.spec.facts, expects)
            if self._is_secret(compiled.names):
                return None
            found = compiled.value(self.known, now=self.asking.now)
            return None if found == "" else found
        return question.default or None

    def _refilled(self, question: Question) -> Any:
        """What was typed; what we filled in ourselves follows the other answers as long as nobody touched it."""
        raw = self._in_data(question)
        mark = self.data.get(f"{FILLED}{question.name}")
        first_time = mark is None and not raw
        if first_time or (mark is not None and as_text(raw) == mark):
            before, self.initial[question.name] = as_text(raw), None
            fresh = self._default(question)
            if as_text(fresh) != before and (fresh is not None or mark):
                self._put(question.name, fresh)
                return fresh
        return raw

    def _put(self, name: str, value: Any) -> None:
        if isinstance(value, list):
            self.data.setlist(name, [str(one) for one in value])
        else:
            text = as_text(value)
            self.data[name] = text

    # ── what must be ──

    def _check_required(self) -> None:
        for place in sorted(self.visible):
            question = self.spec.questions[place]
            if not question.asks or self.is_fixed(question):
                continue
            needed = question.required or bool(question.required_if and self._holds(question.required_if))
            self.fields[question.name].required = needed
            if needed and question.name not in self.cleaned_data and question.name not in self._errors:
                self.add_error(question.name, ValidationError(_("Please answer this."), code="required"))

    def _check_rules(self) -> None:
        unread = self._facts_of(one for one in self.spec.asked if one.name in self._errors)
        for place in sorted(self.visible):
            question = self.spec.questions[place]
            if question.asks and question.check and question.name in self.cleaned_data:
                self._check_rule(question, unread)

    def _check_rule(self, question: Question, unread: set[str]) -> None:
        compiled = rule(question.check, self.spec.facts)
        if not unread.isdisjoint(compiled.names):
            return  # what it compares with doesn't fit and says so itself; its sum would be of nothing
        if any(self.known.get(name) is None for name in compiled.names):
            return  # what it compares with was not answered
        if not compiled.holds(self.known, now=self.asking.now):
            self.broken_rules.append(f"{question.name}.check")
            sentence = explained(question, compiled, self._told(), self.spec, now=self.asking.now)
            if self._is_secret(compiled.names):
                sentence = _("This doesn't fit with another answer.")
            self.add_error(question.name, ValidationError(sentence, code="check"))

    def _told(self) -> dict[str, Any]:
        """What sentences may say: all that is known but answers hidden from whoever fills it in."""
        secret = self._secrets()
        return {name: value for name, value in self.known.items() if name not in secret}

    def _secrets(self) -> set[str]:
        if self.fixed is None:
            return set()
        return self._facts_of(one for one in self.spec.asked if one.name not in self.fixed.shown)

    def _facts_of(self, questions: Iterable[Question]) -> set[str]:
        return {fact for question in questions for fact in (question.name, *question.facts())}

    def _is_secret(self, names: Iterable[str]) -> bool:
        return not self._secrets().isdisjoint(names)

    def _forgive_missing(self) -> None:
        """While somebody is still typing, what isn't answered yet is no fault."""
        for name, errors in list(self._errors.items()):
            errors.data = [error for error in errors.as_data() if error.code != "required"]
            if not errors.data:
                del self._errors[name]

    def _refuse_strangers(self, given: Mapping[str, Any]) -> None:
        for name in given:
            if name not in self.fields:
                self._fault(
                    str(name),
                    _("This service has no question called “%(name)s”.") % {"name": name},
                    "unknown",
                )

    def _refuse_hidden(self, given: Mapping[str, Any]) -> None:
        """Somebody who answers what isn't asked means another service than we do; better to say so."""
        for place, question in enumerate(self.spec.questions):
            if (
                question.asks
                and place not in self.visible
                and self.sent.get(question.name) not in (None, "", [], {})
            ):
                self._fault(question.name, _("This isn't asked, given the other answers."), "hidden")

    def _fault(self, name: str, sentence: str, code: str) -> None:
        self._errors[name] = self.error_class([ValidationError(sentence, code=code)], renderer=self.renderer)

    # ── what goes out ──

    @property
    def answered(self) -> Iterator[tuple[int, Question, Any]]:
        """The questions that are shown and answered, in the form's order, with their cleaned answers."""
        for place, question in enumerate(self.spec.questions):
            if place in self.visible and question.name in self.cleaned_data and not self.is_fixed(question):
                yield place, question, self.cleaned_data[question.name]

    @property
    def left_empty(self) -> list[str]:
        """The questions that were shown and not answered."""
        shown = (one for place, one in enumerate(self.spec.questions) if place in self.visible and one.asks)
        return [question.name for question in shown if question.name not in self.cleaned_data]

    @property
    def answers(self) -> dict[str, Any]:
        """The typed answers as they are stored."""
        given = {question.name: question.store(cleaned) for _place, question, cleaned in self.answered}
        if self.fixed is None:
            return given
        kept = {name: one for name, one in self.fixed.answers.items() if name not in self.fixed.open}
        return {
            one.name: ({**kept, **given})[one.name] for one in self.spec.asked if one.name in kept | given
        }

    @property
    def sheet(self) -> list[dict[str, Any]]:
        """The answers as people read them, each under its section."""
        rows = self.counted
        answered = {place: cleaned for place, _question, cleaned in self.answered}
        for place, question in enumerate(self.spec.questions):
            if self.is_fixed(question) and question.name in self.fixed.lines:
                rows.append(self.fixed.lines[question.name])
            if place not in answered:
                continue
            cleaned = answered[place]
            above = self.spec.sections[place]
            section = {"section": self.spec.questions[above].label} if above is not None else {}
            rows.append({**question.row(cleaned), **section})
        return rows

    def refuse(self) -> None:
        """Raises `InvalidOrder` with every fault beside its question, if there is one."""
        if self.is_valid():
            return
        errors = {
            "quantity" if name == QUANTITY else name: [str(one) for one in said]
            for name, said in self.errors.items()
        }
        raise InvalidOrder(
            _("Some answers are missing or don't fit; they are marked."),
            errors=errors,
            rules=self.broken_rules,
        )


def pick_url(asking: Asking, name: str) -> str:
    """Where the chooser of a question finds people or things."""
    if asking.ticket is not None:
        return reverse("catalog:choose-answer", args=[asking.ticket.reference, name])
    if asking.choose:
        return f"{asking.choose}?{urlencode({'question': name})}"
    address = reverse("catalog:choose", args=[asking.service, name])
    others = asking.person.pk != asking.by.pk
    return f"{address}?{urlencode({'for': asking.person.username})}" if others else address


def as_text(value: Any) -> str:
    """A raw value as one text, to tell whether somebody changed it."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ",".join(str(one) for one in value)
    return value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else str(value)
