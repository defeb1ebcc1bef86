"""The whole back office, address by address: a publisher of another department finds nothing of HR's in it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from itertools import islice, product

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.html import strip_tags
from PIL import Image as Pixels
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from catalog import publishing
from catalog.actions import announce, ensure_storefront
from catalog.models import ServicePage
from knowledge import actions as knowledge
from people import actions as people
from tests.cast import sign_in
from tests.catalog.conftest import question

pytestmark = pytest.mark.django_db

TELLING = ("Severance", "遣散费", "Who leaves", "golden-handshake")
QUERIES = ("", "?q=sever&collection_id={collection}&id={page}&id={draft}&id={article}")
MODELS = ("catalog/servicepage", "knowledge/article", "catalog/announcement", "wagtailimages/image")
TAKES = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
NOT_WALKED = ("logout", "failwhale", "test404", "password_reset", ".*")


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address below it, with the names of what it takes in angle brackets."""
    for one in resolver.url_patterns:
        path = before + str(one.pattern).strip("^$")
        if isinstance(one, URLResolver):
            yield from addresses(one, path)
        elif isinstance(one, URLPattern) and not any(part in path for part in NOT_WALKED):
            yield path


def filled(template: str, hr) -> Iterator[str]:
    """The address with everything of HR's that it could mean."""
    template = re.sub(
        r"<slug:\w*app\w*>/<slug:\w*model\w*>|<str:app_label>/<str:model_name>", "<str:model>", template
    )
    takes = [one or other for one, other in TAKES.findall(template)]
    choices = [hr.things.get(name) or hr.things[template.partition("/")[0]] for name in takes]
    for values in product(*choices):
        path = template
        for value in values:
            path = TAKES.sub(str(value), path, count=1)
        yield path


@pytest.fixture
def hr(offer, company, now, settings, tmp_path):
    """All that HR keeps: a draft never published, a service for HR alone, an article, media, an announcement."""
    settings.MEDIA_ROOT = tmp_path
    ensure_storefront(company.finance)
    for person, department in ((company.hanna, company.hr), (company.fiona, company.finance)):
        people.give_role(person, "author", department, by=company.machine, now=now)
        knowledge.add_section(department, by=company.machine, now=now)
    offer(
        "golden-handshake",
        department="hr",
        audience={"departments": ["hr"]},
        title={"en": "Severance", "zh": "遣散费"},
        questions=[question("text", "who_leaves", required=True, label={"en": "Who leaves?", "zh": "谁?"})],
    )
    live = ServicePage.objects.get()
    publishing.publish(live, by=company.hanna, now=now, notes="Severance pays more.", notes_zh="遣散费更多。")
    draft = ServicePage(title="Severance, draft", title_zh="遣散费草稿", slug="severance-draft", live=False)
    live.get_parent().add_child(instance=draft)
    draft.save_revision(user=company.hanna)
    section = knowledge.add_section(company.hr, by=company.machine, now=now)
    article = knowledge.write_article(
        section,
        title="Severance for keepers",
        body=[{"type": "text", "value": "<p>Severance</p>"}],
        audience="agents",
        by=company.hanna,
        now=now,
    )
    pixels = BytesIO()
    Pixels.new("RGB", (20, 10), "red").save(pixels, "PNG")
    media = {"collection": section.media, "uploaded_by_user": company.hanna}
    image = get_image_model().objects.create(
        title="Severance picture", file=ImageFile(pixels, name="severance.png"), **media
    )
    document = get_document_model().objects.create(
        title="Severance table", file=ContentFile(b"Severance", name="severance.txt"), **media
    )
    announcement = announce(
        department=company.hr,
        for_department=company.hr,
        title="Severance is new",
        title_zh="遣散费",
        by=company.hanna,
        now=now,
    )
    call_command("rebuild_references_index", verbosity=0)
    for page in (live, draft, article):
        page.refresh_from_db()
    pages = [live.get_parent().pk, live.pk, draft.pk, section.pk, article.pk]
    revisions = [page.latest_revision_id for page in (live, draft, article)]
    images, documents, collections, first = [image.pk], [document.pk], [section.media_id], [1]
    company.things = defaultdict(lambda: [announcement.pk, company.hr.pk, company.hanna.pk])
    company.things |= {
        "model": MODELS,
        "action": ("delete", "publish", "unpublish", "move"),
        "action_name": ("publish", "copy"),
        "filter_spec": ("width-100",),
        **dict.fromkeys(("pages", "services", "page_id", "parent_page_id", "choose-page", "api"), pages),
        **dict.fromkeys(("page_to_move_id", "destination_id", "page_pk"), pages[1:2]),
        **dict.fromkeys(("revision_id", "revision_id_a", "revision_id_b"), revisions),
        **dict.fromkeys(("images", "image_id"), images),
        **dict.fromkeys(("documents", "document_id", "doc_id"), documents),
        **dict.fromkeys(("collections", "collection_id"), collections),
        **dict.fromkeys(("number", "task_state_id", "task_id", "workflow_state_id", "session_id"), first),
    }
    company.named = {
        "collection": section.media_id,
        "page": live.pk,
        "draft": draft.pk,
        "article": article.pk,
    }
    return company


