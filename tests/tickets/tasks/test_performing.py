"""Who acts: every way of naming them, found on the people of today."""

import pytest

from people.models import Team
from tickets.performers import WAYS, Performer
from tickets.performing import FINDERS, appointed, owners_of, people_in, pool_of


@pytest.fixture
def found(ticket, now):
    def find(*ways, facts=None, of=None, fallbacks=(), **more):
        performers = [Performer(**way) if isinstance(way, dict) else Performer(by=way) for way in ways]
        spare = [Performer(**way) for way in fallbacks]
        people = appointed(of or ticket, performers, facts=facts or {}, now=now, fallbacks=spare, **more)
        return [one.person.username for one in people]

    return find


@pytest.fixture
def ladder(company):
    """Mara's manager is Fiona, who heads finance."""
    company.mara.manager = company.fiona
    company.mara.save()
    company.finance.head = company.fiona
    company.finance.code = "4711"
    company.finance.save()
    return company


def test_every_way_that_can_be_drawn_is_found():
    assert set(FINDERS) == set(WAYS)


def test_along_the_line(found, ladder):
    assert found("requester") == ["erin"]
    assert found("manager") == ["mara"]
    assert found("managers-manager") == ["fiona"]
    assert found("department-head") == ["fiona"]
    assert found("cost-centre-owner") == ["fiona"]


def test_a_change_of_manager_counts_from_the_next_task(found, ladder, erin, hugo, request_of_erin):
    erin.manager = hugo
    erin.save()
    assert found("manager", of=request_of_erin(requester=erin)) == ["hugo"]


def test_the_owner_of_a_cost_centre_that_an_answer_names(found, ladder, request_of_erin, finance, hr):
    way = {"by": "cost-centre-owner", "value": "centre"}
    for answer in ("4711", "finance", finance.pk, str(finance.pk), finance, {"id": finance.pk}):
        assert found(way, facts={"centre": answer}) == ["fiona"]
    for answer in ("", None, "0815", "9" * 30, {}, hr):
        assert found(way, facts={"centre": answer}) == []


def test_a_head_who_is_missing_or_left_is_looked_for_above(found, ladder, company, now):
    from people.actions import add_department

    below = add_department(
        slug="payroll",
        name="Payroll",
        name_zh="薪资",
        parent=company.finance,
        head=company.hugo,
        by=company.machine,
        now=now,
    )
    company.erin.department = below
    company.erin.save()
    company.hugo.is_active = False
    company.hugo.save()
    from tickets.models import Ticket

    assert found("department-head", of=Ticket.objects.get()) == ["fiona"]
    company.erin.department = None
    company.erin.save()
    assert found("department-head", of=Ticket.objects.get()) == []


def test_by_team_role_and_name(found, company, ticket):
    assert sorted(found("team")) == ["lea", "tina", "tom"]
    assert found("team-lead") == ["lea"]
    assert found({"by": "team", "value": "hr-services"}) == ["hugo"]
    assert found({"by": "team-lead", "value": "hr-services"}) == []
    assert found({"by": "team", "value": "no-team"}) == found({"by": "team-lead", "value": "no-team"}) == []
    assert found({"by": "role", "value": "lead"}) == ["lea"]
    assert found({"by": "role", "value": "admin"}) == ["ada"]
    assert found({"by": "role", "value": "auditor"}) == []
    assert found({"by": "person", "value": "hugo"}) == ["hugo"]
    assert found("assignee") == []
    ticket.assignee = company.tina
    assert found("assignee") == ["tina"]


def test_by_answer_and_expression(found, company):
    answer = {"by": "answer", "value": "whom"}
    for whom in (company.hugo, company.hugo.pk, "hugo", {"username": "hugo"}, {"id": company.hugo.pk}):
        assert found(answer, facts={"whom": whom}) == ["hugo"]
    assert found(answer, facts={"whom": [company.hugo.pk, "fred"]}) == ["hugo", "fred"]
    assert found(answer) == []
    way = {"by": "expression", "value": "amount > 1000.0 ? 'fiona' : 'mara'"}
    assert found(way, facts={"amount": 1500}) == ["fiona"]
    assert found(way, facts={"amount": 500}) == ["mara"]
    assert found({"by": "expression", "value": "['fiona', 'mara']"}) == ["fiona", "mara"]
    assert found({"by": "expression", "value": "person.username"}, facts={"person": company.hugo}) == ["hugo"]
    assert found({"by": "expression", "value": "amount >"}, facts={"amount": 1}) == []
    assert found({"by": "expression", "value": "nobody_knows"}) == []


def test_numbers_name_people_by_their_id_and_texts_by_their_name(company):
    company.hugo.username = str(company.fred.pk)
    company.hugo.save()
    assert people_in(company.fred.pk) == [company.fred]
    assert people_in(str(company.fred.pk)) == [company.hugo]
    assert people_in(True) == people_in("9" * 30) == people_in("nobody") == []


def test_each_once_with_the_reason_and_never_who_has_left(found, ticket, company, now):
    people = appointed(
        ticket,
        [
            Performer(by="manager", weight=2),
            Performer(by="person", value="mara"),
            Performer(by="team-lead", value="it-service-desk"),
            Performer(by="role", value="lead"),
            Performer(by="role", value="jester"),
        ],
        facts={},
        now=now,
    )
    assert [(one.person.username, one.weight) for one in people] == [("mara", 2), ("lea", 1)]
    assert people[0].why["en"] == "the requester's manager"
    assert people[1].why["en"] == "who leads a team: IT service desk"
    assert people[1].why["zh"].endswith("IT 服务台")
    company.mara.is_active = False
    company.mara.save()
    ticket.requester.refresh_from_db()
    assert found("manager") == []


def test_fallbacks_come_when_nobody_is_found(found, company):
    spare = ({"by": "role", "value": "lead"}, {"by": "person", "value": "mara"})
    assert found("assignee", fallbacks=spare) == ["lea", "mara"]
    assert found("manager", fallbacks=spare) == ["mara"]


def test_the_requester_is_passed_over_where_nobody_approves_the_own_request(found):
    assert found("requester", own_request="fallback", fallbacks=({"by": "manager"},)) == ["mara"]
    assert found("requester", own_request="ask") == ["erin"]


def test_what_nobody_does_goes_to_a_team(ticket, company):
    assert pool_of(ticket) == company.it_service_desk
    ticket.team = None
    assert pool_of(ticket).department == company.it
    ticket.department = company.finance
    assert pool_of(ticket) is None
    Team.objects.filter(pk=company.it_service_desk.pk).update(is_service_desk=True)
    assert pool_of(ticket) == company.it_service_desk


def test_owners_answer_for_a_department_else_administrators(company):
    assert owners_of(company.hr) == [company.hanna]
    assert owners_of(company.it) == [company.ada]
