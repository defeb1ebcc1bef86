from cmdb.models import Item
from people.models import Grant, Person

LAPTOP = {"model": "Light 13"}


def seen(person: Person) -> set[str]:
    return set(Item.objects.visible_to(Person.objects.get(pk=person.pk)).values_list("name", flat=True))


def test_everybody_sees_their_devices_and_what_all_use(estate):
    estate.item("ida's", "laptop", values=LAPTOP, owner=estate.company.erin)
    estate.item("tom's", "laptop", values=LAPTOP, owner=estate.company.tom)
    estate.item("erp", "application")
    estate.item("db-1")

    assert seen(estate.company.erin) == {"ida's", "erp"}


def test_a_manager_sees_the_devices_of_the_people_managed(estate):
    estate.item("ida's", "laptop", values=LAPTOP, owner=estate.company.erin)

    assert seen(estate.company.mara) == {"ida's"}
    assert seen(estate.hedi) == set()


def test_who_works_tickets_sees_all_but_what_confidential_departments_answer_for(estate):
    estate.item("ida's", "laptop", values=LAPTOP, owner=estate.company.erin)
    estate.item("db-1")
    estate.item("payroll", "application", department=estate.company.hr)
    estate.item("shared", department=None)

    assert seen(estate.company.tom) == {"ida's", "db-1", "shared"}
    assert seen(estate.kim) == {"ida's", "db-1", "shared", "payroll"}


def test_a_confidential_departments_items_are_seen_by_its_people_its_agents_and_the_supporting_team(estate):
    estate.item("payroll", "application", department=estate.company.hr)
    estate.item("salary-db", department=estate.company.hr, team=estate.company.it_service_desk)
    hr_agent = Person.objects.create(username="agent", department=estate.company.finance)
    Grant.objects.create(person=hr_agent, role="agent", department=estate.company.hr)

    assert seen(estate.hedi) == {"payroll"}
    assert seen(hr_agent) == {"payroll", "salary-db"}
    assert seen(estate.company.tom) == {"salary-db"}
    assert seen(estate.company.erin) == set()


def test_who_left_sees_nothing(estate):
    estate.item("ida's", "laptop", values=LAPTOP, owner=estate.company.erin)
    Person.objects.filter(pk=estate.company.erin.pk).update(is_active=False)

    assert seen(estate.company.erin) == set()


def test_a_person_names_their_own_devices_first_and_never_retired_things(estate):
    estate.item("a-erp", "application")
    estate.item("z-mine", "laptop", values=LAPTOP, owner=estate.company.erin)
    estate.item("old", "laptop", values=LAPTOP, owner=estate.company.erin, state="in-use")
    Item.objects.filter(name="old").update(state="retired")

    assert [item.name for item in Item.objects.concerned(estate.company.erin)] == ["z-mine", "a-erp"]
    assert [item.name for item in Item.objects.devices_of(estate.company.erin)] == ["z-mine"]
