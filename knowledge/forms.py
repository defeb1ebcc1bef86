from django import forms
from django.utils.translation import gettext_lazy as _


class FeedbackForm(forms.Form):
    """Whether an article helped, and what was missing if not."""

    helped = forms.TypedChoiceField(
        label=_("Did this help?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
    )
    comment = forms.CharField(
        label=_("What was missing?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
