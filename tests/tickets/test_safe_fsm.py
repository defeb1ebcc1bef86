"""django-fsm's protection holds for every thread, and lists of tickets load their phase at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_fsm import ConcurrentTransition

from tickets.models import Ticket
from tickets.phases import Phase, enter


def test_a_refresh_brings_the_phase_and_never_lifts_its_protection(incident):
    ticket = incident()
    Ticket.objects.filter(pk=ticket.pk).update(phase="active")
    ticket.refresh_from_db()
    assert ticket.phase == Phase.ACTIVE
    with pytest.raises(AttributeError):
        ticket.phase = Phase.NEW


def test_a_refresh_of_what_is_gone_leaves_everything_as_it_was(incident):
    ticket = incident()
    Ticket.objects.filter(pk=ticket.pk).delete()
    with pytest.raises(Ticket.DoesNotExist):
        ticket.refresh_from_db()
    assert ticket.phase == Phase.NEW
    with pytest.raises(AttributeError):
        ticket.phase = Phase.ACTIVE


def test_a_refresh_of_other_fields_leaves_the_phase(incident):
    ticket = incident()
    Ticket.objects.filter(pk=ticket.pk).update(phase="active", subject="Other")
    ticket.refresh_from_db(fields=["subject"])
    assert (ticket.subject, ticket.phase) == ("Other", Phase.NEW)


def test_a_list_without_the_phase_asks_no_question_per_row(incident):
    for _number in range(3):
        incident()
    with CaptureQueriesContext(connection) as queries:
        assert len([ticket.subject for ticket in Ticket.objects.only("subject")]) == 3
    assert len(queries) == 1


def test_what_somebody_else_moved_meanwhile_is_not_overwritten(incident, now):
    ticket = incident()
    Ticket.objects.filter(pk=ticket.pk).update(phase="waiting")
    enter(ticket, Phase.ACTIVE, now=now)
    with pytest.raises(ConcurrentTransition):
        ticket.save()


def test_a_list_without_the_phase_can_still_be_saved(incident):
    ticket = incident()
    partial = Ticket.objects.only("subject").get(pk=ticket.pk)
    partial.subject = "Other"
    partial.save(update_fields=["subject"])
    ticket.refresh_from_db()
    assert ticket.subject == "Other"
