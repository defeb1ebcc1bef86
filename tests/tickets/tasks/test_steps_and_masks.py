"""What a step lets those see and edit who act in it: on one ticket each sees another part of the answers."""

import pytest

from journal.models import Event
from tickets.actions import (
    NotYours,
    Rewritten,
    change_answers,
    claim_task,
    copy_to,
    decide,
    finish_task,
    hand_over_task,
    open_ticket,
    refuse_edit,
)
from tickets.masks import answers_for, files_for, seen_event, sheet_for, sight_of
from tickets.models import Task, Ticket
from tickets.performing import Appointed
from tickets.words import holding

SHEET = [
    {"name": name, "kind": "text", "label": {"en": name.title(), "zh": ""}, "text": text}
    for name, text in (("reason", "Promotion"), ("salary", "91000"), ("iban", "DE00112233"))
]
ANSWERS = {"reason": "Promotion", "salary": "91000", "iban": "DE00112233"}


@pytest.fixture
def ticket(company, now):
    return open_ticket(
        kind="request",
        lifecycle="request",
        subject="A raise for Erin",
        requester=company.erin,
        by=company.erin,
        now=now,
        department=company.finance,
        answers=ANSWERS,
        sheet=SHEET,
    )


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def names(person, ticket):
    ticket = fresh(ticket)
    read = [line["name"] for line in sheet_for(person, ticket)]
    assert set(answers_for(person, ticket)) == set(read)
    return read, sorted(sight_of(person, ticket).editable)


def test_three_people_see_three_different_parts_of_one_request(approval, work, company, ticket, now):
    approval(company.mara, fields={"iban": "hidden", "salary": "edit"})
    work(company.hugo, fields={"salary": "hidden", "iban": "read"})
    work(company.tom, fields={"salary": "hidden", "iban": "hidden", "reason": "edit"})
    assert names(company.mara, ticket) == (["reason", "salary"], ["salary"])
    assert names(company.hugo, ticket) == (["reason", "iban"], [])
    assert names(company.tom, ticket) == (["reason"], ["reason"])
    assert names(company.erin, ticket) == (["reason", "salary", "iban"], [])
    assert names(company.fred, ticket) == (["reason", "salary", "iban"], [])


def rewritten(**changes):
    sheet = [{**line, "text": changes.get(line["name"], line["text"])} for line in SHEET]
    return Rewritten({**ANSWERS, **changes}, sheet)


def test_what_the_step_lets_edit_is_edited_and_nothing_else(approval, company, ticket, now):
    task = approval(company.mara, fields={"iban": "hidden", "salary": "edit"})
    change_answers(fresh(ticket), rewritten(salary="80000"), by=company.mara, now=now)
    assert fresh(ticket).answers["salary"] == "80000"
    for crafted in ({"iban": "DE99"}, {"reason": "None"}):
        with pytest.raises(NotYours):
            change_answers(fresh(ticket), rewritten(salary="80000", **crafted), by=company.mara, now=now)
    with pytest.raises(NotYours):
        refuse_edit(fresh(ticket), ["iban"], by=company.mara, now=now)
    assert Event.objects.get(verb="ticket.edit-tried").data["names"] == ["iban"]
    assert fresh(ticket).answers["iban"] == "DE00112233"
    decide(task, "approve", by=company.mara, now=now)
    with pytest.raises(NotYours):
        change_answers(fresh(ticket), rewritten(salary="99000"), by=company.mara, now=now)


def test_who_looks_at_an_older_state_is_told_before_deciding(approval, company, ticket, now):
    from journal.refusals import Stale

    task = approval(company.mara, company.lea, fields={"salary": "edit"})
    change_answers(fresh(ticket), rewritten(salary="80000"), by=company.mara, now=now)
    with pytest.raises(Stale):
        decide(task, "approve", by=company.lea, now=now, seen=task.revision)


def test_what_was_hidden_stays_hidden_when_the_part_is_over(approval, company, ticket, now):
    task = approval(company.mara, fields={"iban": "hidden", "salary": "edit"})
    copy_to(task, [company.hugo], by=company.mara, now=now)
    assert names(company.hugo, ticket) == (["reason", "salary"], [])
    hand_over_task(task, to=company.lea, by=company.mara, now=now)
    assert names(company.mara, ticket) == (["reason", "salary"], [])
    assert names(company.lea, ticket) == (["reason", "salary"], ["salary"])
    decide(task, "approve", by=company.lea, now=now)
    for person in (company.mara, company.lea, company.hugo):
        assert names(person, ticket) == (["reason", "salary"], [])


