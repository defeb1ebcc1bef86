"""The demo company: whole, repeatable, never in production."""

from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.models import Service
from cmdb.models import Item, Relation
from knowledge.models import Article
from people.demo import ACCOUNTS, PASSWORD
from people.models import Department, Person, Site, Team
from servicedesk.demo.files import read
from servicedesk.demo.load import load_company
from tickets.models import Ticket

FIVE = {"laptop", "access-to-a-system", "report-a-fault", "onboard-a-system", "submit-a-change"}  # CAT-4


def counts() -> dict[str, int]:
    models = (Person, Department, Team, Site, Service, Article, Item, Relation, Ticket)
    return {model.__name__: model.objects.count() for model in models}


def test_the_company_is_whole_and_loading_it_again_changes_nothing(db, client, tmp_path):
    load_company(now=timezone.now(), count=12, say=lambda text: None)
    first = counts()
    assert first["Ticket"] == 12 + len(read("processes")["orders"])
    assert first["Item"] >= 150
    assert first["Person"] >= 40
    assert Article.objects.live().filter(language="en").count() >= 20
    services = set(Service.objects.filter(is_live=True).values_list("slug", flat=True))
    assert len(services) >= 12
    assert services >= FIVE
    six = {"it", "hr", "finance", "facilities", "legal", "procurement"}
    assert six <= set(Service.objects.values_list("department__slug", flat=True))
    for username in ACCOUNTS:
        assert client.login(username=username, password=PASSWORD), username

    load_company(now=timezone.now(), count=12, say=lambda text: None)
    assert counts() == first
    for slug in services:
        assert client.get(f"/services/{slug}/").status_code == 200, slug
        assert exported_and_imported(slug, tmp_path / f"{slug}.yaml") == "no differences\n", slug


def exported_and_imported(slug: str, file: Path) -> str:
    """What the import of a service's own export says."""
    call_command("export_service", slug, str(file), verbosity=0)
    said = StringIO()
    call_command("import_service", str(file), stdout=said, stderr=StringIO())
    return said.getvalue()


def test_production_refuses_it(db, settings):
    settings.ENV = SimpleNamespace(production=True)
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo")
    assert not Person.objects.filter(username="employee").exists()
