"""A ticket is opened: checked, numbered, prioritised, promised, found, recorded."""

import pytest

import search
from cmdb.models import Item, ItemType
from journal.models import Delivery, Event
from journal.refusals import Invalid
from tickets.actions import CannotAssign, upload
from tickets.lifecycles import current
from tickets.models import Ticket
from tickets.phases import Phase
from tickets.priorities import priority_of


def test_an_incident_has_a_number_a_priority_and_a_history(company, incident, erin, now):
    ticket = incident(impact=1, urgency=2)
    assert ticket.reference == f"INC-{ticket.pk}"
    assert str(ticket) == f"INC-{ticket.pk} The printer on the second floor jams"
    assert (ticket.status, ticket.phase, ticket.priority, ticket.revision) == ("reported", Phase.NEW, 2, 1)
    assert (ticket.requester, ticket.opened_by, ticket.opened_at) == (erin, erin, now)
    assert ticket.lifecycle_version == current("incident")
    event = Event.objects.about(ticket).get()
    assert event.sentence == "Erin Employee opened it"
    assert (event.data["status"]["en"], event.data["priority"]) == ("Reported", 2)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4), (3, 3, 4)],
)
def test_impact_and_urgency_give_the_priority(impact, urgency, priority):
    assert priority_of(impact, urgency) == priority


def test_a_level_that_does_not_exist_has_no_priority():
    with pytest.raises(ValueError, match="4"):
        priority_of(4, 1)


def test_what_was_asked_for_is_kept_as_it_was_given(company, hr_case):
    sheet = [{"name": "from", "label": {"en": "From", "zh": "开始"}, "text": "1 September"}]
    ticket = hr_case(
        service="parental-leave",
        service_name={"en": "Parental leave", "zh": "育儿假"},
        service_version=3,
        answers={"from": "2026-09-01"},
        sheet=sheet,
    )
    ticket.refresh_from_db()
    assert (ticket.service, ticket.service_version) == ("parental-leave", 3)
    assert ticket.service_label == "Parental leave"
    assert (ticket.answers, ticket.sheet) == ({"from": "2026-09-01"}, sheet)
    assert ticket.kind == "request"
    assert ticket.portal_url == f"/requests/REQ-{ticket.pk}/" == ticket.get_absolute_url()
    assert ticket.desk_url == f"/desk/tickets/REQ-{ticket.pk}/"
    assert ticket.status_label == "Submitted"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("subject", "  ", "Please say in a few words what it is about."),
        ("subject", "x" * 201, "This is too long: 201 characters, 200 at most."),
        ("description", "x" * 20_001, "This is too long: 20001 characters, 20000 at most."),
        ("impact", 4, "Choose high, medium or low."),
        ("urgency", "1", "Choose high, medium or low."),
        ("kind", "wish", "There is no such kind of ticket."),
        ("lifecycle", "request", "This lifecycle is made for another kind of ticket."),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(incident, field, value, sentence):
    with pytest.raises(Invalid) as refusal:
        incident(**{field: value})
    assert {name: [str(one) for one in said] for name, said in refusal.value.errors.items()} == {
        field: [sentence]
    }
    assert not Ticket.objects.exists()


def test_both_texts_are_judged_at_once(incident):
    with pytest.raises(Invalid) as refusal:
        incident(subject="", description="x" * 20_001)
    assert set(refusal.value.errors) == {"subject", "description"}


def test_characters_no_database_keeps_are_left_out(incident):
    assert incident(subject="The \x00printer ").subject == "The printer"


def test_a_ticket_goes_at_once_to_who_can_do_it(incident, tom, erin):
    assert incident(assignee=tom).assignee == tom
    with pytest.raises(CannotAssign) as refusal:
        incident(assignee=erin)
    assert str(refusal.value) == (
        "Erin Employee doesn't work for IT service desk. Choose somebody who does, or another team first."
    )


def test_concerned_items_and_files_come_along(company, incident, erin, now, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    kind = ItemType.objects.create(slug="printer", name="Printer")
    printer = Item.objects.create(type=kind, name="PR-2", tag="PR-2", created_at=now, updated_at=now)
    photo = upload(small_file("jam.txt"), by=erin, now=now)
    ticket = incident(items=[printer, printer], attachments=[photo])
    assert list(ticket.items.all()) == [printer]
    assert list(ticket.attachments.all()) == [photo]


def small_file(name):
    from django.core.files.base import ContentFile

    return ContentFile(b"It jams like this.", name=name)


FLOOR = {"name": "floor", "label": {"en": "Floor", "zh": "楼层"}, "text": {"en": "second", "zh": "二楼"}}


def test_it_is_found_by_its_words_in_either_language(incident):
    ticket = incident(
        subject="打印机卡纸",
        sheet=[FLOOR],
    )
    for text in ("打印机", "二楼", "second", "sheets", ticket.reference):
        assert list(search.matching(Ticket.objects.all(), text)) == [ticket]


def test_opening_costs_eight_statements_and_leaves_the_rest_for_later(
    incident, django_assert_max_num_queries
):
    incident()
    with django_assert_max_num_queries(8):
        ticket = incident()
    assert Delivery.objects.filter(subject=f"tickets.ticket:{ticket.pk}").count() == 1
