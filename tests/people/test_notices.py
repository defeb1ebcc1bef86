"""Telling people things, once, in their language, the way they wish."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils.translation import gettext_lazy, override

from journal import relay
from journal.models import Delivery
from people import actions, notices
from people.models import Notice, NoticePreference
from people.reactions import mail_notice
from tests.cast import sign_in


@pytest.fixture(autouse=True)
def topics(monkeypatch):
    """Two topics of our own: one that mails by default, one that doesn't."""
    monkeypatch.setattr(notices, "_topics", {})
    notices.declare_topic("loud", "Loud things")
    notices.declare_topic("quiet", "Quiet things", mail=False)


def tell(people, now, *, key="ticket:1", topic="loud", **more):
    known = {"text": "Your laptop is ready", "url": "/requests/REQ-1/", "reason": "You asked for it."}
    return actions.notify(people, topic=topic, key=key, now=now, **(known | more))


def deliver(now):
    """What the workers do with the outbox."""
    for delivery in Delivery.objects.filter(state="pending", reaction="people.mail_notice").order_by("id"):
        mail_notice(delivery.payload, delivery.key)


def test_everybody_is_told_once_however_often_it_is_said(erin, tom, now):
    assert len(tell([erin, tom, erin], now)) == 2
    assert tell([erin, tom], now) == []
    assert Notice.objects.count() == 2
    assert Delivery.objects.filter(reaction="people.mail_notice").count() == 2
    assert len(tell([erin], now, key="ticket:1:again")) == 1


def test_a_late_joiner_is_told_what_others_know_already(erin, tom, now):
    tell([erin], now)
    assert [notice.person for notice in tell([erin, tom], now)] == [tom]


def test_each_reads_it_in_his_own_language(erin, erik_zh, now):
    with override("en"):
        tell([erin, erik_zh], now, text=gettext_lazy("Password"), reason=lambda: gettext_lazy("Language"))
    assert Notice.objects.get(person=erin).text == "Password"
    assert Notice.objects.get(person=erik_zh).text == "密码"
    assert Notice.objects.get(person=erik_zh).reason == "语言"


def test_who_did_it_is_not_told(erin, tom, tina, now):
    assert [notice.person for notice in tell([erin, tom], now, exclude=tom)] == [erin]
    assert [notice.person for notice in tell([tina, tom], now, exclude=[tom, erin])] == [tina]


def test_neither_machines_nor_who_left_nor_nobody_is_told(company, tom, ada, now):
    actions.deactivate_person(tom, by=ada, now=now)
    assert tell([tom, company.machine, None], now) == []
    assert not Notice.objects.exists()


def test_wishes_decide_bell_and_mail(erin, tom, tina, mara, now):
    actions.set_preference("loud", bell=True, mail=False, by=erin)
    actions.set_preference("loud", bell=False, mail=True, by=tom)
    actions.set_preference("loud", bell=False, mail=False, by=tina)
    tell([erin, tom, tina, mara], now)
    deliver(now)
    assert {one.to[0] for one in mail.outbox} == {
        "Tom Technician <tom@example.org>",
        "Mara Manager <mara@example.org>",
    }
    in_the_bell = [Notice.objects.visible_to(person).count() for person in (erin, tom, tina, mara)]
    assert in_the_bell == [1, 0, 0, 1]


def test_a_quiet_topic_mails_only_who_wants_it(erin, tom, now):
    actions.set_preference("quiet", bell=True, mail=True, by=tom)
    tell([erin, tom], now, topic="quiet")
    deliver(now)
    assert [one.to for one in mail.outbox] == [["Tom Technician <tom@example.org>"]]


def test_wishing_the_default_keeps_no_row(erin):
    actions.set_preference("loud", bell=True, mail=False, by=erin)
    actions.set_preference("loud", bell=True, mail=False, by=erin)
    assert NoticePreference.objects.count() == 1
    actions.set_preference("loud", bell=True, mail=True, by=erin)
    assert not NoticePreference.objects.exists()


