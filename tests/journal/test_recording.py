"""A deed is recorded with it or not at all; who hears of it hears in its transaction, or after."""

import pytest
from django.core.checks import run_checks
from django.db import transaction

from journal import reactions, verbs
from journal.actions import Effect, OutsideTransaction, TooDeep, later, later_each, record
from journal.models import Delivery, Event
from journal.models.event import AppendOnly
from people.models import Site
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def light(lamp, by, **data) -> Event:
    """A deed: changes the lamp and records it."""
    with transaction.atomic():
        Site.objects.filter(pk=lamp.pk).update(address="lit")
        return record("lamp.lit", lamp, by=by, now=NOW, data=data)


@pytest.fixture
def lamp(company) -> Site:
    return company.berlin


def test_an_event_says_who_did_what_to_what(lamp, tom):
    event = Event.objects.get(pk=light(lamp, tom, how="at night").pk)
    assert (event.verb, event.actor, event.at, event.channel) == ("lamp.lit", tom, NOW, "web")
    assert (event.subject_kind, event.subject_id, event.subject_label) == ("people.site", lamp.pk, "Berlin")
    assert event.data == {"how": "at night"}
    assert event.subject == lamp


def test_a_verb_nobody_declared_is_not_recorded(lamp, tom):
    with pytest.raises(verbs.UnknownVerb, match=r"lamp\.exploded"), transaction.atomic():
        record("lamp.exploded", lamp, by=tom, now=NOW)


def test_a_verb_means_one_thing(db):
    assert verbs.declare("lamp.lit", "{actor} lit {subject} {how}") is verbs.get("lamp.lit")
    with pytest.raises(ValueError, match="twice"):
        verbs.declare("lamp.lit", "{actor} switched {subject} off")
    with pytest.raises(ValueError, match=r"noun\.verb"):
        verbs.declare("Lamp Lit", "")


def test_an_event_belongs_into_the_transaction_of_its_deed(lamp, tom):
    with pytest.raises(OutsideTransaction, match="atomic"):
        record("lamp.lit", lamp, by=tom, now=NOW)
    reactions.effect("test.post")(lambda payload, key: None)
    with pytest.raises(OutsideTransaction, match="atomic"):
        later("test.post", subject=lamp, key="1", payload={}, now=NOW)


def test_an_undone_deed_leaves_no_trace(lamp, tom):
    reactions.on("lamp.lit", later=True)(tell_neighbours)
    before = Event.objects.count()
    with transaction.atomic():
        light(lamp, tom)
        transaction.set_rollback(True)
    assert Event.objects.count() == before
    assert not Delivery.objects.exists()


def test_an_inline_reaction_hears_in_time_to_undo_the_deed(lamp, tom):
    @reactions.on("lamp.lit")
    def object_to_it(event):
        assert event.subject is lamp, "the recorder's own instance, without a query"
        raise ValueError("too bright")

    with pytest.raises(ValueError, match="too bright"):
        light(lamp, tom)
    lamp.refresh_from_db()
    assert lamp.address == ""


def test_recording_costs_one_statement_and_another_for_those_told_later(lamp, tom, django_assert_num_queries):
    with transaction.atomic():
        with django_assert_num_queries(1):
            record("lamp.lit", lamp, by=tom, now=NOW)
        reactions.on("lamp.lit", later=True)(tell_neighbours)
        reactions.on("lamp.lit", later=True, name="test.moths")(tell_neighbours)
        with django_assert_num_queries(2):
            record("lamp.lit", lamp, by=tom, now=NOW)
    assert Delivery.objects.count() == 2


def test_those_told_later_get_a_row_in_the_outbox(lamp, tom):
    reactions.on("lamp.lit", later=True)(tell_neighbours)
    event = light(lamp, tom)
    delivery = Delivery.objects.get()
    assert delivery.reaction == "tests.tell_neighbours"
    assert delivery.subject == f"people.site:{lamp.pk}"
    assert (delivery.event, delivery.state, delivery.attempts) == (event, "pending", 0)


