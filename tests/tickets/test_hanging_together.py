"""Tickets, items and people that hang together; and how the requester gets out of it."""

import pytest

from cmdb.models import Item, ItemType
from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from tickets.actions import (
    CannotLink,
    IllegalMove,
    add_item,
    add_participant,
    link,
    move,
    remove_item,
    remove_participant,
    unlink,
    unwatch,
    watch,
    withdraw,
    withdrawal,
)
from tickets.facts import facts_of
from tickets.models import Link, Participant
from tickets.phases import Phase


def told(ticket):
    return list(Event.objects.about(ticket).order_by("id").values_list("verb", flat=True))


def last(ticket):
    return Event.objects.about(ticket).order_by("-id").first()


# ── links ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_is_one_arrow_read_from_either_end(incident, tom, now):
    problem, fault = incident(kind="problem", lifecycle="problem"), incident()
    arrow = link(problem, fault, type="causes", by=tom, now=now)
    assert (str(arrow.read_from(problem)), str(arrow.read_from(fault))) == ("causes", "is caused by")
    assert last(problem).sentence == f"Tom Technician linked it: causes {fault.reference}"
    assert last(fault).sentence == f"Tom Technician linked it: is caused by {problem.reference}"
    assert last(fault).cause == last(problem)
    assert last(fault).is_internal


def test_drawing_it_twice_changes_nothing(incident, tom, now):
    one, other = incident(), incident()
    deed = {"type": "relates", "by": tom, "now": now}
    assert link(one, other, **deed) == link(one, other, **deed)
    assert told(one) == ["ticket.opened", "ticket.linked"]


def test_a_link_is_removed_once_and_told_at_both_ends(incident, tom, tina, now):
    one, other = incident(), incident()
    arrow = link(one, other, type="duplicates", by=tom, now=now)
    unlink(arrow, by=tina, now=now)
    unlink(arrow, by=tina, now=now)
    assert not Link.objects.exists()
    assert told(one) == told(other) == ["ticket.opened", "ticket.linked", "ticket.unlinked"]
    assert last(other).sentence == f"Tina Technician removed a link: is duplicated by {one.reference}"


def test_nobody_links_to_what_he_may_not_see(incident, hr_case, tom, now):
    fault, case = incident(), hr_case()
    with pytest.raises(NotAllowed):
        link(fault, case, type="relates", by=tom, now=now)
    with pytest.raises(NotAllowed):
        link(case, fault, type="relates", by=tom, now=now)


def test_the_requester_links_and_unlinks_nothing(incident, erin, tom, now):
    one, other = incident(), incident()
    with pytest.raises(NotAllowed):
        link(one, other, type="relates", by=erin, now=now)
    arrow = link(one, other, type="relates", by=tom, now=now)
    with pytest.raises(NotAllowed):
        unlink(arrow, by=erin, now=now)


def test_who_works_on_the_far_end_removes_the_link_too(incident, hr_case, tom, hugo, ada, now):
    arrow = link(incident(), hr_case(), type="relates", by=ada, now=now)
    unlink(arrow, by=hugo, now=now)
    assert not Link.objects.exists()


def test_families_have_one_parent_and_no_circles(incident, tom, now):
    grandparent, parent, child = incident(), incident(), incident()
    link(grandparent, parent, type="parent", by=tom, now=now)
    link(parent, child, type="parent", by=tom, now=now)
    link(parent, child, type="parent", by=tom, now=now)  # known already
    with pytest.raises(CannotLink) as refusal:
        link(child, grandparent, type="parent", by=tom, now=now)
    assert str(refusal.value) == f"{child.reference} already lies below {grandparent.reference}."
    with pytest.raises(CannotLink) as refusal:
        link(grandparent, child, type="parent", by=tom, now=now)
    assert str(refusal.value) == f"{child.reference} already has a parent: {parent.reference}."


def test_a_ticket_is_not_linked_to_itself_nor_by_a_word_we_do_not_know(incident, tom, now):
    one, other = incident(), incident()
    with pytest.raises(CannotLink):
        link(one, one, type="relates", by=tom, now=now)
    with pytest.raises(Invalid) as refusal:
        link(one, other, type="hates", by=tom, now=now)
    assert list(refusal.value.errors) == ["type"]


# ── items ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def printer(now):
    kind = ItemType.objects.create(slug="printer", name="Printer")
    return Item.objects.create(type=kind, name="PR-2", tag="PR-2", created_at=now, updated_at=now)


def test_a_ticket_concerns_an_item_and_then_it_does_not(incident, printer, tom, now):
    ticket = incident()
    add_item(ticket, printer, by=tom, now=now)
    add_item(ticket, printer, by=tom, now=now)
    assert list(ticket.items.all()) == [printer]
    assert last(ticket).sentence == "Tom Technician added the item PR-2"
    remove_item(ticket, printer, by=tom, now=now)
    remove_item(ticket, printer, by=tom, now=now)
    assert not ticket.items.exists()
    assert told(ticket) == ["ticket.opened", "ticket.item-added", "ticket.item-removed"]


