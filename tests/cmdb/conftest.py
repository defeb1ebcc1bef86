"""What the company of the cast runs, and Kim, who keeps the records of it; Hedi simply works in HR."""

from dataclasses import dataclass, field

import pytest

from cmdb import actions
from cmdb.models import Item, ItemType, Relation, RelationType
from people import actions as people
from people.models import Department, Person
from tests.cast import NOW, Company


@dataclass
class Estate:
    company: Company
    kim: Person
    hedi: Person
    types: dict[str, ItemType] = field(default_factory=dict)
    relations: dict[str, RelationType] = field(default_factory=dict)

    def item(self, name: str, type: str = "server", **facts) -> Item:
        facts = {"department": self.company.it, "tag": name.upper(), **facts}
        return actions.add_item(type=self.types[type], name=name, by=self.kim, now=NOW, **facts)

    def relate(self, source: Item, target: Item, type: str = "runs-on") -> Relation:
        return actions.relate(source, target, self.relations[type], by=self.kim, now=NOW)


def hire(company: Company, username: str, department: Department) -> Person:
    facts = {"name": username.title(), "email": f"{username}@example.org", "department": department}
    return people.add_person(username, by=company.machine, now=NOW, **facts)


TYPES = [
    ItemType(
        slug="hardware",
        name="Hardware",
        name_zh="硬件",
        attributes=[
            {"name": "model", "label": {"en": "Model", "zh": "型号"}, "kind": "text", "required": True},
            {"name": "price", "label": {"en": "Price", "zh": "价格"}, "kind": "money"},
            {"name": "bought_on", "label": {"en": "Bought on", "zh": "购买日期"}, "kind": "date"},
        ],
    ),
    ItemType(
        slug="laptop",
        name="Laptop",
        name_zh="笔记本电脑",
        is_device=True,
        attributes=[
            {"name": "memory", "label": {"en": "Memory", "zh": "内存"}, "kind": "number"},
            {"name": "leased", "label": {"en": "Leased", "zh": "租赁"}, "kind": "yesno"},
            {
                "name": "system",
                "label": {"en": "System", "zh": "系统"},
                "kind": "choice",
                "choices": ["Linux", {"value": "win", "label": {"en": "Windows", "zh": "视窗"}}],
            },
            {"name": "manual", "label": {"en": "Manual", "zh": "手册"}, "kind": "url"},
        ],
    ),
    ItemType(slug="server", name="Server", name_zh="服务器"),
    ItemType(slug="application", name="Application", name_zh="应用系统", is_public=True),
]
RELATIONS = [
    RelationType(
        slug="runs-on", name="runs on", name_zh="运行于", inverse="runs", inverse_zh="承载", impact="backward"
    ),
    RelationType(
        slug="supports", name="supports", name_zh="支撑", inverse="is supported by", impact="forward"
    ),
    RelationType(slug="stands-in", name="stands in", inverse="houses", impact="none"),
]


@pytest.fixture
def estate(company) -> Estate:
    kim = hire(company, "kim", company.it)
    people.give_role(kim, "item-manager", by=company.machine, now=NOW)
    estate = Estate(company, kim, hire(company, "hedi", company.hr))
    for template in TYPES:
        names = ("slug", "name", "name_zh", "is_device", "is_public", "attributes")
        type = ItemType(**{name: getattr(template, name) for name in names})
        type.parent = estate.types["hardware"] if template.slug == "laptop" else None
        estate.types[type.slug] = actions.save_type(type, by=kim, now=NOW)
    for template in RELATIONS:
        names = [field.name for field in RelationType._meta.concrete_fields if not field.primary_key]
        type = RelationType(**{name: getattr(template, name) for name in names})
        estate.relations[template.slug] = actions.save_relation_type(type, by=kim, now=NOW)
    return estate


@pytest.fixture
def kim(estate) -> Person:
    return estate.kim
