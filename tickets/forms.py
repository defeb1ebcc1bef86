"""What the desk's pages take in. Each form only reads and names its fields; the deed behind it decides."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cmdb.models import Item
from people.models import Person, Team
from tickets.lifecycles import Question
from tickets.models import Attachment, Link, SavedView
from tickets.models.ticket import Level
from tickets.moves import Move
from ui.bilingual import pick

LONGEST_TEXT = 20_000


class SeenForm(forms.Form):
    """Carries what its reader saw: the ticket's revision, and the last event of its history."""

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    since = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class PersonField(forms.ModelChoiceField):
    """A colleague, chosen by id."""

    def label_from_instance(self, person: Person) -> str:
        return person.label


class Pick(forms.TextInput):
    """A row found while somebody types: `<pick-one>` asks the address; the chosen row is sent by its id."""

    template_name = "tickets/widgets/pick.html"
    choices: Any = ()  # given by the field

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        shown = super().get_context(name, None, attrs)
        row = self.choices.queryset.filter(pk=value).first() if str(value or "").isdecimal() else None
        return {**shown, "url": self.url, "chosen": row}


class Drawn(forms.Field):
    """A question's field: only drawn. What is answered goes to the gate as it came, which checks it."""

    def clean(self, value: Any) -> Any:
        return value


def _choices(question: Question) -> list[tuple[str, str]]:
    return [("", "–"), *((choice.value, pick(choice.label.model_dump())) for choice in question.choices)]


def _rows(rows: Iterable[Any]) -> list[tuple[str, Any]]:
    return [("", "–"), *((str(row.pk), row.label) for row in rows)]


YES_NO = [("", "–"), ("yes", _("yes")), ("no", _("no"))]

WIDGETS: dict[str, Callable[..., forms.Widget]] = {
    "text": lambda question, people, teams: forms.TextInput(attrs={"maxlength": 200}),
    "longtext": lambda question, people, teams: forms.Textarea(attrs={"rows": 4}),
    "choice": lambda question, people, teams: forms.Select(choices=_choices(question)),
    "person": lambda question, people, teams: forms.Select(choices=_rows(people)),
    "team": lambda question, people, teams: forms.Select(choices=_rows(teams)),
    "yesno": lambda question, people, teams: forms.Select(choices=YES_NO),
    "date": lambda question, people, teams: forms.DateInput(attrs={"type": "date"}),
    "number": lambda question, people, teams: forms.NumberInput(attrs={"step": "any"}),
}


