"""Signing in: what allauth does for us, and where we say otherwise."""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.actions import later
from people.models import Person
from people.policies import may_enter_admin
from people.sealing import seal, unseal
from people.speaking import speaking_to

ENTER_ADMIN = "wagtailadmin.access_admin"
WRONG = _("Name and password don't belong together. Look for a typing error, or choose a new password.")


class PersonBackend(AuthenticationBackend):
    """Signs in by user name or mail address; reads a person with the site, for its time zone.

    Who may enter the Wagtail admin follows from the roles at once, without a group in between. What
    somebody may do there is granted on pages and models, by whoever owns them.
    """

    def get_user(self, user_id: Any) -> Person | None:
        person = Person.objects.select_related("site", "department").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None

    def user_can_authenticate(self, user: Person) -> bool:
        return super().user_can_authenticate(user) and not user.is_machine

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if perm == ENTER_ADMIN and obj is None and isinstance(user_obj, Person):
            return may_enter_admin(user_obj)
        return super().has_perm(user_obj, perm, obj=obj)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """People come from the directory or an administrator; nobody signs up by himself.

    Mails leave through the outbox: a page waits for no mail server, takes equally long whether an address
    is known or not, and a mail is not lost while the server is away.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": _("That was tried too often. Wait some minutes, then try again."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return " ".join(str(subject).split())

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """Only who is meant goes into the outbox; the link with its secret is made when the mail is."""
        self._later("people.mail_new_password", user, {"person": user.pk})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Written in the receiver's language, whoever's browser it was that asked."""
        person = context.get("user")
        if not isinstance(person, Person):
            return
        site = SimpleNamespace(name=settings.WAGTAIL_SITE_NAME, domain=settings.BASE_URL)
        with speaking_to(person):
            mail = self.render_mail(template_prefix, email, {**context, "current_site": site})
        written = {"person": person.pk, "subject": mail.subject, "text": mail.body}
        self._later("people.mail_account", person, written)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What changed on the account goes to the address we know; nobody is asked to verify it."""
        if user.email:
            super().send_notification_mail(
                template_prefix, user, {**(context or {}), "user": user}, user.email
            )

    def _later(self, effect: str, person: Person, payload: dict[str, Any]) -> None:
        now = timezone.now()
        with transaction.atomic():
            key = f"{person.pk}:{now.isoformat()}"
            later(effect, subject=f"people.person:{person.pk}", key=key, payload=payload, now=now)


class SealedMFAAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are sealed, and apps show them under the desk's name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or no longer holds. Take the one the app shows now."),
    }

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
