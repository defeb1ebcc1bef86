"""The gallery: every service in it is complete in both languages and can be ordered; taking one makes a draft."""

import pytest
from django.utils import translation

from catalog import gallery, publishing
from catalog.actions import order
from people import actions as people
from tests.catalog.gallery import sample
from ui import icons

pytestmark = pytest.mark.django_db


@pytest.fixture
def fresh(company, standard, now):
    """A department that offers nothing yet, with one team."""
    department = people.add_department(slug="fresh", name="Fresh", name_zh="新部门", by=company.ada, now=now)
    people.add_team(slug="fresh-team", name="Fresh team", department=department, by=company.ada, now=now)
    return department


def setting_of(department, entry) -> gallery.Setting:
    return gallery.Setting(
        department, gallery.usual_team(department), gallery.usual_level(entry), gallery.usual_currency()
    )


def test_there_is_enough_to_begin_with():
    assert len(gallery.entries()) >= 22
    assert {one.area for one in gallery.entries()} == set(gallery.AREAS)
    assert {one.need for one in gallery.entries()} == set(gallery.NEEDS)


@pytest.mark.parametrize("entry", gallery.entries(), ids=lambda one: one.slug)
def test_every_one_is_published_without_a_word_against_it_and_ordered(entry, fresh, company, now):
    page = gallery.take(entry, setting_of(fresh, entry), by=company.ada)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert [str(fault) for fault in publishing.faults_of(page)] == []
    version = publishing.publish(page, by=company.ada, now=now)
    assert entry.spec.icon in icons.names()
    assert entry.topics
    assert any(not word.isascii() for word in entry.spec.keywords)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            answers = sample(entry, by=company.mara, company=company, now=now)
            ticket = order(version, by=company.mara, answers=answers, now=now, channel="api")
            assert ticket.team.department == fresh
            assert ticket.subject
            assert "{" not in ticket.subject
            assert answers.keys() <= {name for name, said in ticket.answers.items() if said is not None}