class StepForm(SeenForm):
    """The questions of one transition, drawn from its lifecycle."""

    def __init__(
        self,
        *args: Any,
        questions: Iterable[Question],
        people: Iterable[Person],
        teams: Iterable[Team],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.fields[question.name] = Drawn(
                label=pick(question.label.model_dump()) or question.name,
                required=question.required,
                widget=WIDGETS[question.kind](question, people, teams),
            )

    @property
    def answers(self) -> dict[str, Any]:
        """What was given to each of the transition's questions, as it came."""
        return {question.name: self.cleaned_data.get(question.name) for question in self.questions}


class DropForm(StepForm):
    """A drop on the board: the card, its column, which step is meant where several lead, what it asks."""

    card = forms.IntegerField(widget=forms.HiddenInput)
    column = forms.CharField(max_length=64, widget=forms.HiddenInput)
    transition = forms.CharField(label=_("What happens?"), required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(label=_("Go over the limit"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, moves: Sequence[Move], chosen: Move | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moves, self.chosen = moves, chosen
        self._made_of = kwargs

    @property
    def asked(self) -> list[forms.BoundField]:
        """The questions of the step that is meant."""
        return [self[question.name] for question in self.questions]

    @property
    def goes_over(self) -> bool:
        """Whether sending this form means going over a limit."""
        return bool(self["confirmed"].value())

    def asking(self, *, confirmed: bool = False) -> "DropForm":
        """The same drop as a form to be filled in: what was dropped where is known, the rest is empty."""
        known = {name: self.data.get(name) for name in ("card", "column", "seen")}
        known |= {"transition": self.chosen.name if self.chosen else "", "confirmed": confirmed}
        return DropForm(initial=known, moves=self.moves, chosen=self.chosen, **self._made_of)


class CommentForm(SeenForm):
    """A reply or a note, with the files that were uploaded for it."""

    text = forms.CharField(
        label=_("Message"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    internal = forms.BooleanField(label=_("Internal note"), required=False)
    kept: Sequence[Attachment] = ()  # files that were uploaded and wait to be sent with it


class AssignForm(SeenForm):
    assignee = PersonField(label=_("Assignee"), queryset=Person.objects.none(), required=False)
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), required=False)

    def __init__(self, *args: Any, people: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people
        self.fields["assignee"].empty_label = _("Nobody yet")
        self.fields["team"].queryset = teams
        self.fields["team"].empty_label = _("No team")


class BulkAssignForm(AssignForm):
    """For many at once: what is left empty stays as it is with each of them."""

    release = forms.BooleanField(label=_("Back into the queue, with nobody assigned"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("assignee", "team"):
            self.fields[name].empty_label = _("As it is")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.errors:
            return given
        if given["release"] and given["assignee"]:
            self.add_error("release", _("Choose a person, or nobody."))
        elif not any(given[name] for name in ("assignee", "team", "release")):
            self.add_error(None, _("Choose who gets them, or which team."))
        return given


class PriorityForm(SeenForm):
    impact = forms.TypedChoiceField(label=_("Impact"), choices=Level.choices, coerce=int)
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=Level.choices, coerce=int)
    reason = forms.CharField(label=_("Why?"), max_length=400, required=False)


class BulkPriorityForm(forms.Form):
    impact = forms.TypedChoiceField(label=_("Impact"), choices=Level.choices, coerce=int)
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=Level.choices, coerce=int)
    reason = forms.CharField(label=_("Why?"), max_length=400)


class BulkCommentForm(forms.Form):
    text = forms.CharField(
        label=_("Message"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )
    internal = forms.BooleanField(label=_("Internal note"), required=False)


class BulkMoveForm(StepForm):
    """A step for many: which, and what it asks."""

    def __init__(self, *args: Any, steps: Sequence[Any], asked: str, **kwargs: Any) -> None:
        self.steps = steps
        self.chosen = next((step for step in steps if step.move.name == asked), steps[0])
        super().__init__(*args, questions=self.chosen.move.ask, **kwargs)

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[question.name] for question in self.questions]


class FactsForm(SeenForm):
    subject = forms.CharField(label=_("Subject"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class LinkForm(SeenForm):
    """An arrow to another ticket, named by its reference."""

    type = forms.ChoiceField(label=_("This ticket"), choices=Link.Type.choices)
    other = forms.CharField(
        label=_("Ticket number"), max_length=40, widget=forms.TextInput(attrs={"placeholder": "INC-42"})
    )


class ItemForm(SeenForm):
    """An item by its inventory number; the requester's own stand first."""

    item = forms.ModelChoiceField(
        label=_("Configuration item"),
        queryset=Item.objects.none(),
        to_field_name="tag",
        widget=forms.TextInput(attrs={"list": "own-items", "autocomplete": "off"}),
        help_text=_("Its inventory number."),
        error_messages={"invalid_choice": _("There is no item with this number, or it is not for you.")},
    )

    def __init__(self, *args: Any, items: Any, first: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
        self.offers = first


class ParticipantForm(SeenForm):
    """A colleague, found while typing."""

    person = PersonField(label=_("Colleague"), queryset=Person.objects.none(), widget=Pick("/people/choose/"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class OpenForm(forms.Form):
    """An incident taken by hand, on the telephone or at the counter."""

    requester = PersonField(
        label=_("Who reports it?"), queryset=Person.objects.active(), widget=Pick("/people/choose/")
    )
    subject = forms.CharField(label=_("What is wrong?"), max_length=200)
    description = forms.CharField(
        label=_("Details"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    impact = forms.TypedChoiceField(label=_("Impact"), choices=Level.choices, coerce=int, initial=Level.LOW)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Level.choices, coerce=int, initial=Level.MEDIUM
    )
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), required=False)
    items = forms.CharField(label=_("Inventory numbers of concerned items"), required=False)

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["team"].empty_label = _("The service desk")


class SavedViewForm(forms.ModelForm):
    """A view's name and whom it is shared with; the filters come from the page's own address."""

    replace = forms.BooleanField(
        label=_("Let the view I have show this from now on"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = SavedView
        fields = ["name", "team"]

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replaced: SavedView | None = None
        self.fields["team"].queryset = teams
        self.fields["team"].empty_label = _("Only for me")
        self.fields["team"].required = False

    def clean(self) -> dict[str, Any]:
        """Two views of one name are not told apart: the one that is kept already is renewed, or keeps its name."""
        given = super().clean()
        own = SavedView.objects.filter(owner=self.instance.owner, name=given.get("name", ""))
        other = own.exclude(pk=self.instance.pk).first()
        if other is None:
            return given
        if self.instance.pk is None and given["replace"]:
            self.replaced = other
            return given
        if self.instance.pk is None:
            self.fields["replace"].widget = forms.CheckboxInput()
        self.add_error("name", _("You have a view of this name already."))
        return given


class LimitsForm(forms.Form):
    """How many cards each column may hold; an empty field lifts the limit."""

    def __init__(self, *args: Any, slots: Iterable[Any], limits: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in slots:
            self.fields[slot.key] = forms.IntegerField(
                label=slot.label, required=False, min_value=1, max_value=999, initial=limits.get(slot.key)
            )


def uids(words: Iterable[str]) -> set[UUID]:
    """The upload ids a form came with; what is no id can't be anybody's file and stands as the null id."""
    found = set()
    for word in words:
        try:
            found.add(UUID(word))
        except ValueError:
            found.add(UUID(int=0))
    return found