def test_a_condition_may_ask_how_many_items_there_are(incident, printer, tom, now):
    one, none = incident(), incident()
    add_item(one, printer, by=tom, now=now)
    assert facts_of([one, none], {"items", "kind"}) == {
        one.pk: {"items": 1, "kind": "incident"},
        none.pk: {"items": 0, "kind": "incident"},
    }


def test_only_those_who_work_on_it_say_what_it_concerns(incident, printer, erin, now):
    for deed in (add_item, remove_item):
        with pytest.raises(NotAllowed):
            deed(incident(), printer, by=erin, now=now)


def test_an_item_one_may_not_see_is_not_added(company, incident, printer, tom, now):
    printer.department = company.hr  # which keeps its things to itself
    printer.save()
    ticket = incident()
    with pytest.raises(NotAllowed) as refusal:
        add_item(ticket, printer, by=tom, now=now)
    assert str(refusal.value) == "You may not see this item."
    assert not ticket.items.exists()


# ── people ────────────────────────────────────────────────────────────────────────────────────────


def test_a_colleague_watches_and_stops_watching(incident, tina, now):
    ticket = incident()
    watch(ticket, by=tina, now=now)
    watch(ticket, by=tina, now=now)
    assert ticket.participants.get().role == Participant.Role.WATCHER
    unwatch(ticket, by=tina, now=now)
    unwatch(ticket, by=tina, now=now)
    assert told(ticket) == ["ticket.opened", "ticket.watched", "ticket.unwatched"]


def test_nobody_watches_what_he_may_not_see(incident, hugo, now):
    with pytest.raises(NotAllowed):
        watch(incident(), by=hugo, now=now)


def test_the_requester_adds_a_colleague_who_may_leave(incident, erin, mara, now):
    ticket = incident()
    add_participant(ticket, mara, by=erin, now=now)
    add_participant(ticket, mara, by=erin, now=now)
    assert last(ticket).sentence == "Erin Employee added Mara Manager to the conversation"
    unwatch(ticket, by=mara, now=now)
    assert last(ticket).sentence == "Mara Manager removed Mara Manager from the conversation"
    assert told(ticket) == ["ticket.opened", "ticket.joined", "ticket.left"]


def test_a_watcher_may_be_added_to_the_conversation(incident, tom, lea, now):
    ticket = incident()
    watch(ticket, by=lea, now=now)
    assert add_participant(ticket, lea, by=tom, now=now).role == Participant.Role.COLLABORATOR
    assert ticket.participants.count() == 1


def test_who_takes_part_may_be_removed_by_those_it_belongs_to(incident, erin, mara, tom, hugo, now):
    ticket = incident()
    add_participant(ticket, mara, by=erin, now=now)
    with pytest.raises(NotAllowed):
        remove_participant(ticket, mara, by=hugo, now=now)
    remove_participant(ticket, mara, by=tom, now=now)
    remove_participant(ticket, mara, by=tom, now=now)
    assert not ticket.participants.exists()


def test_strangers_add_nobody_and_who_left_is_not_added(incident, erin, mara, hugo, machine, now):
    with pytest.raises(NotAllowed):
        add_participant(incident(), hugo, by=mara, now=now)
    mara.is_active = False
    for gone in (mara, machine):
        with pytest.raises(Invalid) as refusal:
            add_participant(incident(), gone, by=erin, now=now)
        assert list(refusal.value.errors) == ["person"]


# ── out of it ─────────────────────────────────────────────────────────────────────────────────────


def test_the_requester_withdraws_with_a_reason(incident, erin, now):
    ticket = withdraw(incident(), by=erin, now=now, reason="It works again")
    assert (ticket.phase, ticket.closed_at, ticket.is_open) == (Phase.CANCELLED, now, False)
    assert last(ticket).data["answers"][0]["text"] == "It works again"


def test_a_lifecycle_that_asks_nothing_takes_no_reason(incident, erin, ada, now):
    from tickets.actions import publish_lifecycle
    from tickets.lifecycles import shipped

    spec = shipped()["incident"].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    del spec["transitions"]["withdraw"]["ask"]
    publish_lifecycle("incident", spec, by=ada, now=now)
    assert withdraw(incident(), by=erin, now=now, reason="Never mind").phase == Phase.CANCELLED


def test_what_is_solved_is_not_withdrawn_any_more(incident, erin, tom, now):
    ticket = move(incident(), "resolve", by=tom, now=now, resolution="Cleaned")
    assert withdrawal(ticket) is None
    with pytest.raises(IllegalMove) as refusal:
        withdraw(ticket, by=erin, now=now, reason="Never mind")
    assert "Reply instead" in str(refusal.value)


def test_somebody_elses_request_is_not_withdrawn(incident, mara, now):
    with pytest.raises(NotAllowed):
        withdraw(incident(), by=mara, now=now, reason="Mine!")