def told(client: Client, hr) -> Iterator[str]:
    """The addresses of the back office that say anything telling about HR."""
    admin = next(one for one in get_resolver().url_patterns if str(one.pattern) == "admin/")
    for template in addresses(admin):
        queries = QUERIES if "<" not in template or "bulk/" in template else QUERIES[:1]
        for path, query in product(filled(template, hr), queries):
            text = said(client, f"/admin/{path}{query.format(**hr.named)}")
            if any(word in text for word in TELLING):
                yield template
                break


def said(client: Client, address: str) -> str:
    """Everything the answer says: its body, its headers and the messages that the next page would show."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{body.decode(errors='replace')} {answer.headers}"


def test_no_address_tells_another_departments_publisher_anything(hr):
    browser = Client(raise_request_exception=False)
    keeper = list(islice(told(sign_in(browser, hr.hanna), hr), 30))
    assert len(keeper) == 30  # the walk does come by everything

    assert list(told(sign_in(browser, hr.fiona), hr)) == []


def test_a_page_outside_ones_part_is_like_one_that_does_not_exist(hr):
    browser = sign_in(Client(), hr.fiona)
    for there, missing in (("pages/{}/", 999_999), ("pages/{}/edit/", 999_999), ("choose-page/{}/", 999_999)):
        answers = [browser.get(f"/admin/{there.format(pk)}") for pk in (hr.named["page"], missing)]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_a_link_may_lead_to_what_one_may_read_but_does_not_keep(hr, now):
    section = knowledge.add_section(hr.it, by=hr.machine, now=now)
    body = [{"type": "text", "value": "<p>Print.</p>"}]
    article = knowledge.write_article(section, title="Print in colour", body=body, by=hr.machine, now=now)
    browser = sign_in(Client(), hr.fiona)
    assert article.title in said(browser, "/admin/choose-page/search/?q=colour")
    assert article.title in said(browser, f"/admin/choose-page/chosen-multiple/?id={article.pk}")
    assert browser.get(f"/admin/choose-page/chosen-multiple/?id={hr.named['draft']}").status_code == 404


def test_the_number_of_pages_is_that_of_ones_own(hr):
    """Finance keeps a storefront and a section, and nothing in them yet."""
    assert re.search(r"\b0\s+Pages", plain_text(said(sign_in(Client(), hr.fiona), "/admin/")))
    assert re.search(r"\b3\s+Pages", plain_text(said(sign_in(Client(), hr.hanna), "/admin/")))


def plain_text(html: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(html))


def test_numbers_that_no_page_has_lead_nowhere(client, company):
    sign_in(client, company.hanna)
    for number in (2**63, 10**30):
        assert client.get(f"/admin/pages/{number}/edit/").status_code == 404
    for word in ("", "x", "²", "9" * 20, "9" * 5000):
        assert client.get("/admin/choose-page/chosen-multiple/", {"id": word}).status_code == 404
