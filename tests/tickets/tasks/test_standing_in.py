"""What waits for somebody goes to the substitute, is acted on for them, and comes back."""

from datetime import timedelta

import pytest

from journal.models import Event
from people.actions import delegate, end_delegation, keep_delegations
from tickets.actions import consult, decide, finish_task, hand_over_task, open_task
from tickets.models import Assignment, Ticket
from tickets.performers import Performer
from tickets.performing import appointed

DAY = timedelta(days=1)


@pytest.fixture
def away(now):
    def arrange(person, substitute, first=0, days=3):
        return delegate(
            person,
            substitute,
            starts_at=now + first * DAY,
            ends_at=now + (first + days) * DAY,
            by=person,
            now=now,
        )

    return arrange


def holders(task):
    parts = task.assignments.select_related("person", "on_behalf_of")
    return [(part.who["en"], part.state) for part in parts]


def test_what_waits_moves_and_what_is_left_comes_back(approval, work, mara, lea, away, ticket, now):
    first, second = approval(mara), work(mara)
    away(mara, lea, first=1, days=3)
    keep_delegations(now=now + DAY)
    assert holders(first) == holders(second) == [("Lea Lead for Mara Manager", "waiting")]
    assert Ticket.objects.visible_to(lea).filter(pk=ticket.pk).exists()
    decide(first, "approve", by=lea, now=now + DAY)
    keep_delegations(now=now + 4 * DAY)
    assert holders(first) == [("Lea Lead for Mara Manager", "approved")]
    assert holders(second) == [("Mara Manager", "waiting")]
    assert Event.objects.get(verb="task.decided").data["who"] == {
        "en": "Lea Lead for Mara Manager",
        "zh": "Lea Lead（代 Mara Manager）",
    }
    moved = [event.sentence for event in Event.objects.filter(verb="task.passed-on").order_by("pk")]
    assert "from Mara Manager to Lea Lead for Mara Manager: somebody stands in" in moved[0]
    assert "from Lea Lead for Mara Manager to Mara Manager: the standing in is over" in moved[-1]


def test_one_that_begins_at_once_moves_at_once(approval, mara, lea, away, now):
    task = approval(mara)
    away(mara, lea)
    assert holders(task) == [("Lea Lead for Mara Manager", "waiting")]


def test_chains_are_followed_forth_and_back(approval, mara, lea, tom, away, now):
    task = approval(mara)
    away(mara, lea, days=5)
    further = away(lea, tom, days=2)
    assert holders(task) == [("Tom Technician for Mara Manager", "waiting")]
    end_delegation(further, by=lea, now=now)
    assert holders(task) == [("Lea Lead for Mara Manager", "waiting")]


def test_an_opinion_that_is_asked_for_moves_too_but_not_what_was_handed_over(
    approval, work, company, away, now
):
    task = approval(company.mara)
    consult(task, company.fred, "Usual?", by=company.mara, now=now)
    given = work(company.fred)
    hand_over_task(given, to=company.tom, by=company.fred, now=now)
    away(company.fred, company.hugo)
    assert ("Hugo Helper for Fred Finance", "waiting") in holders(task)
    assert holders(given) == [("Fred Finance", "moved"), ("Tom Technician", "waiting")]


def test_the_requester_does_not_stand_in_for_the_own_approval(approval, work, mara, erin, away, now):
    mine, plain = approval(mara), work(mara)
    away(mara, erin)
    assert holders(mine) == [("Mara Manager", "waiting")]
    assert holders(plain) == [("Erin Employee for Mara Manager", "waiting")]


def test_who_stands_in_is_appointed_from_the_start(ticket, company, away, now):
    away(company.mara, company.lea)
    found = appointed(ticket, [Performer(by="manager")], facts={}, now=now)
    assert [(one.person, one.on_behalf_of) for one in found] == [(company.lea, company.mara)]
    task = open_task(
        ticket, kind="approval", title={"en": "A"}, performers=found, by=company.machine, now=now
    )
    assert holders(task) == [("Lea Lead for Mara Manager", "waiting")]
    assert Ticket.objects.visible_to(company.mara).filter(pk=ticket.pk).exists()


def test_the_requester_who_stands_in_is_left_out_when_it_is_opened(ticket, company, away, now):
    away(company.mara, company.erin)
    found = appointed(ticket, [Performer(by="manager")], facts={}, now=now)
    task = open_task(
        ticket, kind="approval", title={"en": "A"}, performers=found, by=company.machine, now=now
    )
    assert holders(task) == [("Mara Manager", "waiting")]


def test_what_was_decided_meanwhile_is_left_alone(approval, mara, lea, away, now):
    from tickets.actions.tasks.delegating import _pass

    task = approval(mara)
    decide(task, "approve", by=mara, now=now)
    part = task.assignments.get()
    assert _pass(part.pk, task.ticket_id, by=mara, now=now) is False
    away(mara, lea)
    assert holders(task) == [("Mara Manager", "approved")]


def test_handing_over_to_somebody_away_reaches_who_stands_in(work, company, away, now):
    task = work(company.tom)
    away(company.tina, company.lea)
    hand_over_task(task, to=company.tina, by=company.tom, now=now)
    assert holders(task)[1] == ("Lea Lead for Tina Technician", "waiting")
    assert finish_task(task, by=company.lea, now=now).outcome == "done"
    assert Assignment.objects.get(task=task, state="done").acted_by == company.lea
