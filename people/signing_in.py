"""The forms at the door in our own words; what they check and do is allauth's."""

from typing import Any

from allauth.account import forms as allauth
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

ADVICE = _("Twelve characters or more; three unrelated words are easy to remember and hard to guess.")


class Worded(forms.Form):
    """Says its own labels and advice, whichever class asks the questions."""

    words: dict[str, Any] = {}
    advice: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.words.get(name, field.label)
            field.help_text = self.advice.get(name, "")


class LoginForm(Worded, allauth.LoginForm):
    words = {
        "login": _("User name or mail address"),
        "password": _("Password"),
        "remember": _("Keep me signed in on this device"),
    }


class ResetPasswordForm(Worded, allauth.ResetPasswordForm):
    words = {"email": _("Mail address")}


class NewPasswordForm(Worded, allauth.ResetPasswordKeyForm):
    words = {"password1": _("New password"), "password2": _("The new password again")}
    advice = {"password1": ADVICE}


class ChangePasswordForm(Worded, allauth.ChangePasswordForm):
    words = {**NewPasswordForm.words, "oldpassword": _("Your password until now")}
    advice = {"password1": ADVICE}


class ReauthenticateForm(Worded, allauth.ReauthenticateForm):
    words = {"password": _("Password")}


class CodeForm(Worded, second_factor.AuthenticateForm):
    words = {"code": _("Code")}


class CodeAgainForm(Worded, second_factor.ReauthenticateForm):
    words = {"code": _("Code")}


class FirstCodeForm(Worded, ActivateTOTPForm):
    words = {"code": _("The code it shows")}
