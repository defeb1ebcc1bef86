"""Persons and their accounts."""

import pytest

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from people import actions, tokens
from people.models import Person
from tests.cast import sign_in


def test_a_new_colleague_signs_in_only_with_a_password_somebody_set(company, ada, now):
    paula = actions.add_person("paula", name="Paula", department=company.it, by=ada, now=now)
    assert not paula.has_usable_password()
    quentin = actions.add_person("quentin", name="Quentin", password="three odd words", by=ada, now=now)
    assert quentin.check_password("three odd words")
    event = Event.objects.filter(verb="person.added").latest("id")
    assert (event.subject_id, event.actor) == (quentin.pk, ada)
    assert "three odd words" not in str(event.data)


def test_user_name_and_mail_address_are_taken_once(company, ada, now):
    with pytest.raises(Invalid) as refused:
        actions.add_person("erin", by=ada, now=now)
    assert "username" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        actions.add_person("erin2", email="ERIN@example.org", by=ada, now=now)
    assert "email" in refused.value.errors
    with pytest.raises(Invalid):
        actions.change_person(company.tom, email="Erin@Example.org", by=ada, now=now)
    assert Person.objects.get(username="tom").email == "tom@example.org"


def test_nobody_is_his_own_manager_by_whatever_detour(company, erin, mara, ada, now):
    with pytest.raises(actions.ManagerLoop):
        actions.change_person(erin, manager=erin, by=ada, now=now)
    with pytest.raises(actions.ManagerLoop):
        actions.change_person(mara, manager=Person.objects.get(username="erin"), by=ada, now=now)
    actions.change_person(mara, manager=ada, by=ada, now=now)
    with pytest.raises(actions.ManagerLoop):
        actions.change_person(ada, manager=Person.objects.get(username="erin"), by=ada, now=now)
    assert Person.objects.get(username="ada").manager is None
    actions.change_person(Person.objects.get(username="erin"), manager=None, by=ada, now=now)


def test_changes_are_recorded_with_names_of_people_and_places(company, erin, ada, tom, now):
    actions.change_person(erin, manager=tom, department=company.hr, by=ada, now=now)
    event = Event.objects.latest("id")
    assert event.data["changes"]["manager"][0]["en"] == "Mara Manager"
    assert event.data["changes"]["department"][1]["zh"] == "人力资源部"


def test_everybody_changes_his_own_settings_and_nothing_more(erin, tom, now):
    actions.change_own_settings(erin, language="zh-hans", theme="dark", by=erin, now=now)
    assert Person.objects.get(pk=erin.pk).language == "zh-hans"
    with pytest.raises(TypeError):
        actions.change_own_settings(erin, is_vip=True, by=erin, now=now)
    with pytest.raises(NotAllowed):
        actions.change_own_settings(tom, theme="dark", by=erin, now=now)
    with pytest.raises(NotAllowed):
        actions.change_person(erin, is_vip=True, by=erin, now=now)
    with pytest.raises(Invalid):
        actions.change_own_settings(erin, language="tlh", by=erin, now=now)


def test_deactivating_ends_session_and_tokens_at_once(company, client, tom, ada, now):
    sign_in(client, tom)
    bearer = tokens.issue(tom, "script", now)
    assert client.get("/notices/bell/").status_code == 200
    actions.deactivate_person(tom, by=ada, now=now)
    assert client.get("/notices/bell/").status_code == 302
    assert tokens.person_for(bearer, now) is None
    actions.reactivate_person(tom, by=ada, now=now)
    assert tom.can("agent", company.it)
    assert tokens.person_for(bearer, now) is None
    assert [event.verb for event in Event.objects.about(tom)][-2:] == [
        "person.deactivated",
        "person.reactivated",
    ]


def test_deactivating_and_reactivating_twice_records_once(tom, ada, now):
    actions.deactivate_person(tom, by=ada, now=now)
    actions.deactivate_person(tom, by=ada, now=now)
    actions.reactivate_person(tom, by=ada, now=now)
    actions.reactivate_person(tom, by=ada, now=now)
    assert Event.objects.about(tom).filter(verb__in=["person.deactivated", "person.reactivated"]).count() == 2


def test_nobody_deactivates_himself_and_nobody_wakes_the_machine(company, ada, now):
    with pytest.raises(NotAllowed):
        actions.deactivate_person(ada, by=ada, now=now)
    with pytest.raises(NotAllowed):
        actions.reactivate_person(company.machine, by=ada, now=now)


def test_an_employee_touches_no_account_but_his_own(company, erin, tom, now):
    for refused in (
        lambda: actions.add_person("friend", by=erin, now=now),
        lambda: actions.change_person(tom, email="mine@example.org", by=erin, now=now),
        lambda: actions.deactivate_person(tom, by=erin, now=now),
        lambda: actions.reactivate_person(tom, by=erin, now=now),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_departments_administrator_cannot_take_over_somebody_with_more_rights(company, ada, now):
    """Whoever sets the mail address gets the link to a new password."""
    hanna, hugo, fred = company.hanna, company.hugo, company.fred
    actions.give_role(hanna, "admin", company.hr, by=ada, now=now)
    actions.change_person(hugo, job_title="Helper", by=hanna, now=now)
    actions.give_role(hugo, "auditor", by=ada, now=now)
    with pytest.raises(NotAllowed):
        actions.change_person(hugo, email="mine@example.org", by=hanna, now=now)
    actions.take_role(hugo, "auditor", by=ada, now=now)
    actions.join_team(hugo, company.it_network, by=ada, now=now)
    with pytest.raises(NotAllowed):
        actions.change_person(hugo, email="mine@example.org", by=hanna, now=now)
    with pytest.raises(NotAllowed):
        actions.change_person(fred, job_title="Mine", by=hanna, now=now)
    with pytest.raises(NotAllowed):
        actions.change_person(company.machine, name="Mine", by=hanna, now=now)
    actions.leave_team(hugo, company.it_network, by=ada, now=now)
    with pytest.raises(NotAllowed):
        actions.change_person(hugo, department=company.it, by=hanna, now=now)


def test_colleagues_are_found_and_neither_the_machine_nor_who_left(company, erin, tom, ada, now):
    actions.deactivate_person(tom, by=ada, now=now)
    names = set(Person.objects.visible_to(erin).values_list("username", flat=True))
    assert "tina" in names
    assert names.isdisjoint({"machine", "tom"})
    assert Person.objects.visible_to(ada).filter(username="tom").exists()
    assert [person.username for person in Person.objects.active().named("tech TINA")] == ["tina"]


def test_the_machine_is_one_and_nobody(db, client, now):
    machine = Person.objects.machine()
    assert Person.objects.machine() == machine
    assert not machine.is_active
    assert not machine.has_usable_password()
    with pytest.raises(Invalid):
        tokens.issue(machine, "sneaky", now)