def test_two_reactions_of_one_name_are_a_mistake(db):
    reactions.on("lamp.lit")(tell_neighbours)
    with pytest.raises(ValueError, match=r"tests\.tell_neighbours"):
        reactions.on("lamp.noted")(tell_neighbours)
    with pytest.raises(ValueError, match=r"tests\.tell_neighbours"):
        reactions.effect("tests.tell_neighbours")(lambda payload, key: None)


def test_the_packages_below_hear_first(db):
    heard = []
    for name in ("servicedesk.late", "tests.last", "people.middle", "journal.early"):
        reactions.on("lamp.lit", name=name)(lambda event, name=name: heard.append(name))
    inline, later_ones = reactions.heard_by("lamp.lit")
    names = [reaction.name for reaction in inline]
    assert names.index("journal.early") < names.index("people.middle") < names.index("tests.last")
    assert later_ones == ()


def test_what_a_reaction_records_names_its_cause(lamp, tom):
    @reactions.on("lamp.lit")
    def note_it(event):
        record("lamp.noted", event.subject, by=event.actor, now=event.at, channel="rule")

    event = light(lamp, tom)
    noted = Event.objects.get(verb="lamp.noted")
    assert noted.cause == event
    assert light(lamp, tom).cause is None


def test_reactions_that_cause_each_other_without_end_undo_the_deed(lamp, tom):
    reactions.on("lamp.lit")(lambda event: light(event.subject, event.actor))
    with pytest.raises(TooDeep, match=r"lamp\.lit → lamp\.lit"):
        light(lamp, tom)
    assert not Event.objects.filter(verb="lamp.lit").exists()


def test_what_happened_can_not_be_changed(lamp, tom):
    event = light(lamp, tom)
    event.data = {"how": "differently"}
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()
    with pytest.raises(TypeError):
        Event.objects.update(verb="lamp.noted")
    with pytest.raises(TypeError):
        Event.objects.filter(pk=event.pk).delete()


def test_a_history_is_about_one_thing_and_the_public_one_leaves_internal_things_out(lamp, company, tom):
    light(lamp, tom)
    light(company.it, tom)
    with transaction.atomic():
        record("lamp.noted", lamp, by=tom, now=NOW)
    history = Event.objects.about(lamp).filter(verb__startswith="lamp.")
    assert [event.verb for event in history] == ["lamp.lit", "lamp.noted"]
    assert [event.is_internal for event in history] == [False, True]
    assert [event.verb for event in history.public()] == ["lamp.lit"]


def test_an_effect_asked_for_twice_happens_once(lamp, tom):
    reactions.effect("test.post")(lambda payload, key: None)
    for word in ("first", "second"):
        with transaction.atomic():
            later("test.post", subject=lamp, key="card-1", payload={"text": word}, now=NOW)
    assert Delivery.objects.get().payload == {"text": "first"}
    assert Delivery.objects.get().key == "test.post:card-1"


def test_many_effects_are_asked_for_in_one_statement(lamp, tom, django_assert_num_queries):
    reactions.effect("test.post")(lambda payload, key: None)
    with transaction.atomic(), django_assert_num_queries(1):
        later_each("test.post", [Effect("street:1", f"card-{n}", n) for n in range(5)], now=NOW)
    assert list(Delivery.objects.order_by("id").values_list("payload", flat=True)) == [0, 1, 2, 3, 4]


def test_an_effect_nobody_declared_is_not_asked_for(lamp):
    with pytest.raises(LookupError, match=r"test\.nothing"), transaction.atomic():
        later("test.nothing", subject=lamp, key="1", payload={}, now=NOW)


def test_a_reaction_to_a_verb_nobody_declares_is_found_before_the_start(db):
    reactions.on("lamp.lid")(tell_neighbours)
    found = [error for error in run_checks() if error.id == "journal.E001"]
    assert len(found) == 1
    assert "lamp.lid" in found[0].msg


def test_the_subject_of_an_old_event_may_be_gone(lamp, tom):
    event = light(lamp, tom)
    assert Event(subject_kind="gone.thing", subject_id=1).subject is None
    assert Event(subject_kind=event.subject_kind, subject_id=10**9).subject is None


def tell_neighbours(event):
    pass
