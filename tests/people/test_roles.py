"""Roles, and how far they carry."""

import pytest
from django.db.models import Q

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from people import actions
from people.models import Grant, Membership, Person
from people.reach import Reach


@pytest.fixture
def networks(company, ada, now):
    """A department below IT."""
    return actions.add_department(slug="networks", name="Networks", parent=company.it, by=ada, now=now)


def test_a_role_reaches_the_department_and_everything_below_it(company, networks, tom):
    assert company.it in tom.reach("agent")
    assert networks.pk in tom.reach("agent")
    assert company.hr not in tom.reach("agent")
    assert not tom.reach("publisher")


def test_a_role_below_does_not_reach_up(company, networks, erin, ada, now):
    actions.give_role(erin, "agent", networks, by=ada, now=now)
    assert networks in erin.reach("agent")
    assert company.it not in erin.reach("agent")


def test_a_role_for_the_company_reaches_everywhere(company, erin, ada, now):
    actions.give_role(erin, "auditor", by=ada, now=now)
    assert erin.reach("auditor").everywhere
    assert erin.can("auditor", company.hr)
    assert not erin.can("agent", company.hr)


def test_several_roles_are_asked_as_their_union(company, hanna, ada, now):
    actions.give_role(hanna, "agent", company.it, by=ada, now=now)
    assert hanna.reach("agent", "owner").departments == {company.it.pk, company.hr.pk}


def test_a_lead_is_an_agent_and_an_owner_a_publisher(company, lea, fiona, ada, now):
    assert company.it in lea.reach("agent")
    actions.take_role(fiona, "publisher", company.finance, by=ada, now=now)
    assert company.finance in fiona.reach("publisher")
    assert company.it not in lea.reach("publisher")


def test_an_administrator_has_every_role_where_he_is_one(company, networks, ada, erin, now):
    assert ada.reach("agent").everywhere
    assert ada.is_admin
    actions.give_role(erin, "admin", company.it, by=ada, now=now)
    assert networks in erin.reach("publisher")
    assert company.hr not in erin.reach("publisher")
    assert not erin.is_admin


def test_a_superuser_and_the_machine_reach_everywhere(company, erin):
    erin.is_superuser = True
    assert erin.reach("agent").everywhere
    assert company.machine.reach("owner").everywhere


def test_who_left_reaches_nothing(company, tom, ada, now):
    actions.deactivate_person(tom, by=ada, now=now)
    assert not tom.reach("agent")
    assert tom.team_ids == frozenset()
    assert not tom.is_agent


def test_agents_are_known_by_team_or_role(company, tom, tina, hugo, lea, erin, hanna, ada, now):
    assert all(person.is_agent for person in (tom, tina, hugo, lea, ada))
    assert not erin.is_agent
    assert not hanna.is_agent  # she publishes, and works no tickets
    actions.join_team(erin, company.hr_services, by=ada, now=now)
    assert erin.is_agent


def test_teams_are_known_by_number_with_those_led(company, tina, lea):
    assert tina.team_ids == {company.it_service_desk.pk, company.it_network.pk}
    assert tina.led_team_ids == frozenset()
    assert lea.led_team_ids == {company.it_service_desk.pk}


def test_a_request_asks_for_roles_and_teams_in_two_queries(company, tom, django_assert_num_queries):
    tom = Person.objects.get(pk=tom.pk)
    with django_assert_num_queries(2):
        assert tom.reach("agent")
        assert not tom.reach("publisher")
        assert tom.team_ids
        assert tom.is_agent
    erin = Person.objects.get(username="erin")
    with django_assert_num_queries(1):
        assert not erin.is_agent


def test_a_reach_is_a_condition_on_rows(company):
    people = Person.objects.filter(is_machine=False)
    everywhere, nowhere = Reach(everywhere=True), Reach()
    only_hr = Reach(departments=frozenset({company.hr.pk}))
    assert people.filter(everywhere.over()).count() == people.count()
    assert not people.filter(nowhere.over()).exists()
    assert {person.username for person in people.filter(only_hr.over())} == {"hugo", "hanna"}
    assert {person.username for person in people.filter(only_hr.over("department") | Q(username="tom"))} == {
        "hugo",
        "hanna",
        "tom",
    }
    assert everywhere
    assert only_hr
    assert not nowhere
    assert (only_hr | everywhere).everywhere


# ── giving and taking ──


