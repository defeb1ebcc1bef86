"""What the people package does when something happened: it writes the mail of a notice."""

import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from journal.models import Event
from journal.reactions import GiveUp, effect, on
from people import topics
from people.actions.notices import notify
from people.mails import account_mail, new_password_mail, notice_mail
from people.models import Delegation, Notice, Person

INBOX = "/inbox/"  # where one sees what waits, and for whom


@effect("people.mail_notice", called=_("A notice by mail"))
def mail_notice(payload: dict[str, Any], key: str) -> None:
    """Sends a notice to its receiver, unless that was done before or he has left meanwhile."""
    notice = (
        Notice.objects.select_related("person")
        .filter(person_id=payload["person"], key=payload["key"], mailed_at=None)
        .first()
    )
    if notice is None or not notice.person.is_active or not notice.person.email:
        return
    _send(notice_mail(notice))
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())


@effect("people.mail_new_password", called=_("A mail with the way to a password"))
def mail_new_password(payload: dict[str, Any], key: str) -> None:
    """Sends somebody the link to a new password."""
    person = _reachable(payload)
    if person is not None:
        _send(new_password_mail(person, key, welcome=payload.get("welcome", False)))


@effect("people.mail_account", called=_("A mail about an account"))
def mail_account(payload: dict[str, Any], key: str) -> None:
    """Sends somebody what changed on the account."""
    person = _reachable(payload)
    if person is not None:
        _send(account_mail(person, payload["subject"], payload["text"], key))


@on("person.delegated", later=True, called=_("Telling a substitute"))
def tell_of_delegation(event: Event) -> None:
    """The substitute hears of it, the person if somebody else arranged it."""
    found = Delegation.objects.select_related("person", "substitute").get(pk=event.data["delegation"])

    def until() -> str:
        return date_format(timezone.localtime(found.ends_at), "SHORT_DATETIME_FORMAT")

    def since() -> str:
        return date_format(timezone.localtime(found.starts_at), "SHORT_DATETIME_FORMAT")

    def said(sentence: Any) -> Any:
        return lambda: str(sentence).format(
            person=found.person.label, substitute=found.substitute.label, since=since(), until=until()
        )

    more = {"topic": topics.DELEGATED.name, "key": f"event:{event.pk}", "url": INBOX, "now": event.at}
    notify(
        [found.substitute],
        text=said(_("You act for {person} from {since} until {until}")),
        body=found.note,
        reason=_("You stand in for somebody."),
        exclude=event.actor,
        **more,
    )
    notify(
        [found.person],
        text=said(_("{substitute} acts for you from {since} until {until}")),
        body=found.note,
        reason=_("Somebody stands in for you."),
        exclude=event.actor,
        **more,
    )


@on("person.delegation-ended", later=True, called=_("Telling that somebody no longer stands in"))
def tell_of_delegation_end(event: Event) -> None:
    """Both hear that it is over."""
    found = Delegation.objects.select_related("person", "substitute").get(pk=event.data["delegation"])
    text = _("{substitute} no longer acts for {person}")
    notify(
        [found.substitute, found.person],
        topic=topics.DELEGATED.name,
        key=f"event:{event.pk}",
        text=lambda: str(text).format(substitute=found.substitute.label, person=found.person.label),
        reason=_("The time of standing in is over."),
        url=INBOX,
        now=event.at,
        exclude=event.actor,
    )


def _reachable(payload: dict[str, Any]) -> Person | None:
    return Person.objects.active().exclude(email="").filter(pk=payload["person"]).first()


def _send(mail: EmailMessage) -> None:
    """Sends, and gives up at once where the server knows that the address is wrong."""
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        if codes and min(codes) >= 500:
            raise GiveUp(f"The mail server refuses the address: {error}") from error
        raise
