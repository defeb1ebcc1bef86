"""What is asked to add a step and to change one: each form reads a shape and gives a shape back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person, Team
from people.models.grant import Role
from processes import operations
from processes.bpmn import Node
from processes.outline import pieces
from processes.outline.words import RULES, kind_of
from rules import Facts
from rules.sentences import label_of
from tickets.performers import WAYS

MOST = 4  # rows of performers, of questions, of inputs
UNITS = {"D": _("days"), "TH": _("hours"), "TM": _("minutes")}
THEN = [
    ("remind", _("remind them")),
    ("escalate", _("hand it to somebody else")),
    ("approve", _("count it as approved")),
    ("reject", _("count it as rejected")),
    ("expire", _("let it expire")),
]
PLAIN = [name for name in WAYS if name not in ("role", "team", "team-lead", "person", "answer", "expression")]
OURS = ("performer", "fallback", "limit", "reminder", "ask", "input")  # what these forms write anew


def text(label: Any, *, rows: int = 0, longest: int = 200, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false"}) if rows else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget, **more)


class Offers:
    """Whom a performer may be, for this person and this draft: one choice says the way and its value."""

    def __init__(self, person: Person, facts: Facts) -> None:
        teams = [(team.slug, team.label) for team in Team.objects.visible_to(person).order_by("name", "pk")]
        people = [
            (name, label_of(name, facts)) for name, fact in facts.items() if fact.type in ("person", "people")
        ]
        self.choices: list[Any] = [
            ("", _("nobody")),
            *((name, WAYS[name][0]) for name in PLAIN),
            (
                _("Members of a team"),
                [("team", _("the ticket's team")), *((f"team:{slug}", label) for slug, label in teams)],
            ),
            (
                _("The lead of a team"),
                [
                    ("team-lead", _("of the ticket's team")),
                    *((f"team-lead:{slug}", label) for slug, label in teams),
                ],
            ),
            (
                _("Whoever has a role in the ticket's department"),
                [(f"role:{v}", label) for v, label in Role.choices],
            ),
            (_("Whom an answer names"), [(f"answer:{name}", label) for name, label in people]),
            ("person", _("a person (user name on the right)")),
            ("expression", _("whom a rule gives (on the right)")),
        ]
        self.known = {value for one in self.choices for value in _values(one)}


def _values(choice: tuple[Any, Any]) -> Iterable[str]:
    return [value for value, _label in choice[1]] if isinstance(choice[1], list) else [choice[0]]


class WhoForm(forms.Form):
    """One way of naming who acts."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    value = text(_("User name or rule"), longest=400)
    weight = forms.IntegerField(label=_("Weight"), required=False, min_value=1, max_value=100)

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.initial.get("who", "")
        more = [] if held in offers.known else [(held, held)]
        self.fields["who"].choices = [*offers.choices, *more]

    @property
    def named(self) -> dict[str, str]:
        """As an element's attributes; empty for nobody."""
        by, _colon, value = self.cleaned_data.get("who", "").partition(":")
        weight = self.cleaned_data.get("weight")
        named = {"by": by, "value": value or self.cleaned_data.get("value", "")}
        return (named | {"weight": str(weight)} if weight else named) if by else {}


def who_of(values: Any) -> dict[str, str]:
    """What the form of somebody named begins with."""
    by, value = values.get("by", ""), values.get("value", "")
    weight = {"weight": values["weight"]} if values.get("weight") else {}
    if by in ("person", "expression"):
        return {"who": by, "value": value} | weight
    return {"who": f"{by}:{value}" if value else by} | weight


