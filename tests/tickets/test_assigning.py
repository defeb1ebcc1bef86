"""Who has it: a team, a person, or nobody yet."""

import pytest

from journal.models import Event
from journal.refusals import NotAllowed, Stale
from tickets.actions import CannotAssign, Ended, assign, move


def last(ticket):
    return Event.objects.about(ticket).order_by("-id").first()


def test_a_technician_takes_a_ticket(incident, tom, now):
    ticket = assign(incident(), to=tom, by=tom, now=now)
    assert (ticket.assignee, ticket.revision) == (tom, 2)
    assert last(ticket).sentence == "Tom Technician assigned it to Tom Technician"
    assert last(ticket).data["assignee"] == {"id": tom.pk, "name": "Tom Technician"}


def test_assigning_what_is_assigned_so_changes_nothing(incident, tom, now):
    ticket = assign(incident(), to=tom, by=tom, now=now)
    before = last(ticket)
    assert assign(ticket, to=tom, by=tom, now=now).revision == 2
    assert last(ticket) == before


def test_another_team_keeps_the_assignee_only_if_he_belongs_to_it(company, incident, tom, tina, now):
    toms = assign(incident(), to=tom, by=tom, now=now)
    tinas = assign(incident(), to=tina, by=tom, now=now)
    toms = assign(toms, to=company.it_network, by=tom, now=now)
    tinas = assign(tinas, to=company.it_network, by=tom, now=now)
    assert (toms.team, toms.assignee) == (company.it_network, None)
    assert (tinas.team, tinas.assignee) == (company.it_network, tina)
    assert last(toms).sentence == "Tom Technician assigned it to IT network"


def test_a_ticket_goes_back_into_the_queue(incident, tom, now):
    ticket = assign(incident(), to=tom, by=tom, now=now)
    ticket = assign(ticket, to=None, by=tom, now=now)
    assert ticket.assignee is None
    said = "Tom Technician took it from Tom Technician and put it back into the queue"
    assert last(ticket).sentence == said
    revision = ticket.revision
    assert assign(ticket, to=None, by=tom, now=now).revision == revision


def test_it_goes_to_another_department_by_its_team(company, incident, tom, hugo, now):
    ticket = assign(incident(), to=hugo, team=company.hr_services, by=tom, now=now)
    assert (ticket.team, ticket.assignee, ticket.department) == (company.hr_services, hugo, company.it)


def test_nobody_gets_work_that_is_not_his(incident, tom, hugo, machine, now):
    for stranger in (hugo, machine):
        with pytest.raises(CannotAssign):
            assign(incident(), to=stranger, by=tom, now=now)


def test_without_a_team_the_department_says_who_may(incident, tom, hugo, now):
    ticket = incident(team=None)
    with pytest.raises(CannotAssign) as refusal:
        assign(ticket, to=hugo, by=tom, now=now)
    assert str(refusal.value).startswith("Hugo Helper doesn't work for IT.")
    assert assign(ticket, to=tom, by=tom, now=now).assignee == tom


def test_the_requester_assigns_nothing(incident, erin, tom, now):
    with pytest.raises(NotAllowed):
        assign(incident(), to=tom, by=erin, now=now)


def test_a_stale_page_assigns_nothing(incident, tom, tina, now):
    ticket = incident()
    assign(ticket, to=tina, by=tina, now=now)
    with pytest.raises(Stale) as refusal:
        assign(ticket, to=tom, by=tom, now=now, seen=1)
    assert "Tina Technician assigned it to Tina Technician" in str(refusal.value)


def test_a_closed_ticket_is_nobodys_work(incident, tom, erin, now):
    ticket = move(incident(), "withdraw", by=erin, now=now, reason="Solved itself")
    with pytest.raises(Ended):
        assign(ticket, to=tom, by=tom, now=now)