def test_a_topic_nobody_declared_is_a_mistake(erin, now):
    with pytest.raises(notices.UnknownTopic):
        tell([erin], now, topic="unheard-of")
    with pytest.raises(notices.UnknownTopic):
        actions.set_preference("unheard-of", bell=True, mail=True, by=erin)
    with pytest.raises(ValueError, match="twice"):
        notices.declare_topic("loud", "Again")


def test_telling_many_costs_the_same_queries_as_telling_few(company, now, django_assert_max_num_queries):
    few = [company.erin]
    many = [company.tom, company.tina, company.lea, company.hugo, company.fred, company.mara]
    with django_assert_max_num_queries(6):
        tell(few, now)
    with django_assert_max_num_queries(6):
        tell(many, now, key="many")


def test_an_overlong_text_is_shortened_not_refused(erin, now):
    (notice,) = tell([erin], now, text="x" * 1000)
    assert len(notice.text) == 400
    assert notice.text.endswith("…")


# ── the mail ──


def test_the_mail_says_what_why_and_where_to_change_it(erin, now, settings):
    settings.BASE_URL = "https://desk.example.org"
    tell([erin], now, body="Come by\nroom 12.")
    deliver(now)
    (one,) = mail.outbox
    assert one.subject == "Your laptop is ready"
    assert "https://desk.example.org/requests/REQ-1/" in one.body
    assert "You asked for it." in one.body
    assert "https://desk.example.org/account/notices/" in one.body
    html, kind = one.alternatives[0]
    assert kind == "text/html"
    assert 'href="https://desk.example.org/requests/REQ-1/"' in html
    assert one.extra_headers["Auto-Submitted"] == "auto-generated"


def test_the_mail_is_in_the_receivers_language_and_escapes_what_people_wrote(erik_zh, now):
    tell([erik_zh], now, text="<b>Tom & Jerry</b>\nBcc: everybody@example.org")
    deliver(now)
    (one,) = mail.outbox
    assert 'lang="zh-hans"' in one.alternatives[0][0]
    assert "&lt;b&gt;Tom &amp; Jerry&lt;/b&gt;" in one.alternatives[0][0]
    assert "<b>Tom & Jerry</b>" in one.body
    assert one.subject == "<b>Tom & Jerry</b> Bcc: everybody@example.org"
    assert one.recipients() == ["李明 <erik_zh@example.org>"]


def test_a_delivery_that_runs_twice_sends_once_and_a_resend_is_the_same_message(erin, now):
    tell([erin], now)
    deliver(now)
    deliver(now)
    assert len(mail.outbox) == 1
    assert Notice.objects.get().mailed_at is not None
    Notice.objects.update(mailed_at=None)
    deliver(now)
    assert mail.outbox[0].extra_headers["Message-ID"] == mail.outbox[1].extra_headers["Message-ID"]


def test_who_left_or_lost_the_address_before_the_mail_went_gets_none(erin, tom, ada, now):
    tell([erin, tom], now)
    actions.deactivate_person(tom, by=ada, now=now)
    actions.change_person(erin, email="", by=ada, now=now)
    deliver(now)
    assert mail.outbox == []


def test_an_address_the_server_refuses_for_good_is_given_up(erin, now, monkeypatch):
    from journal.reactions import GiveUp
    from people import mails

    def refuse(code):
        def send(self, *args, **kwargs):
            raise smtplib.SMTPRecipientsRefused({"erin@example.org": (code, b"no")})

        monkeypatch.setattr(mails.EmailMultiAlternatives, "send", send)

    tell([erin], now)
    refuse(550)
    with pytest.raises(GiveUp):
        deliver(now)
    refuse(450)  # try later
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        deliver(now)
    assert Notice.objects.get().mailed_at is None


@pytest.mark.django_db(transaction=True)
def test_the_outbox_itself_delivers_the_mail(erin, now):
    from django.utils import timezone

    tell([erin], timezone.now() - timedelta(seconds=1))
    relay.drain()
    assert [one.subject for one in mail.outbox] == ["Your laptop is ready"]
    assert Delivery.objects.get(reaction="people.mail_notice").state == "done"


# ── the pages ──


def test_the_bell_counts_and_shows_only_ones_own(client, erin, tom, now):
    tell([erin], now, key="one", text="For Erin alone")
    tell([tom], now, key="two", text="For Tom alone")
    answer = sign_in(client, erin).get("/notices/bell/")
    assert 'data-unread="1"' in answer.text
    assert "For Erin alone" in answer.text
    assert "For Tom alone" not in answer.text