class AskForm(forms.Form):
    """A question whoever finishes the step answers."""

    label_en = text(_("Question"))
    label_zh = text(_("Question in Chinese"))
    name = text(_("Short name"), longest=60, help_text=_("Latin letters; conditions read the answer by it."))
    kind = forms.ChoiceField(
        label=_("Kind of answer"),
        required=False,
        choices=[
            ("text", _("words")),
            ("longtext", _("longer text")),
            ("choice", _("one of several")),
            ("yesno", _("yes or no")),
            ("number", _("number")),
            ("date", _("date")),
            ("person", _("person")),
            ("team", _("team")),
        ],
    )
    choices = text(_("Choices"), longest=800, help_text=_("value=label; value=label"))
    required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)

    @property
    def asked(self) -> dict[str, str]:
        given = self.cleaned_data
        name = given.get("name", "")
        if not name:
            return {}
        asked = {"name": name, "kind": given["kind"] or "text", "label": given["label_en"]}
        asked |= {"labelZh": given["label_zh"], "required": "true" if given["required"] else "false"}
        return {**asked, "choices": given["choices"]} if given["choices"] else asked

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("label_en") or given.get("label_zh")) and not given.get("name"):
            self.add_error("name", _("Give the question a short name."))
        return given


class InputForm(forms.Form):
    """One input of an operation: a value as it is, or worked out."""

    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    value = text(_("Value"), longest=2000)
    expression = text(_("Or worked out (CEL)"), longest=2000)


