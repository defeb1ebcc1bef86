"""Visible means permitted: who sees which ticket in lists, search and live updates, administrators too."""

from datetime import timedelta

import pytest
from django.core.management import call_command

import search
from journal.live import topics
from journal.models import Event
from people import actions as people
from search.models import Entry
from tickets.actions import add_participant, assign, comment, inspect, remove_participant, watch
from tickets.models import Comment, Ticket
from tickets.policies import leads, may_work, roles_of
from tickets.similar import similar
from tickets.words import holding


@pytest.fixture
def audrey(company, now):
    """She audits HR."""
    deed = {"by": company.machine, "now": now}
    audrey = people.add_person("audrey", name="Audrey Auditor", department=company.finance, **deed)
    people.give_role(audrey, "auditor", company.hr, **deed)
    return audrey


def seen_by(person):
    person.forget_standing()
    return set(Ticket.objects.visible_to(person))


def worked_by(person):
    return set(Ticket.objects.workable_by(person))


def test_a_requester_sees_the_own_requests_and_nobody_elses(incident, hr_case, erin, mara):
    own, case, other = incident(), hr_case(), incident(requester=mara, by=mara)
    assert seen_by(erin) == {own, case}
    assert seen_by(mara) == {other}
    assert worked_by(erin) == set()


def test_who_ordered_for_somebody_else_sees_it_too(incident, erin, mara):
    ticket = incident(requester=mara, by=erin)
    assert seen_by(erin) == seen_by(mara) == {ticket}
    assert set(Ticket.objects.for_requester(erin)) == {ticket}


def test_an_hr_ticket_is_seen_by_hr_alone(hr_case, incident, tom, lea, hugo, hanna, fred, mara):
    case, fault = hr_case(), incident()
    assert seen_by(hugo) == worked_by(hugo) == {case}
    for stranger in (tom, lea):
        assert seen_by(stranger) == {fault}
    for stranger in (hanna, fred, mara):
        assert seen_by(stranger) == set()


def test_an_agent_sees_the_whole_department_and_what_lies_below(company, incident, tom, now):
    deed = {"by": company.machine, "now": now}
    below = people.add_department(slug="it-labs", name="IT labs", parent=company.it, **deed)
    ticket = incident(department=below, team=None)
    assert ticket in seen_by(tom)


def test_a_member_sees_the_teams_tickets_whoever_owns_them(company, incident, mara, now):
    people.join_team(mara, company.it_network, by=company.machine, now=now)
    ticket, other = incident(team=company.it_network), incident()
    assert seen_by(mara) == worked_by(mara) == {ticket}
    assert other not in seen_by(mara)


def test_an_assignee_keeps_sight_of_it(company, incident, tina, tom, now):
    ticket = assign(incident(team=company.it_network), to=tina, by=tom, now=now)
    deed = {"by": company.machine, "now": now}
    people.take_role(tina, "agent", company.it, **deed)
    people.leave_team(tina, company.it_network, **deed)
    tina.forget_standing()
    assert ticket in seen_by(tina)
    assert ticket in worked_by(tina)


def test_who_takes_part_sees_it_as_long_as_he_does(incident, erin, mara, now):
    ticket = incident()
    add_participant(ticket, mara, by=erin, now=now)
    assert seen_by(mara) == {ticket}
    assert worked_by(mara) == set()
    remove_participant(ticket, mara, by=erin, now=now)
    assert seen_by(mara) == set()


def test_an_auditor_reads_and_does_not_work(hr_case, incident, audrey):
    case, _fault = hr_case(), incident()
    assert seen_by(audrey) == {case}
    assert worked_by(audrey) == set()
    assert not may_work(audrey, case)


def test_an_administrator_and_the_desk_see_everything(hr_case, incident, ada, machine):
    tickets = {hr_case(), incident()}
    assert seen_by(ada) == worked_by(ada) == tickets
    assert seen_by(machine) == tickets


def test_who_left_sees_nothing(incident, erin, tom):
    incident()
    for person in (erin, tom):
        person.is_active = False
        assert seen_by(person) == set()
        assert worked_by(person) == set()
        assert roles_of(person, Ticket.objects.get()) == frozenset()


