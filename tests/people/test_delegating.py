"""Standing in: who may arrange it, what is refused, when it begins and ends."""

from datetime import timedelta

import pytest

from journal import relay
from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from people.actions import DelegationLoop, delegate, end_delegation, keep_delegations
from people.models import Delegation, Notice
from people.standing_in import stand_in

DAY = timedelta(days=1)


@pytest.fixture
def away(now):
    """Lets somebody act for a person from a day on, for some days."""

    def arrange(person, substitute, first=0, days=3, by=None, **more):
        return delegate(
            person,
            substitute,
            starts_at=now + first * DAY,
            ends_at=now + (first + days) * DAY,
            by=by or person,
            now=now,
            **more,
        )

    return arrange


def test_from_then_on_the_substitute_acts_and_later_no_longer(away, mara, lea, now):
    made = away(mara, lea, first=1, note="Holidays")
    assert (made.begun_at, made.note, made.made_by) == (None, "Holidays", mara)
    assert stand_in(mara, now) == mara
    assert stand_in(mara, now + DAY) == lea
    assert stand_in(mara, now + 4 * DAY) == mara
    assert Event.objects.get(verb="person.delegated").data["begun"] is False


def test_the_manager_and_administrators_may_arrange_it_and_strangers_not(
    away, erin, mara, ada, tom, lea, now
):
    away(erin, tom, by=mara)
    away(mara, tom, by=ada)
    with pytest.raises(NotAllowed):
        away(lea, tom, by=tom)
    lea.is_active = False
    with pytest.raises(NotAllowed):
        away(lea, tom)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"substitute": "mara"}, "substitute"),
        ({"substitute": "machine"}, "substitute"),
        ({"days": 0}, "ends_at"),
        ({"first": -5, "days": 2}, "ends_at"),
        ({"days": 400}, "ends_at"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(away, company, change, field):
    substitute = getattr(company, change.pop("substitute", "lea"))
    with pytest.raises(Invalid) as refused:
        away(company.mara, substitute, **change)
    assert list(refused.value.errors) == [field]
    assert not Delegation.objects.exists()


def test_nobody_has_two_substitutes_at_a_time(away, mara, lea, tom):
    away(mara, lea, days=3)
    with pytest.raises(Invalid) as refused:
        away(mara, tom, first=2)
    assert "Lea Lead" in str(refused.value)
    away(mara, tom, first=3)


def test_chains_are_followed_and_stop_before_who_has_left_or_may_not(away, mara, lea, tom, tina, now):
    away(mara, lea)
    away(lea, tom)
    assert stand_in(mara, now) == tom
    assert stand_in(mara, now, never=(tom.pk,)) == lea
    tom.is_active = False
    tom.save()
    assert stand_in(mara, now) == lea


def test_a_loop_at_any_moment_is_refused(away, mara, lea, tom):
    away(mara, lea, first=0, days=5)
    away(lea, tom, first=4, days=5)
    away(tom, mara, first=5, days=2)  # by then Mara is back
    with pytest.raises(DelegationLoop) as refused:
        away(lea, mara, first=1, days=2)
    assert "Mara Manager" in str(refused.value)
    with pytest.raises(DelegationLoop):
        away(tom, mara, first=3, days=2)


def test_the_clock_begins_and_ends_it_once(away, mara, lea, now):
    away(mara, lea, first=1, days=2)
    assert keep_delegations(now=now) == 0
    assert keep_delegations(now=now + DAY) == 1
    assert keep_delegations(now=now + DAY) == 0
    assert keep_delegations(now=now + 3 * DAY) == 1
    assert keep_delegations(now=now + 3 * DAY) == 0
    verbs = Event.objects.filter(subject_kind="people.person", verb__contains="delegat").order_by("pk")
    assert [event.verb for event in verbs] == [
        "person.delegated",
        "person.delegation-begun",
        "person.delegation-ended",
    ]


def test_one_that_passed_while_nobody_worked_is_ended(away, mara, lea, now):
    made = away(mara, lea, first=1, days=2)
    assert keep_delegations(now=now + 9 * DAY) == 1
    made.refresh_from_db()
    assert (made.begun_at, made.ended_at) == (None, now + 9 * DAY)


def test_two_timetables_do_it_once(away, mara, lea, now):
    from people.actions.delegating import _keep

    made = away(mara, lea, first=1, days=2)
    assert _keep(made.pk, now=now) is False
    end_delegation(made, by=mara, now=now)
    assert _keep(made.pk, now=now + 9 * DAY) is False


def test_it_is_ended_before_its_time_by_those_concerned(away, mara, lea, tom, now):
    made = away(mara, lea)
    with pytest.raises(NotAllowed):
        end_delegation(made, by=tom, now=now)
    end_delegation(made, by=lea, now=now)
    end_delegation(made, by=mara, now=now)
    assert stand_in(mara, now) == mara
    assert Event.objects.filter(verb="person.delegation-ended").count() == 1


def test_the_substitute_is_told_and_who_did_not_arrange_it(away, erin, mara, tom, now):
    away(erin, tom, by=mara, note="Look after the printers")
    relay.drain(lambda: now)
    heard = {notice.person.username: notice for notice in Notice.objects.select_related("person")}
    assert set(heard) == {"tom", "erin"}
    assert heard["tom"].text.startswith("You act for Erin Employee from")
    assert heard["tom"].body == "Look after the printers"
    assert heard["erin"].text.startswith("Tom Technician acts for you")
    keep_delegations(now=now + 4 * DAY)
    Notice.objects.all().delete()
    relay.drain(lambda: now + 4 * DAY)
    assert {notice.text for notice in Notice.objects.all()} == {
        "Tom Technician no longer acts for Erin Employee"
    }


def test_delegations_are_seen_by_those_concerned(away, mara, lea, erin, tom, ada, now):
    away(mara, lea)
    away(erin, tom)
    seen = {
        person.username: Delegation.objects.visible_to(person).count()
        for person in (mara, lea, erin, tom, ada)
    }
    assert seen == {"mara": 2, "lea": 1, "erin": 1, "tom": 1, "ada": 2}
