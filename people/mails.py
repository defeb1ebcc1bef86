"""The mails people get: notices, and what concerns their account."""

from email.headerregistry import Address
from email.utils import parseaddr
from hashlib import sha256
from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from people.models import Notice, Person
from people.speaking import speaking_to


def notice_mail(notice: Notice) -> EmailMultiAlternatives:
    """The mail of a notice in its receiver's language: plain text with a simple HTML twin."""
    person = notice.person
    context = {
        "notice": notice,
        "person": person,
        "link": absolute(notice.url) if notice.url else "",
        "links": [{**one, "url": absolute(one["url"])} for one in notice.links],
        "preferences": absolute(reverse("people:preferences")),
        "site": settings.WAGTAIL_SITE_NAME,
    }
    with speaking_to(person):
        plain = render_to_string("people/mail/notice.txt", context)
        html = render_to_string("people/mail/notice.html", context)
    mail = _mail(person, notice.text, plain, f"notice:{person.pk}:{notice.key}")
    mail.attach_alternative(html, "text/html")
    return mail


def new_password_mail(person: Person, key: str, *, welcome: bool = False) -> EmailMultiAlternatives:
    """The mail with the link to a new password, good once and for `PASSWORD_RESET_TIMEOUT` seconds.

    `welcome` is for somebody whose account was just made, and who asked for nothing.
    """
    secret = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    context = {
        "person": person,
        "link": absolute(reverse("account_reset_password_from_key", kwargs=secret)),
        "site": settings.WAGTAIL_SITE_NAME,
        "welcome": welcome,
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
    }
    with speaking_to(person):
        subject = render_to_string("people/mail/new_password_subject.txt", context)
        return _mail(person, subject, render_to_string("people/mail/new_password.txt", context), key)


def account_mail(person: Person, subject: str, text: str, key: str) -> EmailMultiAlternatives:
    """A mail about the account, already written."""
    return _mail(person, subject, text, f"account:{key}")


def absolute(url: str) -> str:
    """A link that works outside of the desk."""
    return url if url.startswith(("http://", "https://")) else settings.BASE_URL + url


def _mail(person: Person, subject: str, text: str, key: str) -> EmailMultiAlternatives:
    """A mail to one person, marked as written by a machine, so that no holiday responder answers (RFC 3834).

    The Message-ID depends on the key alone: should it ever be sent twice, mail programs show it once
    (RFC 5322, section 3.6.4).
    """
    return EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[str(Address(display_name=" ".join(person.label.split()), addr_spec=person.email))],
        headers={"Message-ID": _message_id(key), "Auto-Submitted": "auto-generated"},
    )


def _message_id(key: str) -> str:
    digest = sha256(key.encode()).hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    return f"<{digest}@{domain or urlsplit(settings.BASE_URL).hostname or 'localhost'}>"
