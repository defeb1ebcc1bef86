"""Somebody leaves: all they hold is shown to an administrator, and handed over in one deed."""

import pytest

from tickets.actions import assign
from tickets.models import Assignment, Ticket


@pytest.fixture
def holding(company, approval, work, incident, now):
    """Tom has a task, an approval and an incident; gives their number."""
    work(company.tom)
    approval(company.tom)
    assign(incident(), to=company.tom, by=company.tom, now=now)
    return 3


def url(person) -> str:
    return f"/people/{person.pk}/leaving/"


@pytest.mark.parametrize("who", ["erin", "mara", "tom", "lea", "hanna"])
def test_only_administrators_see_what_somebody_holds(at, company, holding, who):
    browser = at(getattr(company, who))
    assert browser.get(url(company.tom)).status_code == 404
    assert browser.post(url(company.tom), {"to": company.tina.pk}).status_code == 404
    assert Assignment.objects.filter(person=company.tom, state="waiting").count() == 2


def test_each_kind_is_counted_with_links(at, company, holding):
    text = at(company.ada).get(url(company.tom)).content.decode()
    for told in ("Prepare the laptop", "Manager approves", "The printer on the second floor jams"):
        assert told in text
    assert '<span class="count">2</span>' in text
    assert '<span class="count">1</span>' in text


def test_one_deed_hands_over_everything_and_ends_the_access(at, company, holding):
    answer = at(company.ada).post(url(company.tom), {"to": company.tina.pk, "deactivate": "on"})
    assert answer.status_code == 302
    company.tom.refresh_from_db()
    assert not company.tom.is_active
    assert not Assignment.objects.filter(person=company.tom, state__in=("waiting", "queued")).exists()
    assert Assignment.objects.filter(person=company.tina, state="waiting").count() == 2
    assert Ticket.objects.get(kind="incident").assignee == company.tina
    assert "Nothing is left with them" in at(company.ada).get(url(company.tom)).content.decode()


def test_the_access_stays_where_that_is_not_ticked(at, company, holding):
    at(company.ada).post(url(company.tom), {"to": company.tina.pk})
    company.tom.refresh_from_db()
    assert company.tom.is_active


def test_to_nobody_or_to_the_leaver_nothing_moves(at, company, holding):
    for to in ("", company.tom.pk, 999_999):
        assert at(company.ada).post(url(company.tom), {"to": to, "deactivate": "on"}).status_code == 422
    company.tom.refresh_from_db()
    assert company.tom.is_active
    assert Assignment.objects.filter(person=company.tom, state="waiting").count() == 2


def test_the_back_office_leads_there(at, company):
    page = at(company.ada).get(f"/admin/users/edit/{company.tom.pk}/")
    assert url(company.tom) in page.content.decode()
