"""Facts are corrected, the priority judged anew; two people at once lose nothing."""

import pytest

import search
from journal.models import Event
from journal.refusals import Invalid, NotAllowed, Stale
from tickets.actions import Ended, assign, change_facts, change_priority, move
from tickets.models import Ticket


def last(ticket):
    return Event.objects.about(ticket).order_by("-id").first()


def test_a_technician_corrects_the_subject(incident, tom, now):
    ticket = change_facts(incident(), subject="Scanner jams ", by=tom, now=now)
    assert (ticket.subject, ticket.description, ticket.revision) == (
        "Scanner jams",
        "It pulls in two sheets at once.",
        2,
    )
    assert last(ticket).sentence == "Tom Technician changed: subject"
    assert last(ticket).data["changes"] == {
        "subject": ["The printer on the second floor jams", "Scanner jams"]
    }
    assert list(search.matching(Ticket.objects.all(), "scanner")) == [ticket]
    assert not search.matching(Ticket.objects.all(), "floor").exists()


def test_nothing_changed_is_nothing_recorded(incident, tom, now):
    ticket = incident()
    assert change_facts(ticket, subject=ticket.subject, by=tom, now=now).revision == 1
    assert last(ticket).verb == "ticket.opened"


def test_the_requester_corrects_until_somebody_takes_it_up(incident, erin, mara, tom, now):
    ticket = change_facts(incident(), description="Since this morning.", by=erin, now=now)
    with pytest.raises(NotAllowed):
        change_facts(ticket, description="Mine", by=mara, now=now)
    move(ticket, "start", by=tom, now=now)
    with pytest.raises(NotAllowed) as refusal:
        change_facts(ticket, description="Since yesterday.", by=erin, now=now)
    assert "Reply instead" in str(refusal.value)


def test_two_people_who_change_different_fields_both_succeed(incident, tom, tina, now):
    ticket = incident()
    change_facts(ticket, subject="Scanner jams", by=tina, now=now, seen=1)
    ticket = change_facts(ticket, description="In colour only.", by=tom, now=now, seen=1)
    assert (ticket.subject, ticket.description) == ("Scanner jams", "In colour only.")


def test_of_two_who_change_the_same_field_the_later_is_told(incident, tom, tina, now):
    ticket = incident()
    change_facts(ticket, subject="Scanner jams", by=tina, now=now, seen=1)
    with pytest.raises(Stale) as refusal:
        change_facts(ticket, subject="Fax jams", by=tom, now=now, seen=1)
    assert str(refusal.value) == "Tina Technician has changed subject meanwhile. Look again, then decide."
    assert list(refusal.value.errors) == ["subject"]
    ticket.refresh_from_db()
    assert ticket.subject == "Scanner jams"


def test_what_changed_before_he_looked_is_no_conflict(incident, tom, tina, now):
    ticket = change_facts(incident(), subject="Scanner jams", by=tina, now=now)
    ticket = assign(ticket, to=tina, by=tina, now=now)
    assert change_facts(ticket, subject="Fax jams", by=tom, now=now, seen=2).subject == "Fax jams"


def test_what_does_not_fit_is_refused(incident, tom, now):
    with pytest.raises(Invalid) as refusal:
        change_facts(incident(), subject="", description="x" * 20_001, by=tom, now=now)
    assert set(refusal.value.errors) == {"subject", "description"}


def test_a_closed_ticket_says_what_it_said(incident, erin, tom, now):
    ticket = move(incident(), "withdraw", by=erin, now=now, reason="Solved itself")
    with pytest.raises(Ended):
        change_facts(ticket, subject="Never mind", by=tom, now=now)
    with pytest.raises(Ended):
        change_priority(ticket, impact=1, by=tom, now=now, reason="Late")


# ── priority ──────────────────────────────────────────────────────────────────────────────────────


def test_impact_and_urgency_are_judged_anew(incident, tom, now):
    ticket = change_priority(incident(), impact=1, urgency=1, by=tom, now=now, reason="The whole floor")
    assert (ticket.impact, ticket.urgency, ticket.priority) == (1, 1, 1)
    assert last(ticket).sentence == (
        "Tom Technician changed the priority from Low to Critical: The whole floor"
    )


def test_a_priority_may_be_set_by_hand_with_a_reason(incident, tom, now):
    ticket = change_priority(incident(), priority=2, by=tom, now=now, reason="The board meets")
    assert (ticket.impact, ticket.urgency, ticket.priority) == (3, 3, 2)
    with pytest.raises(Invalid) as refusal:
        change_priority(ticket, priority=1, by=tom, now=now, reason=" ")
    assert list(refusal.value.errors) == ["reason"]
    with pytest.raises(Invalid) as refusal:
        change_priority(ticket, priority=9, by=tom, now=now, reason="Highest")
    assert list(refusal.value.errors) == ["priority"]


def test_the_same_judgement_changes_nothing(incident, tom, now):
    assert change_priority(incident(), impact=3, by=tom, now=now, reason="As it was").revision == 1


def test_a_priority_is_not_the_requesters(incident, erin, now):
    with pytest.raises(NotAllowed):
        change_priority(incident(), impact=1, by=erin, now=now, reason="Hurry")


def test_a_stale_page_sets_no_priority(incident, tom, tina, now):
    ticket = incident()
    change_priority(ticket, impact=1, by=tina, now=now, reason="The whole floor")
    with pytest.raises(Stale):
        change_priority(ticket, impact=2, by=tom, now=now, reason="Two rooms", seen=1)
