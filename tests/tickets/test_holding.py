"""Who has a ticket's open tasks: the line on a card."""

from datetime import timedelta

import pytest

from people import actions as people
from tests.budgets import budget
from tests.cast import sign_in
from tickets.holding import held
from tickets.models import Assignment, Task

NAMES = {"en": "Approve", "zh": "审批"}


def task(ticket, person, now, *parts, **more):
    """An open task with a signer for each of `parts`."""
    made = Task.objects.create(
        ticket=ticket, title=NAMES, opened_at=now, opened_by=person, **{"kind": "approval", **more}
    )
    for place, one in enumerate(parts):
        Assignment.objects.create(task=made, person=one, role="signer", place=place, since=now)
    return made


def test_it_names_whose_turn_it_is_and_since_when(company, incident, now):
    jam, other = incident(), incident()
    task(jam, company.machine, now, company.mara, company.fiona)
    later = now + timedelta(hours=1)
    task(jam, company.machine, later, kind="work", team=company.it_network)
    found = held([jam.pk, other.pk])
    assert list(found) == [jam.pk]
    assert found[jam.pk].names == ("Mara Manager", "Fiona Owner", "IT network")
    assert (found[jam.pk].since, found[jam.pk].others) == (now, 2)
    assert not found[jam.pk].requester


def test_who_acted_or_is_only_told_does_not_have_it(company, incident, now):
    jam = incident()
    made = task(jam, company.machine, now, company.mara, company.fiona, company.fred)
    made.assignments.filter(person=company.mara).update(state="approved")
    made.assignments.filter(person=company.fred).update(role="copied")
    assert held([jam.pk])[jam.pk].names == ("Fiona Owner",)
    Task.objects.update(state="done")
    assert held([jam.pk]) == {}


def test_what_was_returned_waits_for_who_asked(company, incident, now):
    jam = incident()
    task(jam, company.machine, now, state="paused")
    assert held([jam.pk])[jam.pk].names == ("Erin Employee",)
    assert held([jam.pk])[jam.pk].requester


def test_the_board_says_it_in_one_statement_however_many_cards(client, company, incident, now):
    for _each in range(4):
        task(incident(), company.machine, now, company.mara, company.fiona)
    browser = sign_in(client, company.tom)
    browser.get("/desk/board/")
    with budget("tickets:board"):
        text = browser.get("/desk/board/").content.decode()
    assert text.count("with Mara Manager +1") == 4


def test_a_board_names_nobody_whose_ticket_one_may_not_read(client, company, hr_case, now):
    task(hr_case(), company.machine, now, company.mara)
    assert "Mara Manager" in sign_in(client, company.hugo).get("/desk/board/").content.decode()
    assert "Mara Manager" not in sign_in(client, company.tom).get("/desk/board/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_team_is_named_in_the_readers_language(client, company, incident, now, language):
    people.change_own_settings(company.tom, language=language, by=company.tom, now=now)
    task(incident(), company.machine, now, kind="work", team=company.it_network)
    text = sign_in(client, company.tom).get("/desk/board/").content.decode()
    assert ("IT 网络组" in text) == (language != "en")


def test_the_requester_reads_it_on_the_own_pages(client, company, incident, now):
    jam = incident()
    task(jam, company.machine, now, company.mara, company.fiona)
    browser = sign_in(client, company.erin)
    for address in (jam.get_absolute_url(), "/requests/", "/", f"{jam.get_absolute_url()}print/"):
        assert "Mara Manager" in browser.get(address).content.decode()