def test_giving_is_recorded_with_who_what_and_where(company, erin, ada, now):
    actions.give_role(erin, "author", company.finance, by=ada, now=now)
    event = Event.objects.filter(verb="grant.given").latest("id")
    assert (event.actor, event.subject_id, event.at) == (ada, erin.pk, now)
    assert event.data["person"] == erin.pk
    assert event.data["role"] == "author"
    assert event.data["department"] == company.finance.pk
    assert "Erin Employee" in event.sentence
    assert "Finance" in event.sentence


def test_giving_twice_gives_once(company, erin, ada, now):
    first = actions.give_role(erin, "author", by=ada, now=now)
    events = Event.objects.count()
    assert actions.give_role(erin, "author", by=ada, now=now) == first
    assert Event.objects.count() == events
    assert Grant.objects.filter(person=erin).count() == 1


def test_taking_takes_exactly_that_grant(company, hanna, ada, now):
    actions.take_role(hanna, "publisher", company.hr, by=ada, now=now)
    assert Event.objects.latest("id").verb == "grant.taken"
    assert set(Grant.objects.filter(person=hanna).values_list("role", flat=True)) == {"owner"}
    events = Event.objects.count()
    actions.take_role(hanna, "publisher", company.hr, by=ada, now=now)
    assert Event.objects.count() == events


def test_a_publisher_of_hr_cannot_give_roles_in_finance_nor_at_home(company, hanna, erin, now):
    for department in (company.finance, company.hr, None):
        with pytest.raises(NotAllowed):
            actions.give_role(erin, "publisher", department, by=hanna, now=now)
    assert not Grant.objects.filter(person=erin).exists()


def test_an_administrator_of_one_department_gives_roles_only_there(company, hanna, erin, ada, now):
    actions.give_role(hanna, "admin", company.hr, by=ada, now=now)
    actions.give_role(erin, "agent", company.hr, by=hanna, now=now)
    for department in (company.finance, None):
        with pytest.raises(NotAllowed):
            actions.give_role(erin, "agent", department, by=hanna, now=now)
    with pytest.raises(NotAllowed):
        actions.take_role(hanna, "admin", None, by=hanna, now=now)


def test_an_employee_cannot_make_himself_administrator(erin, now):
    with pytest.raises(NotAllowed):
        actions.give_role(erin, "admin", by=erin, now=now)


def test_roles_that_do_not_exist_are_refused(erin, ada, now):
    with pytest.raises(Invalid):
        actions.give_role(erin, "emperor", by=ada, now=now)


def test_nobody_gives_roles_to_the_machine_or_to_who_left(company, tom, ada, now):
    actions.deactivate_person(tom, by=ada, now=now)
    for person in (tom, company.machine):
        with pytest.raises(Invalid):
            actions.give_role(person, "auditor", by=ada, now=now)


def test_the_last_administrator_stays(company, ada, tom, now):
    with pytest.raises(actions.LastAdmin):
        actions.take_role(ada, "admin", by=ada, now=now)
    assert Grant.objects.filter(person=ada, role="admin").exists()
    actions.give_role(tom, "admin", by=ada, now=now)
    actions.take_role(ada, "admin", by=ada, now=now)
    with pytest.raises(actions.LastAdmin):
        actions.deactivate_person(tom, by=company.machine, now=now)


# ── teams ──


def test_joining_again_as_lead_changes_just_that(company, tom, ada, now):
    actions.join_team(tom, company.it_service_desk, is_lead=True, by=ada, now=now)
    assert Membership.objects.get(person=tom).is_lead
    assert company.it_service_desk.pk in tom.led_team_ids
    events = Event.objects.count()
    actions.join_team(tom, company.it_service_desk, is_lead=True, by=ada, now=now)
    assert Event.objects.count() == events


def test_leaving_a_team_takes_effect_at_once(company, tom, ada, now):
    assert tom.team_ids
    actions.leave_team(tom, company.it_service_desk, by=ada, now=now)
    assert tom.team_ids == frozenset()
    assert Event.objects.latest("id").verb == "team.left"
    events = Event.objects.count()
    actions.leave_team(tom, company.it_service_desk, by=ada, now=now)
    assert Event.objects.count() == events


def test_a_technician_cannot_put_himself_into_hrs_team(company, tom, now):
    with pytest.raises(NotAllowed):
        actions.join_team(tom, company.hr_services, by=tom, now=now)
    with pytest.raises(NotAllowed):
        actions.leave_team(company.hugo, company.hr_services, by=tom, now=now)
