"""Who is told what: each person once per event, for the best of reasons, in the own language."""

from datetime import timedelta

import pytest

from journal import relay
from people.models import Notice
from tickets.actions import (
    add_participant,
    assign,
    comment,
    move,
    tell_of_breaches,
    warn_of_breaches,
    watch,
)


@pytest.fixture
def told(now):
    """Runs what the outbox holds; gives what each person was told since the last time."""

    def run():
        Notice.objects.all().delete()
        relay.drain(lambda: now + timedelta(days=1))
        return {notice.person.username: notice for notice in Notice.objects.select_related("person")}

    return run


def test_a_new_ticket_is_confirmed_to_its_requester_and_shown_to_the_team(incident, told):
    ticket = incident()
    heard = told()
    assert set(heard) == {"erin", "tom", "tina", "lea"}
    assert heard["erin"].text == f"We have received {ticket.reference}: The printer on the second floor jams"
    assert (heard["erin"].url, heard["erin"].topic) == (ticket.portal_url, "ticket-received")
    assert heard["tom"].text.startswith(f"New in IT service desk: {ticket.reference}")
    assert (heard["tom"].url, heard["tom"].reason) == (
        ticket.desk_url,
        "You belong to the team that has it.",
    )


def test_who_opens_for_somebody_else_lets_him_know(incident, tom, told):
    ticket = incident(by=tom, assignee=tom)
    heard = told()
    assert set(heard) == {"erin"}
    assert heard["erin"].text.startswith(f"Tom Technician opened {ticket.reference} for you")


def test_without_team_and_assignee_only_the_requester_hears(incident, told):
    incident(team=None)
    assert set(told()) == {"erin"}


def test_everybody_hears_in_the_own_language(incident, erik_zh, told):
    incident(requester=erik_zh, by=erik_zh)
    heard = told()
    assert heard["erik_zh"].text != heard["tom"].text


def test_who_gets_a_ticket_hears_of_it_unless_he_took_it(incident, tom, tina, told, now):
    ticket = incident()
    told()
    assign(ticket, to=tina, by=tom, now=now)
    heard = told()
    assert set(heard) == {"tina"}
    assert heard["tina"].reason == "It is assigned to you."
    assign(ticket, to=tom, by=tom, now=now)
    assert told() == {}


def test_a_ticket_that_comes_to_another_team_is_shown_to_it(company, incident, tom, told, now):
    ticket = incident()
    told()
    assign(ticket, to=company.it_network, by=tom, now=now)
    assert set(told()) == {"tina"}


def test_an_outdated_assignment_is_not_told(incident, tom, tina, told, now):
    ticket = assign(incident(), to=tina, by=tom, now=now)
    assign(ticket, to=None, by=tom, now=now)
    assert "ticket-assigned" not in {notice.topic for notice in told().values()}


def test_the_requester_hears_softly_of_progress_and_loudly_of_his_turn(incident, tom, told, now):
    ticket = incident()
    told()
    ticket = move(ticket, "start", by=tom, now=now)
    assert told()["erin"].topic == "ticket-moved"
    move(ticket, "ask_requester", by=tom, now=now, message="Which tray?")
    heard = told()
    assert (heard["erin"].topic, heard["erin"].body) == ("ticket-turn", "Which tray?")
    assert heard["erin"].text.startswith(f"{ticket.reference} is now in “Waiting for requester”")


def test_nobody_is_told_what_he_did_himself(incident, erin, tom, told, now):
    ticket = incident(assignee=tom)
    told()
    move(ticket, "withdraw", by=erin, now=now, reason="Solved itself")
    assert "erin" not in told()


def test_a_reply_reaches_who_waits_for_it(incident, erin, mara, tom, tina, told, now):
    ticket = incident(assignee=tom)
    add_participant(ticket, mara, by=erin, now=now)
    told()
    comment(ticket, "Try **tray 2**", by=tom, now=now)
    heard = told()
    assert set(heard) == {"erin", "mara"}
    assert (heard["erin"].body, heard["mara"].reason) == (
        "Try **tray 2**",
        "You take part in the conversation.",
    )
    comment(ticket, "Works", by=erin, now=now)
    heard = told()
    assert set(heard) == {"tom", "mara"}
    assert heard["tom"].url == ticket.desk_url


