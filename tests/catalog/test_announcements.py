"""What departments tell people, to whom, and who may say it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.actions import announce, change_announcement, withdraw_announcement
from catalog.models import Announcement
from journal.refusals import Invalid, NotAllowed
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def right_now():
    return timezone.now()


def home(person) -> str:
    return sign_in(Client(), person).get("/").content.decode()


def test_an_outage_stands_above_everything_until_it_ends(company, erin, lea, right_now):
    outage = announce(
        by=lea, now=right_now, department=company.it, kind="outage", title="Mail is down", title_zh="邮件故障"
    )
    assert 'role="alert"' in home(erin)
    assert "Mail is down" in home(erin)
    assert "邮件故障" in home(company.erik_zh)
    change_announcement(outage, by=lea, now=right_now, ends_at=right_now + timedelta(milliseconds=1))
    assert "Mail is down" not in home(erin)


def test_what_is_planned_does_not_show_before_its_time(company, erin, lea, right_now):
    announce(
        by=lea, now=right_now, department=company.it, title="Soon", starts_at=right_now + timedelta(days=1)
    )
    assert "Soon" not in home(erin)


def test_news_for_one_department_stay_there(company, erin, tom, hanna, right_now):
    announce(by=hanna, now=right_now, department=company.hr, title="Bonus for HR", for_department=company.hr)
    assert "Bonus for HR" in home(hanna)
    assert "Bonus for HR" not in home(erin)
    assert "Bonus for HR" not in home(tom)


def test_one_about_a_service_is_for_who_may_see_the_service(client, company, offer, erin, hanna, right_now):
    open_one = offer("leave", department="hr").service
    secret = offer("secret", department="hr", audience={"rule": "person.is_vip"}).service
    announce(by=hanna, now=right_now, department=company.hr, title="Closed on Friday", service=open_one)
    announce(by=hanna, now=right_now, department=company.hr, title="Hidden thing", service=secret)
    assert "Closed on Friday" in home(erin)
    assert "Hidden thing" not in home(erin)
    assert (
        "Closed on Friday"
        in sign_in(client, erin).get(reverse("catalog:service", args=["leave"])).content.decode()
    )


def test_one_speaks_only_for_the_own_department(company, offer, erin, fiona, hanna, right_now):
    with pytest.raises(NotAllowed):
        announce(by=erin, now=right_now, department=company.finance, title="Free money")
    with pytest.raises(NotAllowed):
        announce(by=fiona, now=right_now, department=company.hr, title="Free money")
    service = offer("leave", department="hr").service
    with pytest.raises(Invalid):
        announce(by=fiona, now=right_now, department=company.finance, title="No leave", service=service)
    theirs = announce(by=hanna, now=right_now, department=company.hr, title="Party")
    with pytest.raises(NotAllowed):
        withdraw_announcement(theirs, by=fiona, now=right_now)
    assert Announcement.objects.get() == theirs


def test_it_ends_after_it_begins(company, hanna, right_now):
    with pytest.raises(Invalid):
        announce(
            by=hanna, now=right_now, department=company.hr, title="X", ends_at=right_now - timedelta(days=1)
        )


def test_a_publisher_keeps_the_own_announcements_in_the_back_office(client, company, hanna, fiona, right_now):
    theirs = announce(by=fiona, now=right_now, department=company.finance, title="Budget secrets")
    sign_in(client, hanna)
    added = client.post(
        reverse("announcements:add"),
        {
            "department": company.hr.pk,
            "kind": "news",
            "title": "Summer party",
            "starts_at": "",
            "ends_at": "",
        },
    )
    assert added.status_code == 302
    listed = client.get(reverse("announcements:index")).content.decode()
    assert "Summer party" in listed
    assert "Budget secrets" not in listed
    for name in ("edit", "delete"):
        answer = client.get(reverse(f"announcements:{name}", args=[theirs.pk]))
        assert answer.status_code in (302, 403, 404)
        assert "Budget secrets" not in answer.content.decode()
    form = client.get(reverse("announcements:add")).content.decode()
    assert f'<option value="{company.finance.pk}"' not in form.partition('name="for_department"')[0]
    foreign = client.post(
        reverse("announcements:add"), {"department": company.finance.pk, "kind": "news", "title": "Fake"}
    )
    assert foreign.status_code == 200
    assert not Announcement.objects.filter(title="Fake").exists()


def test_an_employee_has_nothing_to_do_there(client, erin):
    assert sign_in(client, erin).get(reverse("announcements:index")).status_code == 404
