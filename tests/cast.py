"""The people of all tests, at a small company, built the way a real one is: through the actions.

    IT ── it-service-desk (lea leads; tom, tina)      hr ── hr-services (hugo; hanna owns services)
       └─ it-network (tina)                           finance ── erin, erik_zh, mara, fred, fiona

Ask for a fixture by the person's name (`def test_…(erin, tom)`), or for `company` and take all from there.
"""

from dataclasses import dataclass, fields
from datetime import UTC, datetime

import pytest

from people import actions
from people.models import Department, Person, Site, Team, WorkingCalendar
from tests.snapshot import Snapshot

# A Monday, in the middle of an ordinary working week in Berlin.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OFFICE_HOURS = {str(day): [["09:00", "17:00"]] for day in range(1, 6)}


@dataclass
class Company:
    """Who and what there is; slugs with underscores."""

    machine: Person
    it: Department
    hr: Department
    finance: Department
    berlin: Site
    office_hours: WorkingCalendar
    it_service_desk: Team
    it_network: Team
    hr_services: Team
    erin: Person  # an employee in finance
    erik_zh: Person  # an employee who reads Chinese
    mara: Person  # Erin's manager
    tom: Person  # a technician of the service desk
    tina: Person  # the second technician, also in the network team
    lea: Person  # leads the service desk
    hugo: Person  # works HR's tickets
    hanna: Person  # publishes and owns HR's services
    fred: Person  # works finance's tickets
    fiona: Person  # publishes and owns finance's services
    ada: Person  # administrates


def build_company(now: datetime = NOW) -> Company:
    """Adds departments, teams and people to an empty database."""
    machine = Person.objects.machine()
    deed = {"by": machine, "now": now}
    office_hours = actions.add_calendar(
        slug="office-hours", name="Office hours", name_zh="办公时间", hours=OFFICE_HOURS, **deed
    )
    berlin = actions.add_site(slug="berlin", name="Berlin", name_zh="柏林", calendar=office_hours, **deed)

    it = actions.add_department(slug="it", name="IT", name_zh="信息技术部", **deed)
    hr = actions.add_department(slug="hr", name="HR", name_zh="人力资源部", confidential=True, **deed)
    finance = actions.add_department(slug="finance", name="Finance", name_zh="财务部", **deed)

    def team(slug: str, name: str, name_zh: str, department: Department) -> Team:
        return actions.add_team(slug=slug, name=name, name_zh=name_zh, department=department, **deed)

    def hire(username: str, name: str, department: Department, **more: object) -> Person:
        known = {"name": name, "email": f"{username}@example.org", "department": department, "site": berlin}
        return actions.add_person(username, **known, **more, **deed)

    mara = hire("mara", "Mara Manager", finance)
    company = Company(
        machine=machine,
        it=it,
        hr=hr,
        finance=finance,
        berlin=berlin,
        office_hours=office_hours,
        it_service_desk=team("it-service-desk", "IT service desk", "IT 服务台", it),
        it_network=team("it-network", "IT network", "IT 网络组", it),
        hr_services=team("hr-services", "HR services", "人事服务组", hr),
        erin=hire("erin", "Erin Employee", finance, manager=mara),
        erik_zh=hire("erik_zh", "李明", finance, manager=mara, language="zh-hans"),
        mara=mara,
        tom=hire("tom", "Tom Technician", it),
        tina=hire("tina", "Tina Technician", it),
        lea=hire("lea", "Lea Lead", it),
        hugo=hire("hugo", "Hugo Helper", hr),
        hanna=hire("hanna", "Hanna Owner", hr),
        fred=hire("fred", "Fred Finance", finance),
        fiona=hire("fiona", "Fiona Owner", finance),
        ada=hire("ada", "Ada Admin", it),
    )
    _give_roles(company, deed)
    return company


def _give_roles(company: Company, deed: dict) -> None:
    it, hr, finance = company.it, company.hr, company.finance
    for person, role, department in (
        (company.tom, "agent", it),
        (company.tina, "agent", it),
        (company.lea, "lead", it),
        (company.hugo, "agent", hr),
        (company.hanna, "publisher", hr),
        (company.hanna, "owner", hr),
        (company.fred, "agent", finance),
        (company.fiona, "publisher", finance),
        (company.fiona, "owner", finance),
        (company.ada, "admin", None),
    ):
        actions.give_role(person, role, department, **deed)
    for person, team, is_lead in (
        (company.tom, company.it_service_desk, False),
        (company.tina, company.it_service_desk, False),
        (company.tina, company.it_network, False),
        (company.lea, company.it_service_desk, True),
        (company.hugo, company.hr_services, False),
    ):
        actions.join_team(person, team, is_lead=is_lead, **deed)


def sign_in(client, person: Person):
    """The browser (Django's test client) now belongs to this person; returns it."""
    client.force_login(person)
    return client


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def company(db, _built: list[Snapshot]) -> Company:
    if _built:
        return _built[0].replay()
    company, snapshot = Snapshot.taken(build_company)
    _built += [snapshot] if snapshot else []
    return company


@pytest.fixture(scope="session")
def _built() -> list[Snapshot]:
    """The company as it was built for the first test that asked for it."""
    return []


def _fixture(name: str):
    @pytest.fixture(name=name)
    def one(company):
        return getattr(company, name)

    one.__doc__ = f"`company.{name}`"
    return one


# Every member of the company is a fixture of its own name.
for _field in fields(Company):
    globals()[f"_{_field.name}"] = _fixture(_field.name)