def test_the_policies_say_the_same_as_the_lists(company, incident, hr_case, audrey, now):
    tickets = [
        incident(),
        incident(team=None),
        incident(team=company.it_network, assignee=company.tina),
        hr_case(),
        hr_case(requester=company.hugo, by=company.hugo),
    ]
    people = [
        getattr(company, name)
        for name in ["erin", "mara", "tom", "tina", "lea", "hugo", "hanna", "fred", "fiona", "ada"]
    ]
    for person in [*people, audrey]:
        worked = worked_by(person)
        assert {ticket for ticket in tickets if may_work(person, ticket)} == worked
        assert worked <= seen_by(person)


def test_what_somebody_is_to_a_ticket(company, incident, erin, tom, lea, ada, machine, mara):
    ticket = incident(assignee=tom)
    assert roles_of(erin, ticket) == {"requester"}
    assert roles_of(tom, ticket) == {"agent", "assignee"}
    assert roles_of(lea, ticket) == {"agent", "lead"}
    assert roles_of(ada, ticket) == {"agent", "lead", "admin"}
    assert roles_of(mara, ticket) == frozenset()
    assert roles_of(machine, ticket) == {"system"}
    assert roles_of(machine, ticket, channel="process") == {"system", "process"}


def test_a_technician_who_opens_for_a_caller_is_not_the_requester(incident, erin, tom, mara):
    assert roles_of(tom, incident(by=tom)) == {"agent"}
    assert roles_of(mara, incident(by=mara)) == {"requester"}


def test_the_lead_of_a_team_leads_its_tickets_only(company, incident, lea, hr_case):
    assert leads(lea, incident())
    assert not leads(lea, hr_case())


# ── the names of lists ────────────────────────────────────────────────────────────────────────────


def test_lists_have_names(company, incident, tom, tina, lea, erin, now):
    ended = incident()
    Ticket.objects.filter(pk=ended.pk).update(phase="closed")
    mine, open_one = incident(assignee=tom), incident(team=company.it_network)
    watch(open_one, by=lea, now=now)
    tickets = Ticket.objects.all()
    assert set(tickets.open()) == {mine, open_one}
    assert set(tickets.ended()) == {ended}
    assert set(tickets.assigned_to(tom)) == {mine}
    assert set(tickets.unassigned()) == {ended, open_one}
    assert set(tickets.of_teams(tina.team_ids)) == {ended, mine, open_one}
    assert set(tickets.watched_by(lea)) == {open_one}
    assert set(tickets.breaching_before(now + timedelta(hours=5))) == {ended, mine, open_one}
    assert not tickets.breaching_before(now + timedelta(hours=4)).exists()


@pytest.mark.parametrize("name", ["{}", "INC-{}", "inc-{}", "REQ-{}", " INC-{} "])
def test_a_ticket_is_found_by_its_number(incident, name):
    ticket = incident()
    assert Ticket.objects.referred_to(name.format(ticket.pk)).get() == ticket


@pytest.mark.parametrize("name", ["", "INC-", "printer", "INC-x", "9" * 30, "INC--1"])
def test_what_is_no_number_finds_nothing(incident, name):
    incident()
    assert not Ticket.objects.referred_to(name).exclude(pk=1).exists()


def test_a_list_row_asks_nothing_more(incident, tom, django_assert_num_queries):
    incident(assignee=tom)
    ticket = Ticket.objects.with_people().get()
    with django_assert_num_queries(0):
        assert [ticket.requester.label, ticket.assignee.label, ticket.team.label, ticket.department.label]


# ── search ────────────────────────────────────────────────────────────────────────────────────────


def found(person, text):
    return list(holding(Ticket.objects.visible_to(person), text, person))


def test_search_finds_only_what_may_be_seen(hr_case, incident, erin, hugo, tom):
    case = hr_case(subject="Parental leave from September")
    assert found(erin, "parental") == found(hugo, "parental leave") == [case]
    assert found(tom, "parental") == []
    assert found(tom, case.reference) == []
    assert found(erin, case.reference.lower()) == [case]
    assert found(erin, str(case.pk)) == [case]