def test_a_later_step_may_open_what_an_earlier_one_hid(approval, company, ticket, now):
    first = approval(company.mara, fields={"iban": "hidden"})
    decide(first, "approve", by=company.mara, now=now)
    second = approval(company.mara, fields={"iban": "read"})
    assert names(company.mara, ticket)[0] == ["reason", "salary", "iban"]
    decide(second, "approve", by=company.mara, now=now)
    assert names(company.mara, ticket)[0] == ["reason", "salary"]


def test_not_yet_my_turn_i_read_and_do_not_edit(approval, company, ticket, now):
    approval(company.mara, company.lea, in_turn=True, fields={"salary": "edit"})
    assert names(company.lea, ticket) == (["reason", "salary", "iban"], [])


def test_a_team_that_may_take_it_sees_no_more_than_who_does(work, company, ticket, now):
    task = work(
        Appointed(company.tom, team=company.it_network.pk), fields={"iban": "hidden", "reason": "edit"}
    )
    assert names(company.tina, ticket) == (["reason", "salary"], [])
    claim_task(task, by=company.tina, now=now)
    assert names(company.tina, ticket) == (["reason", "salary"], ["reason"])
    finish_task(task, by=company.tina, now=now)
    assert names(company.tina, ticket) == (["reason", "salary"], [])


def test_whom_somebody_acts_for_sees_the_same(approval, company, ticket):
    approval(Appointed(company.lea, on_behalf_of=company.mara), fields={"iban": "hidden", "salary": "edit"})
    assert names(company.mara, ticket) == (["reason", "salary"], [])


def test_a_rule_of_the_service_may_open_what_a_step_hides(approval, company, now):
    masks = [{"questions": ["iban"], "who": ["agent"], "may": "read"}]
    masked = open_ticket(
        kind="request",
        lifecycle="request",
        subject="A raise",
        requester=company.erin,
        by=company.erin,
        now=now,
        department=company.finance,
        answers=ANSWERS,
        sheet=SHEET,
        terms={"masks": masks},
    )
    approval(company.fred, company.mara, ticket=masked, fields={"iban": "hidden"})
    assert names(company.fred, masked)[0] == ["reason", "salary", "iban"]
    assert names(company.mara, masked)[0] == ["reason", "salary"]


def test_the_history_and_the_search_keep_what_a_step_hides(approval, company, ticket, now):
    assert holding(Ticket.objects.all(), "DE00112233", company.fred).exists()
    approval(company.mara, fields={"iban": "hidden", "salary": "edit"})
    approval(company.lea, fields={"salary": "hidden"})
    assert not holding(Ticket.objects.all(), "DE00112233", company.fred).exists()
    change_answers(fresh(ticket), rewritten(salary="80000"), by=company.mara, now=now)
    event = Event.objects.get(verb="ticket.answered-anew")
    assert seen_event(company.lea, fresh(ticket), event) is None
    assert seen_event(company.fred, fresh(ticket), Event.objects.get(pk=event.pk)) is not None


def test_files_of_hidden_answers_stay_closed(approval, company, ticket, now):
    from django.core.files.base import ContentFile

    from tickets.actions import attach

    file = attach(ticket, ContentFile(b"contract", name="contract.txt"), by=company.fred, now=now)
    file.question = "iban"
    file.save()
    approval(company.mara, fields={"iban": "hidden"})
    assert files_for(company.mara, fresh(ticket), [file]) == []
    assert files_for(company.fred, fresh(ticket), [file]) == [file]


def test_the_desk_itself_sees_everything(approval, company, ticket):
    approval(company.mara, fields={"iban": "hidden"})
    assert names(company.machine, ticket)[0] == ["reason", "salary", "iban"]


def test_without_rights_at_a_step_nothing_is_kept(approval, company, ticket):
    approval(company.mara)
    assert fresh(ticket).step_rights == {}
    assert Task.objects.get().fields == {}


def test_who_is_asked_about_it_sees_no_more_than_who_asks(approval, company, ticket, now):
    from tickets.actions import ask_about

    task = approval(company.mara, fields={"iban": "hidden", "salary": "edit"})
    ask_about(task, company.hugo, "Is this usual?", by=company.mara, now=now)
    assert Ticket.objects.visible_to(company.hugo).filter(pk=ticket.pk).exists()
    assert names(company.hugo, ticket) == (["reason", "salary"], [])
    ask_about(task, company.fred, "And for you?", by=company.mara, now=now)
    assert names(company.fred, ticket) == (["reason", "salary", "iban"], [])