def test_the_number_on_the_bell_is_asked_for_alone(client, erin, tom, now):
    assert sign_in(client, erin).get("/notices/count/").text.strip() == ""
    tell([erin, tom], now, key="one")
    assert ">1<" in client.get("/notices/count/").text
    for number in range(120):
        tell([erin], now, key=f"n{number}")
    assert "99+" in client.get("/notices/count/").text
    assert client.post("/notices/read/", headers={"HX-Request": "true"}).headers["HX-Trigger"]
    assert client.get("/notices/count/").text.strip() == ""


def test_others_notices_are_not_there_at_all(client, erin, tom, ada, now):
    (notice,) = tell([tom], now)
    notice = Notice.objects.get(person=tom)
    for stranger in (erin, ada):
        sign_in(client, stranger)
        assert client.get(f"/notices/{notice.pk}/").status_code == 404
        assert client.post(f"/notices/{notice.pk}/read/").status_code == 404
        client.post("/notices/read/")
    actions.mark_read(notice, by=erin, now=now)
    assert Notice.objects.get().read_at is None


def test_opening_a_notice_goes_where_it_leads_and_reads_it(client, erin, now):
    tell([erin], now)
    notice = Notice.objects.get()
    answer = sign_in(client, erin).get(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer.url) == (302, "/requests/REQ-1/")
    assert Notice.objects.get().read_at is not None


def test_a_notice_leads_nowhere_outside(client, erin, now):
    tell([erin], now, url="https://evil.example.org/")
    answer = sign_in(client, erin).get(f"/notices/{Notice.objects.get().pk}/")
    assert answer.url == "/notices/"


def test_the_list_shows_reason_pages_and_unread(client, erin, now):
    for number in range(35):
        tell([erin], now + timedelta(minutes=number), key=f"n{number}", text=f"Thing number {number:02}")
    sign_in(client, erin)
    first = client.get("/notices/")
    assert "Thing number 34" in first.text
    assert "Thing number 04" not in first.text
    assert "You asked for it." in first.text
    oldest = Notice.objects.get(text="Thing number 05")
    second = client.get(f"/notices/?before={oldest.pk}")
    assert "Thing number 04" in second.text
    assert "Thing number 05" not in second.text
    actions.mark_read(oldest, by=erin, now=now)
    unread = client.get(f"/notices/?unread&before={oldest.pk + 1}")
    assert "Thing number 05" not in unread.text
    assert client.get("/notices/?before=drop").status_code == 200


def test_marking_all_read_spares_what_came_meanwhile(client, erin, now):
    tell([erin], now, key="seen")
    seen = Notice.objects.get()
    tell([erin], now, key="came meanwhile")
    sign_in(client, erin).post("/notices/read/", {"until": seen.pk})
    assert [notice.key for notice in Notice.objects.unread()] == ["came meanwhile"]
    client.post("/notices/read/")
    assert not Notice.objects.unread().exists()


def test_one_notice_is_marked_read_in_place(client, erin, now):
    tell([erin], now)
    notice = Notice.objects.get()
    answer = sign_in(client, erin).post(f"/notices/{notice.pk}/read/", headers={"HX-Request": "true"})
    assert f'id="notice-{notice.pk}"' in answer.text
    assert "<html" not in answer.text
    assert Notice.objects.get().read_at is not None


def test_preferences_are_chosen_on_ones_own_page(client, erin, tom):
    sign_in(client, erin)
    page = client.get("/account/notices/")
    assert "Loud things" in page.text
    client.post("/account/notices/", {"loud:bell": "on", "quiet:bell": "on", "quiet:mail": "on"})
    assert {(row.topic, row.bell, row.mail) for row in erin.notice_preferences.all()} == {
        ("loud", True, False),
        ("quiet", True, True),
    }
    assert not tom.notice_preferences.exists()


def test_strangers_are_sent_to_the_sign_in_page(client, db):
    for url in ("/notices/", "/notices/bell/", "/account/", "/account/notices/", "/account/tokens/"):
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/")
