"""A small catalog on top of the company: what IT and HR offer, written as files and published for real."""

from typing import Any

import pytest

from catalog import demo
from catalog.models import Service, ServiceVersion
from people.models import Person
from tests.cast import *  # noqa: F403
from tests.cast import NOW, Company
from tickets.models import ServiceLevel

TEXT = {"en": "A sentence.", "zh": "一句话。"}


def written(slug: str, department: str = "it", **more: Any) -> dict[str, Any]:
    """A small, complete service as its file would say it."""
    return {
        "slug": slug,
        "department": department,
        "title": {"en": slug.replace("-", " ").capitalize(), "zh": "服务"},
        "summary": TEXT,
        "description": TEXT,
        "for_whom": TEXT,
        "team": {"it": "it-service-desk", "hr": "hr-services"}.get(department, "it-service-desk"),
        "service_level": "standard",
        "steps": [{"title": TEXT, "text": TEXT}],
        **more,
    }


def question(kind: str, name: str, **more: Any) -> dict[str, Any]:
    label = {"en": name.replace("_", " ").capitalize(), "zh": f"{name} 问题"}
    return {"kind": kind, "name": name, "label": label, **more}


@pytest.fixture
def standard(company: Company) -> ServiceLevel:
    """Two working days, half a day to the first answer."""
    return ServiceLevel.objects.create(
        slug="standard",
        name="Standard",
        name_zh="标准",
        calendar=company.office_hours,
        targets={"default": {"response": 240, "resolution": 960}},
        pauses_in=["waiting"],
    )


@pytest.fixture
def offer(company: Company, standard: ServiceLevel):
    """`offer("laptop", questions=[…])` publishes a service and gives the version that is ordered now."""

    def publish(slug: str = "thing", *, by: Person | None = None, now=NOW, **more: Any) -> ServiceVersion:
        demo.load([written(slug, **more)], by=by or company.machine, now=now)
        return Service.objects.select_related("current").get(slug=slug).current

    return publish
