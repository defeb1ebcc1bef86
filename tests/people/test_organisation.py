"""Departments, teams and sites."""

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from people import actions
from people.models import Department, Notice, Person, Site, Team, Token


def test_a_department_hangs_under_its_parent(company, ada, now):
    networks = actions.add_department(
        slug="networks", name="Networks", name_zh="网络部", parent=company.it, by=ada, now=now
    )
    cabling = actions.add_department(slug="cabling", name="Cabling", parent=networks, by=ada, now=now)
    assert cabling.get_parent() == networks
    assert set(Department.objects.under(company.it.path)) == {company.it, networks, cabling}
    assert Department.objects.under().count() == 0


def test_moving_takes_all_below_along_and_changes_what_roles_reach(company, tom, hugo, ada, now):
    networks = actions.add_department(slug="networks", name="Networks", parent=company.it, by=ada, now=now)
    cabling = actions.add_department(slug="cabling", name="Cabling", parent=networks, by=ada, now=now)
    actions.move_department(networks, company.hr, by=ada, now=now)
    assert cabling in hugo.reach("agent")
    assert cabling not in tom.reach("agent")
    event = Event.objects.latest("id")
    assert (event.verb, event.data["from"]["en"], event.data["to"]["en"]) == ("department.moved", "IT", "HR")
    assert "HR" in event.sentence


def test_moving_to_the_top_and_moving_nowhere(company, ada, now):
    networks = actions.add_department(slug="networks", name="Networks", parent=company.it, by=ada, now=now)
    actions.move_department(networks, None, by=ada, now=now)
    assert Department.objects.get(slug="networks").is_root()
    events = Event.objects.count()
    actions.move_department(networks, None, by=ada, now=now)
    assert Event.objects.count() == events


def test_a_department_is_not_moved_below_itself(company, ada, now):
    networks = actions.add_department(slug="networks", name="Networks", parent=company.it, by=ada, now=now)
    for under in (company.it, networks):
        with pytest.raises(actions.UnderItself):
            actions.move_department(company.it, under, by=ada, now=now)
    assert Department.objects.get(pk=networks.pk).get_parent() == company.it


def test_changes_are_recorded_with_old_and_new(company, ada, lea, now):
    actions.change_department(company.it, head=lea, icon="laptop", by=ada, now=now)
    event = Event.objects.latest("id")
    assert event.data["changes"]["icon"] == ["building-2", "laptop"]
    assert event.data["changes"]["head"][1]["id"] == lea.pk
    assert "head" in event.sentence
    events = Event.objects.count()
    actions.change_department(company.it, icon="laptop", by=ada, now=now)
    assert Event.objects.count() == events


def test_a_taken_or_bad_slug_is_refused_at_its_field(company, ada, now):
    for slug in ("it", "I T", ""):
        with pytest.raises(Invalid) as refused:
            actions.add_department(slug=slug, name="Again", by=ada, now=now)
        assert "slug" in refused.value.errors
    assert Department.objects.count() == 3


def test_a_field_nobody_may_set_is_a_programmers_mistake(company, ada, now):
    with pytest.raises(TypeError, match="path"):
        actions.change_department(company.it, path="0009", by=ada, now=now)


def test_what_is_used_is_not_removed(company, ada, now):
    networks = actions.add_department(slug="networks", name="Networks", parent=company.it, by=ada, now=now)
    events = Event.objects.count()
    for deed, thing in (
        (actions.remove_department, company.it),  # it has a part
        (actions.remove_department, company.finance),  # people belong to it
        (actions.remove_site, company.berlin),
        (actions.remove_calendar, company.office_hours),
    ):
        with pytest.raises(actions.InUse):
            deed(thing, by=ada, now=now)
    assert Event.objects.count() == events
    actions.remove_department(networks, by=ada, now=now)
    actions.remove_team(company.it_network, by=ada, now=now)
    assert not Department.objects.filter(slug="networks").exists()
    assert not Team.objects.filter(slug="it-network").exists()
    assert Event.objects.latest("id").subject_label == "IT network"


