"""Finding colleagues, departments and teams for a form; a colleague's card."""

import pytest

from people import actions
from tests.cast import sign_in


def labels(answer):
    return [one["label"] for one in answer.json()]


def test_an_employee_finds_colleagues_by_name_with_department_as_hint(client, company, erin, ada, now):
    actions.change_person(company.tom, job_title="Technician", by=ada, now=now)
    answer = sign_in(client, erin).get("/people/choose/?q=tom tech")
    assert answer.json() == [{"id": company.tom.pk, "label": "Tom Technician", "hint": "Technician · IT"}]


def test_who_begins_with_the_words_comes_first(client, company, erin, ada, now):
    actions.add_person("anton", name="Anton Tinaud", by=ada, now=now)
    assert labels(sign_in(client, erin).get("/people/choose/?q=tina")) == ["Tina Technician", "Anton Tinaud"]


def test_chinese_names_are_found(client, erin):
    assert labels(sign_in(client, erin).get("/people/choose/?q=李")) == ["李明"]


def test_neither_the_machine_nor_who_left_is_offered_even_to_administrators(client, company, tom, ada, now):
    actions.deactivate_person(tom, by=ada, now=now)
    sign_in(client, ada)
    assert labels(client.get("/people/choose/?q=tom")) == []
    assert labels(client.get("/people/choose/?q=service desk")) == []
    assert labels(client.get(f"/people/choose/?id={tom.pk}&id={company.machine.pk}")) == []


def test_chosen_ones_are_looked_up_by_number(client, company, erin):
    sign_in(client, erin)
    found = client.get(f"/people/choose/?id={company.tom.pk}&id={company.lea.pk}&id=x")
    assert set(labels(found)) == {"Tom Technician", "Lea Lead"}


def test_departments_and_teams_are_found_in_either_language(client, company, erin, erik_zh):
    sign_in(client, erin)
    assert labels(client.get("/people/departments/choose/?q=fin")) == ["Finance"]
    assert labels(client.get("/people/departments/choose/?q=财务")) == ["Finance"]
    assert client.get("/people/teams/choose/?q=network").json() == [
        {"id": company.it_network.pk, "label": "IT network", "hint": "IT"}
    ]
    assert labels(client.get(f"/people/teams/choose/?department={company.hr.pk}")) == ["HR services"]
    sign_in(client, erik_zh)
    assert labels(client.get("/people/departments/choose/?q=fin")) == ["财务部"]


def test_a_short_list_is_offered_before_anything_is_typed(client, company, erin, ada, now):
    for number in range(30):
        actions.add_person(f"p{number}", name=f"Person {number}", by=ada, now=now)
    assert len(sign_in(client, erin).get("/people/choose/").json()) == 20


@pytest.mark.parametrize("path", ["/people/choose/", "/people/departments/choose/", "/people/teams/choose/"])
def test_strangers_find_nobody(client, company, path):
    assert client.get(path + "?q=t").status_code == 302


def test_an_agent_sees_a_requesters_card_and_an_employee_finds_no_such_page(client, company, erin, tom):
    card = sign_in(client, tom).get(f"/people/{erin.pk}/")
    assert "erin@example.org" in card.text
    assert "Mara Manager" in card.text
    part = client.get(f"/people/{erin.pk}/", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    sign_in(client, erin)
    assert client.get(f"/people/{tom.pk}/").status_code == 404
    assert client.get(f"/people/{erin.pk}/").status_code == 200
    assert client.get("/people/999999/").status_code == 404
