"""An article that is not meant for somebody is nowhere to them, whichever door they try."""

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pixels
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from knowledge import actions
from knowledge.models import Article, Feedback
from knowledge.suggestions import suggest
from people.models import Person
from tests.cast import NOW, sign_in

SECRET = "Zanzibar"


@pytest.fixture
def secrets(shelves, company) -> list[Article]:
    """One article for each way of not being for Erin: agents', another department's, a draft, taken back."""
    words = f"{SECRET} plans of the board"
    agents = shelves.article(f"{SECRET} runbook", words, audience="agents", services=["laptop"])
    department = shelves.article(
        f"{SECRET} bands",
        words,
        section=shelves.hr,
        audience="departments",
        departments=[company.hr],
        services=["laptop"],
    )
    draft = shelves.article(f"{SECRET} draft", words, publish=False, services=["laptop"])
    taken = shelves.article(f"{SECRET} old", words, services=["laptop"])
    actions.retire_article(taken, by=company.machine, now=NOW)
    return [agents, department, draft, taken]


def test_the_rule_itself(secrets, company):
    def titles(person: Person) -> set[str]:
        return {article.title.removeprefix(f"{SECRET} ") for article in Article.objects.visible_to(person)}

    assert titles(company.erin) == set()
    assert titles(company.tom) == {"runbook"}
    assert titles(company.hugo) == {"bands"}
    assert titles(company.fred) == set()
    assert titles(company.ada) == {"runbook", "bands"}
    assert titles(company.machine) == {"runbook", "bands"}


def test_departments_include_those_below_but_not_those_above(shelves, company):
    from people import actions as people

    deed = {"by": company.machine, "now": NOW}
    below = people.add_department(slug="payroll", name="Payroll", parent=company.finance, **deed)
    clerk = people.add_person("clerk", name="Clerk", email="c@example.org", department=below, **deed)
    shelves.article("For finance", audience="departments", departments=[company.finance])
    shelves.article("For payroll", audience="departments", departments=[below])

    assert {a.title for a in Article.objects.visible_to(clerk)} == {"For finance", "For payroll"}
    assert {a.title for a in Article.objects.visible_to(company.erin)} == {"For finance"}


def test_who_left_or_is_nobody_reads_nothing(shelves, company):
    shelves.article("For everybody")
    company.erin.is_active = False

    assert not Article.objects.visible_to(company.erin).exists()
    assert not Article.objects.visible_to(None).exists()


@pytest.mark.parametrize(
    "path",
    [
        "/answers/",
        "/answers/?q=zanzibar",
        "/answers/?q=zanzibar+plans+board",
        "/answers/?section=it",
        "/answers/?section=hr&q=plans",
        "/answers/suggest/?q=zanzibar+plans",
        "/answers/suggest/?q=plans&service=laptop",
        "/answers/of-service/laptop/",
    ],
)
def test_lists_search_suggestions_and_manuals_do_not_name_it(client, secrets, company, path):
    shown = sign_in(client, company.erin).get(path, headers={"HX-Request": "true"}).content.decode()

    assert SECRET not in shown
    assert "runbook" not in shown
    assert "bands" not in shown


def test_every_address_of_it_looks_like_one_that_does_not_exist(client, secrets, company):
    browser = sign_in(client, company.erin)
    nothing = browser.get("/answers/no-such-thing/")

    for article in secrets:
        for part in ("", "panel/"):
            answer = browser.get(f"/answers/{article.slug}/{part}")
            assert answer.status_code == nothing.status_code == 404
        for part, data in (("feedback/", {"helped": "yes"}), ("solved/", {})):
            assert browser.post(f"/answers/{article.slug}/{part}", data).status_code == 404
    assert not Feedback.objects.exists()


def test_counts_start_from_what_is_readable(client, shelves, secrets, company):
    shelves.article("Print in colour")

    shown = sign_in(client, company.erin).get("/answers/").content.decode()

    assert '<span class="count">1</span>' in shown
    assert "section=hr" not in shown


def test_suggestions_filter_in_the_query_itself(secrets, company):
    erin = Person.objects.get(pk=company.erin.pk)

    with CaptureQueriesContext(connection) as queries:
        assert suggest(erin, f"{SECRET} plans") == []

    searching = [query["sql"] for query in queries if "search_hits" in query["sql"]]
    assert searching, queries.captured_queries
    assert [sql for sql in searching if "audience" not in sql.partition("WHERE")[2]] == []
    assert {hit.article.title for hit in suggest(company.tom, f"{SECRET} plans")} == {f"{SECRET} runbook"}


def test_a_link_to_it_keeps_its_words_and_loses_its_address(client, shelves, secrets, company):
    runbook = secrets[0]
    body = [{"type": "text", "value": f'<p>See <a linktype="page" id="{runbook.pk}">that page</a>.</p>'}]
    actions.write_article(shelves.it, title="Open", body=body, by=company.machine, now=NOW)

    to_erin = sign_in(client, company.erin).get("/answers/open/").content.decode()
    to_tom = sign_in(client, company.tom).get("/answers/open/").content.decode()

    assert "See that page." in to_erin
    assert runbook.slug not in to_erin
    assert f"/answers/{runbook.slug}/" in to_tom


def test_a_translation_that_is_more_restricted_is_not_offered(client, shelves, company):
    english = shelves.article("Print in colour")
    chinese = shelves.article("打印", language="zh-hans", translation_of=english, audience="agents")

    shown = sign_in(client, company.erin).get("/answers/print-in-colour/").content.decode()

    assert chinese.title not in shown
    assert "简体中文" not in shown[shown.index("<main") :]
    client.cookies["django_language"] = "zh-hans"
    hits = suggest(company.erin, "Print in colour", language="zh-hans")
    assert [hit.article for hit in hits] == [english]


@pytest.fixture
def pictured(shelves, company, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pixels = BytesIO()
    Pixels.new("RGB", (20, 10), "red").save(pixels, "PNG")
    image = get_image_model().objects.create(title="plan", file=ImageFile(pixels, name="plan.png"))
    body = [{"type": "picture", "value": {"image": image.pk, "caption": "The plan"}}]
    actions.write_article(
        shelves.it, title="Plans", body=body, audience="agents", by=company.machine, now=NOW
    )
    return image


def test_its_pictures_are_as_restricted_as_it(client, pictured, company):
    address = f"/answers/pictures/{pictured.pk}/"

    assert sign_in(client, company.erin).get(address).status_code == 404
    shown = sign_in(client, company.tom).get(address)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/png")
    assert "private" in shown.headers["Cache-Control"]
    assert address in client.get("/answers/plans/").content.decode()


def test_its_documents_are_as_restricted_as_it(client, shelves, company, settings, tmp_path):
    from django.core.files.base import ContentFile

    settings.MEDIA_ROOT = tmp_path
    document = get_document_model().objects.create(title="plan", file=ContentFile(b"plan", name="plan.txt"))
    body = [{"type": "text", "value": f'<p><a linktype="document" id="{document.pk}">plan</a></p>'}]
    article = actions.write_article(
        shelves.it, title="Plans", body=body, audience="agents", by=company.machine, now=NOW
    )

    assert sign_in(client, company.erin).get(document.url).status_code == 404
    assert sign_in(client, company.tom).get(document.url).status_code == 200
    client.logout()
    assert client.get(document.url).status_code == 404
    actions.change_article(article, audience="everybody", by=company.machine, now=NOW)
    assert sign_in(client, company.erin).get(document.url).status_code == 200
