"""What the company of the cast knows, and Abel, who writes it down for IT."""

from dataclasses import dataclass
from typing import Any

import pytest

from knowledge import actions
from knowledge.models import Article, Section
from people import actions as people
from people.models import Person
from tests.cast import NOW, Company


@dataclass
class Shelves:
    company: Company
    abel: Person
    it: Section
    hr: Section

    def article(self, title: str, words: str = "", section: Section | None = None, **facts: Any) -> Article:
        body = [{"type": "text", "value": f"<p>{words or title}</p>"}]
        return actions.write_article(
            section or self.it, title=title, body=body, by=self.company.machine, now=NOW, **facts
        )


@pytest.fixture
def shelves(company) -> Shelves:
    deed = {"by": company.machine, "now": NOW}
    abel = people.add_person(
        "abel", name="Abel Author", email="abel@example.org", department=company.it, **deed
    )
    it = actions.add_section(company.it, **deed)
    hr = actions.add_section(company.hr, **deed)
    people.give_role(abel, "author", company.it, **deed)
    return Shelves(company, abel, it, hr)


@pytest.fixture
def abel(shelves) -> Person:
    return shelves.abel