def test_only_administrators_build_the_organisation(company, tom, hanna, now):
    deed = {"by": tom, "now": now}
    for refused in (
        lambda: actions.add_department(slug="x", name="X", **deed),
        lambda: actions.add_department(slug="x", name="X", parent=company.it, **deed),
        lambda: actions.change_department(company.it, name="X", **deed),
        lambda: actions.move_department(company.hr, company.it, **deed),
        lambda: actions.remove_department(company.hr, **deed),
        lambda: actions.add_team(slug="x", name="X", department=company.it, **deed),
        lambda: actions.change_team(company.it_network, name="X", **deed),
        lambda: actions.remove_team(company.it_network, **deed),
        lambda: actions.add_site(slug="x", name="X", **deed),
        lambda: actions.change_site(company.berlin, name="X", **deed),
        lambda: actions.remove_site(company.berlin, **deed),
        lambda: actions.add_calendar(slug="x", name="X", **deed),
        lambda: actions.change_calendar(company.office_hours, name="X", **deed),
        lambda: actions.remove_calendar(company.office_hours, **deed),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_departments_administrator_builds_below_it_and_takes_no_other_teams(company, hanna, ada, now):
    actions.give_role(hanna, "admin", company.hr, by=ada, now=now)
    payroll = actions.add_department(slug="payroll", name="Payroll", parent=company.hr, by=hanna, now=now)
    hanna.forget_standing()
    actions.add_team(slug="pay", name="Pay", department=payroll, by=hanna, now=now)
    with pytest.raises(NotAllowed):
        actions.change_team(company.hr_services, department=company.it, by=hanna, now=now)
    with pytest.raises(NotAllowed):
        actions.change_team(company.it_network, department=company.hr, by=hanna, now=now)
    with pytest.raises(NotAllowed):
        actions.move_department(payroll, None, by=hanna, now=now)


def test_a_team_changes_hands_when_both_sides_agree(company, ada, now):
    actions.change_team(company.it_network, department=company.hr, is_service_desk=True, by=ada, now=now)
    assert Team.objects.get(slug="it-network").department == company.hr
    assert Event.objects.latest("id").data["changes"]["department"][0]["en"] == "IT"


def test_sites_change_and_go(company, ada, now):
    dublin = actions.add_site(slug="dublin", name="Dublin", by=ada, now=now)
    actions.change_site(dublin, time_zone="Europe/Dublin", by=ada, now=now)
    assert Site.objects.get(slug="dublin").time_zone == "Europe/Dublin"
    actions.remove_site(dublin, by=ada, now=now)
    calendar = actions.add_calendar(slug="always", name="Always", round_the_clock=True, by=ada, now=now)
    actions.remove_calendar(calendar, by=ada, now=now)
    assert Event.objects.latest("id").verb == "calendar.removed"


def test_a_sites_time_zone_must_exist(company, ada, now):
    with pytest.raises(Invalid) as refused:
        actions.change_site(company.berlin, time_zone="Europe/Atlantis", by=ada, now=now)
    assert "time_zone" in refused.value.errors
    assert Site.objects.get(slug="berlin").time_zone == "Europe/Berlin"


def test_who_is_signed_in_sees_the_structure_and_strangers_nothing(company, erin, ada, now):
    from django.contrib.auth.models import AnonymousUser

    assert Department.objects.visible_to(erin).count() == 3
    assert Team.objects.visible_to(erin).count() == 3
    for nobody in (AnonymousUser(), None):
        assert not Department.objects.visible_to(nobody).exists()
        assert not Team.objects.visible_to(nobody).exists()
        assert not Person.objects.visible_to(nobody).exists()
        assert not Notice.objects.visible_to(nobody).exists()
        assert not Token.objects.visible_to(nobody).exists()
    actions.deactivate_person(erin, by=ada, now=now)
    assert not Team.objects.visible_to(erin).exists()