def inputs_of(operation: str, held: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The inputs of an operation with what they are set to; those it doesn't know (any more) last."""
    known = {one["name"]: one["fields"] for one in operations.describe()}.get(operation, [])
    set_ = {one.get("name", ""): one for one in held}
    found = [{"label": one["label"], **set_.pop(one["name"], {"name": one["name"]})} for one in known]
    return [*found, *({"label": name, **one} for name, one in set_.items())]


AskFormSet = forms.formset_factory(AskForm, extra=1, max_num=MOST * 3, absolute_max=20)
InputFormSet = forms.formset_factory(InputForm, extra=0, max_num=MOST * 3, absolute_max=20)
WhoFormSet = forms.formset_factory(WhoForm, extra=1, max_num=MOST * 2, absolute_max=12)


class SeenForm(forms.Form):
    """A form that knows on which revision of the draft it was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AddForm(SeenForm):
    """A new step: what it is and what it is called."""

    kind = forms.ChoiceField(label=_("What comes here"), choices=list(pieces.KINDS.items()))
    name_en = text(_("Name"), longest=120)
    name_zh = text(_("Name in Chinese"), longest=120)
    after = forms.CharField(widget=forms.HiddenInput, max_length=255)


class BackForm(SeenForm):
    """The earlier step a way leads back to."""

    goal = forms.ChoiceField(label=_("Back to"))

    def __init__(self, *args: Any, goals: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].choices = goals


class StepForm(SeenForm):
    """Everything of a step but the lists of people and questions; only what its kind has."""

    name_en = text(_("Name"), longest=120)
    name_zh = text(_("Name in Chinese"), longest=120)
    kind = forms.ChoiceField(label=_("What it is"), required=False)
    rule = forms.ChoiceField(
        label=_("Who has to agree"),
        required=False,
        choices=[(name, str(label)) for name, label in (("all", RULES["all"]), ("any", RULES["any"]))],
    )
    threshold = forms.IntegerField(
        label=_("Weight needed, in per cent"), required=False, min_value=1, max_value=100
    )
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("parallel", _("all at once")), ("sequence", _("one after the other"))],
    )
    rejected = forms.ChoiceField(
        label=_("After a rejection"),
        required=False,
        choices=[
            ("decline", _("the request is declined")),
            ("continue", _("the process goes on and reads “outcome”")),
        ],
    )
    after_return = forms.ChoiceField(
        label=_("After a return"),
        required=False,
        choices=[("here", _("it goes on here")), ("onward", _("everything from there on is done again"))],
    )
    limit = forms.IntegerField(label=_("Time limit"), required=False, min_value=1, max_value=9999)
    limit_unit = forms.ChoiceField(label=_("Unit"), required=False, choices=list(UNITS.items()))
    limit_working = forms.BooleanField(label=_("Only working time counts"), required=False)
    then = forms.ChoiceField(label=_("When the time is over"), required=False, choices=THEN)
    to = forms.ChoiceField(label=_("Then hand it to"), required=False)
    reminder = forms.IntegerField(
        label=_("Remind after working days"), required=False, min_value=1, max_value=365
    )
    instructions_en = text(_("Instructions"), rows=2, longest=2000)
    instructions_zh = text(_("Instructions in Chinese"), rows=2, longest=2000)
    operation = forms.ChoiceField(label=_("Operation"), required=False)
    script = text(_("What is worked out"), rows=3, longest=4000, help_text=_("name = value, one a line"))
    time = text(
        _("How long, or until when"),
        help_text=_("P2D: two days, PT4H: four hours, 2026-12-24, or an answer's name"),
    )
    time_working = forms.BooleanField(label=_("In working time"), required=False)
    message = text(_("Message"), longest=120)
    interrupts = forms.BooleanField(label=_("The step is broken off"), required=False)
    called = text(_("Name of the process or table"), longest=120)
    transition = text(
        _("How the ticket goes on"),
        longest=60,
        help_text=_("Short name of a step of its lifecycle, such as fulfil"),
    )
    repeat = forms.ChoiceField(
        label=_("How often"),
        required=False,
        choices=[
            ("", _("once")),
            ("parallel", _("for each of a list, all at once")),
            ("sequential", _("for each of a list, one after the other")),
            ("standard", _("again while a condition holds")),
        ],
    )
    repeat_of = text(_("The list, or the condition"), longest=2000)
    repeat_item = text(_("Name of the single one"), longest=60)

    def __init__(self, *args: Any, node: Node, offers: Offers, **kwargs: Any) -> None:
        self.node = node
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [
            (name, str(label).replace("{threshold}", "…")) for name, label in RULES.items()
        ]
        self.fields["to"].choices = offers.choices
        if (held := self.initial.get("to", "")) not in offers.known:
            self.fields["to"].choices = [*offers.choices, (held, held)]
        self.fields["kind"].choices = kinds_for(node)
        held = self.initial.get("operation", "")
        doings = [(one["name"], one["label"]) for one in operations.describe()]
        more = [(held, held)] if held and held not in dict(doings) else []
        self.fields["operation"].choices = [("", _("nothing yet")), *doings, *more]
        for name in [name for name in self.fields if name not in fields_of(node)]:
            del self.fields[name]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The questions of kinds that have only few."""
        return [self[name] for name in PLAIN_FIELDS if name in self.fields]


def kinds_for(node: Node) -> list[tuple[str, Any]]:
    """What the shape can become: steps steps, splits splits."""
    kind = kind_of(node)
    if kind in pieces.STEPS and not node.attached_to:
        return [(name, pieces.KINDS[name]) for name in pieces.STEPS]
    return (
        [(name, pieces.KINDS[name]) for name in pieces.SPLITS if name != "race"]
        if kind in ("choice", "some", "all")
        else []
    )


REPEAT = ("repeat", "repeat_of", "repeat_item")
PLAIN_FIELDS = ("script", "time", "time_working", "message", "interrupts", "called", "transition")
FIELDS: dict[str, tuple[str, ...]] = {
    "work": (
        "limit",
        "limit_unit",
        "limit_working",
        "then",
        "to",
        "reminder",
        "instructions_en",
        "instructions_zh",
        *REPEAT,
    ),
    "operation": ("operation", *REPEAT),
    "script": ("script",),
    "wait": ("time", "time_working"),
    "message": ("message",),
    "border": ("time", "time_working", "message", "interrupts"),
    "call": ("called", *REPEAT),
    "decision": ("called",),
    "sub": REPEAT,
    "end": ("transition",),
}
FIELDS["question"] = FIELDS["work"]
FIELDS["approval"] = ("rule", "threshold", "order", "rejected", "after_return", *FIELDS["work"])


def fields_of(node: Node) -> tuple[str, ...]:
    found = FIELDS.get(kind_of(node), ())
    if node.attached_to:
        timed = node.event is not None and node.event.kind == "timer"
        found = tuple(
            one for one in found if one not in (("message",) if timed else ("time", "time_working"))
        )
    return ("seen", "name_en", "name_zh", *(("kind",) if kinds_for(node) else ()), *found)