def test_a_reply_nobody_has_taken_up_reaches_the_team(incident, erin, told, now):
    ticket = incident()
    told()
    comment(ticket, "Anybody?", by=erin, now=now)
    heard = told()
    assert set(heard) == {"tom", "tina", "lea"}
    assert heard["lea"].topic == "ticket-in-team"


def test_a_note_reaches_those_who_work_on_it_only(incident, erin, mara, tom, tina, lea, told, now):
    ticket = incident(assignee=tom)
    add_participant(ticket, mara, by=erin, now=now)
    watch(ticket, by=lea, now=now)
    watch(ticket, by=erin, now=now)
    told()
    comment(ticket, "Third time this week", by=tina, now=now, internal=True)
    assert set(told()) == {"tom", "lea"}


def test_a_note_on_nobodys_ticket_disturbs_nobody(incident, tom, told, now):
    ticket = incident()
    told()
    comment(ticket, "Third time this week", by=tom, now=now, internal=True)
    assert told() == {}


def test_a_mention_is_the_best_of_reasons(incident, erin, tom, tina, lea, told, now):
    ticket = incident(assignee=lea)
    watch(ticket, by=tina, now=now)
    told()
    comment(ticket, "@tina @lea @erin have a look", by=tom, now=now)
    heard = told()
    assert {heard[name].topic for name in ("tina", "lea", "erin")} == {"ticket-mentioned"}
    assert (heard["tina"].url, heard["erin"].url) == (ticket.desk_url, ticket.portal_url)


def test_watchers_hear_as_long_as_they_may_read(company, incident, erin, mara, tom, tina, told, now):
    from people import actions as people

    ticket = incident()
    watch(ticket, by=tina, now=now)
    add_participant(ticket, mara, by=erin, now=now)
    told()
    deed = {"by": company.machine, "now": now}
    move(ticket, "start", by=tom, now=now)
    assert set(told()) == {"erin", "tina"}  # who takes part hears of replies
    people.take_role(tina, "agent", company.it, **deed)
    people.leave_team(tina, company.it_service_desk, **deed)
    move(ticket, "resolve", by=tom, now=now, resolution="Cleaned")
    heard = told()
    assert set(heard) == {"erin", "tina"}  # watching is taking part: it still shows her the page
    assert heard["tina"].url == ticket.portal_url


def test_who_is_added_hears_by_whom(incident, erin, mara, told, now):
    ticket = incident()
    told()
    add_participant(ticket, mara, by=erin, now=now)
    heard = told()
    assert heard["mara"].text.startswith(f"Erin Employee added you to {ticket.reference}")


def test_a_promise_that_runs_out_is_told_to_who_can_still_keep_it(incident, tom, told, now):
    ticket = incident(assignee=tom)
    told()
    warn_of_breaches(now=now + timedelta(hours=3, minutes=30))
    heard = told()
    assert set(heard) == {"tom"}
    assert heard["tom"].text == f"Soon due on {ticket.reference}: First response"
    tell_of_breaches(now=now + timedelta(hours=5))
    heard = told()
    assert set(heard) == {"tom", "lea"}
    assert heard["lea"].text == f"Missed on {ticket.reference}: First response"
    assert heard["lea"].reason == "You lead the team that has it."


def test_without_an_assignee_the_lead_is_warned_and_without_a_team_nobody(incident, told, now):
    incident()
    told()
    warn_of_breaches(now=now + timedelta(hours=3, minutes=30))
    assert set(told()) == {"lea"}
    incident(team=None)
    told()
    warn_of_breaches(now=now + timedelta(hours=3, minutes=40))
    assert told() == {}


def test_telling_twice_tells_once(incident, told, now):
    incident()
    first = set(told())
    from journal.models import Delivery

    Delivery.objects.update(state="pending", due_at=now)
    relay.drain(lambda: now + timedelta(days=1))
    assert Notice.objects.count() == len(first)
