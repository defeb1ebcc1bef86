"""What the inbox's pages take in. Each form only reads and names its fields; the deed behind it decides."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Person, Team
from tickets.forms import LONGEST_TEXT, WIDGETS, Drawn, PersonField, Pick, SeenForm
from tickets.lifecycles import Question
from tickets.models import Task
from tickets.picking import PickWords, numbers
from ui.bilingual import pick

CHOOSE_PERSON = "/people/choose/"


def _words(label: Any, *, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class ApproveForm(SeenForm):
    comment = _words(_("Comment"), required=False)


class RejectForm(SeenForm):
    comment = _words(_("Why not?"), help_text=_("The requester reads this."))


class ReturnForm(SeenForm):
    """To whom it goes back, which answers are to be put right, and why."""

    back_to = forms.ChoiceField(label=_("Back to"), required=False, widget=forms.RadioSelect)
    flagged = forms.MultipleChoiceField(
        label=_("What has to be put right?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you tick can be changed. Tick nothing to ask for an explanation alone."),
    )
    comment = _words(_("What is missing?"))

    def __init__(
        self, *args: Any, steps: Iterable[tuple[str, str]], answers: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["back_to"].choices = [("", _("The requester")), *steps]
        self.fields["back_to"].initial = ""
        self.fields["flagged"].choices = list(answers)
        if len(self.fields["back_to"].choices) == 1:
            self.fields["back_to"].widget = forms.HiddenInput()
        if not self.fields["flagged"].choices:
            del self.fields["flagged"]


class SomebodyForm(SeenForm):
    """A colleague, and words for them."""

    person = PersonField(label=_("Colleague"), queryset=Person.objects.none(), widget=Pick(CHOOSE_PERSON))
    comment = _words(_("Message"), required=False)

    def __init__(
        self, *args: Any, people: Any, said: Any = None, needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        if said is not None:
            self.fields["comment"].label = said
        self.fields["comment"].required = needed


class PersonAloneForm(SomebodyForm):
    """A colleague, and nothing to say."""

    comment = None  # type: ignore[assignment]

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        SeenForm.__init__(self, *args, **kwargs)
        self.fields["person"].queryset = people


class SignerForm(SomebodyForm):
    """Who else decides, and when."""

    place = forms.ChoiceField(
        label=_("When?"),
        choices=[("before", _("Before me")), ("after", _("After me"))],
        initial="after",
        widget=forms.RadioSelect,
    )


class AddedForm(SeenForm):
    """Which of those one has added oneself."""

    part = forms.ChoiceField(label=_("Who?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, parts: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [(str(part.pk), part.person.label) for part in parts]


class AskForm(SeenForm):
    """A question to somebody, in the conversation."""

    person = PersonField(label=_("To"), queryset=Person.objects.none(), widget=forms.RadioSelect)
    text = _words(_("Question"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["person"].empty_label = None


class OpinionForm(SeenForm):
    comment = _words(_("Your opinion"))


class FinishForm(SeenForm):
    """What is asked of whoever finishes a task."""

    def __init__(
        self, *args: Any, questions: Iterable[Question], people: Any, teams: Any, **kwargs: Any
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
        return {question.name: self.cleaned_data.get(question.name) for question in self.questions}


class PickPeople(PickWords):
    """What is chosen stands beside the box, so an empty box says nothing to the browser."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class PeopleField(forms.Field):
    """Colleagues, found while typing: their ids."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=PickPeople("people:choose-person", _("user name")), **more)
        self.queryset: Any = Person.objects.none()

    def clean(self, value: list[str]) -> list[Person]:
        words = value or []
        names = [word for word in words if not word.isdecimal()]
        found = list(self.queryset.filter(pk__in=numbers(words)))
        found += list(self.queryset.filter(username__in=names)) if names else []
        if len(found) < len(set(words)):
            raise forms.ValidationError(_("This person can't be found."))
        if self.required and not found:
            raise forms.ValidationError(self.error_messages["required"])
        order = {word: place for place, word in enumerate(words)}
        return sorted(found, key=lambda one: order.get(str(one.pk), order.get(one.username, 0)))


class AdHocForm(forms.Form):
    """What an agent asks for without a process: an approval, or a piece of work."""

    title = forms.CharField(label=_("What is asked?"), max_length=200)
    people = PeopleField(label=_("Of whom?"))
    instructions = _words(_("Details"), required=False)
    due_at = forms.DateTimeField(
        label=_("Until"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        given = self.data.getlist("people") if self.is_bound else []
        ids = numbers(word for one in given for word in one.split())
        self.fields["people"].widget.choices = (
            [(str(one.pk), one.label) for one in people.filter(pk__in=ids)] if ids else []
        )


class AskApprovalForm(AdHocForm):
    rule = forms.ChoiceField(
        label=_("Who of them?"),
        choices=[one for one in Task.Rule.choices if one[0] != Task.Rule.WEIGHTED],
        initial=Task.Rule.ALL,
    )
    in_turn = forms.BooleanField(label=_("One after the other, in this order"), required=False)


class GiveTaskForm(AdHocForm):
    team = forms.ModelChoiceField(label=_("Or of a team"), queryset=Team.objects.none(), required=False)

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].required = False
        self.fields["team"].queryset = teams
        self.order_fields(["title", "people", "team", "instructions", "due_at"])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and not (given["people"] or given["team"]):
            self.add_error("people", _("Say who does it: people, or a team."))
        return given


class WithdrawForm(forms.Form):
    why = _words(_("Why?"))


class BulkForm(forms.Form):
    """For many at once. `ids` came with the choice."""


class BulkApproveForm(BulkForm):
    comment = _words(_("Comment"), required=False)


class BulkRejectForm(BulkForm):
    comment = _words(_("Why not?"), help_text=_("The requesters read this."))


class BulkHandOverForm(BulkForm):
    person = PersonField(label=_("To whom?"), queryset=Person.objects.none(), widget=Pick(CHOOSE_PERSON))
    comment = _words(_("Why?"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