def test_words_of_a_note_are_found_only_by_those_who_work_on_it(incident, erin, tom, now):
    ticket = incident()
    comment(ticket, "Have you tried tray two?", by=tom, now=now)
    comment(ticket, "She kicked it, says the caretaker", by=tom, now=now, internal=True)
    assert found(tom, "caretaker") == [ticket]
    assert found(erin, "caretaker") == []
    assert found(erin, "tray") == [ticket]
    assert list(search.matching(Ticket.objects.visible_to(erin), "caretaker", mode="any")) == []


def test_a_technician_does_not_find_the_notes_on_his_own_request_elsewhere(hr_case, hugo, tom, now):
    case = hr_case(requester=tom, by=tom)
    comment(case, "Wants to leave us, probably", by=hugo, now=now, internal=True)
    assert found(hugo, "probably") == [case]
    assert found(tom, "probably") == []
    assert not Comment.objects.notes_for(tom).exists()


def test_similar_tickets_are_those_one_may_see_solved_ones_first(incident, hr_case, tom, hugo, erin, now):
    from tickets.actions import move

    solved = move(
        incident(subject="Printer jams"), "resolve", by=tom, now=now, resolution="Cleaned the rollers"
    )
    also = incident(subject="The printer jams again")
    secret = hr_case(subject="The printer jams and prints salaries")
    asked = incident(subject="A printer that jams")
    assert similar(asked, tom)[0] == solved
    assert set(similar(asked, tom)) == {solved, also}
    assert similar("salaries", hugo) == [secret]
    assert similar("salaries", tom) == []
    assert similar("", tom) == []


# ── live ──────────────────────────────────────────────────────────────────────────────────────────


def test_live_updates_ring_only_for_what_may_be_seen(incident, hr_case, tom, hugo, erin):
    fault, case = incident(), hr_case()
    topic, ids = topics.named("ticket"), {fault.pk, case.pk}
    assert topic.plural == "tickets"
    assert topic.may_see(tom, ids) == {fault.pk}
    assert topic.may_see(hugo, ids) == {case.pk}
    assert topic.may_see(erin, ids) == ids
    assert topic.may_see_internal(erin, ids) == set()
    assert topic.may_see_internal(hugo, ids) == {case.pk}


# ── an administrator's look ───────────────────────────────────────────────────────────────────────


def looks(ticket):
    return Event.objects.about(ticket).filter(verb="ticket.inspected")


def test_an_administrators_look_into_hr_is_recorded_once_a_visit(hr_case, ada, now):
    case = hr_case()
    assert inspect(case, by=ada, now=now)
    assert inspect(case, by=ada, now=now + timedelta(minutes=1))
    assert looks(case).get().sentence == "Ada Admin looked at it as an administrator"
    assert looks(case).get().is_internal
    inspect(case, by=ada, now=now + timedelta(hours=1))
    assert looks(case).count() == 2


def test_whose_work_it_is_may_look_without_a_record(company, hr_case, incident, ada, hugo, erin, audrey, now):
    case = hr_case()
    for person in (hugo, erin, audrey, company.machine):
        assert not inspect(case, by=person, now=now)
    assert not inspect(incident(), by=ada, now=now)  # IT keeps nothing to itself
    assert not inspect(hr_case(requester=ada, by=ada), by=ada, now=now)
    people.join_team(ada, company.hr_services, by=company.machine, now=now)
    ada.forget_standing()
    assert not inspect(case, by=ada, now=now)
    assert not looks(case).exists()


def test_an_agent_of_the_whole_company_is_no_mere_administrator(company, hr_case, ada, now):
    people.give_role(ada, "agent", None, by=company.machine, now=now)
    ada.forget_standing()
    assert not inspect(hr_case(), by=ada, now=now)


def test_the_index_is_written_anew_with_the_same_words_and_the_same_secrecy(incident, erin, tom, now):
    ticket = incident()
    comment(ticket, "Have you tried tray two?", by=tom, now=now)
    comment(ticket, "She kicked it, says the caretaker", by=tom, now=now, internal=True)
    Entry.objects.all().delete()
    call_command("reindex", "tickets.ticket", "tickets.comment", verbosity=0)
    assert found(tom, "tray") == found(tom, "caretaker") == found(erin, "tray") == [ticket]
    assert found(erin, "caretaker") == []
