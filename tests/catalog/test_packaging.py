"""A service as a file: out, in again, and what is refused on the way."""

from contextlib import suppress
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import package, packaging
from catalog.actions import ensure_storefront
from catalog.comparing import differences
from catalog.models import Service, ServicePage, ServiceVersion, Topic
from catalog.packaging import BadFile
from servicedesk.demo.files import read as demo_file
from tests.catalog.conftest import question
from tests.catalog.specs import SPECS
from tickets.lifecycles import shipped
from tickets.lifecycles.store import as_json
from tickets.models import LifecycleVersion

pytestmark = pytest.mark.django_db

CHOICES = [{"value": "yes", "label": {"en": "Yes: now", "zh": "是"}}, {"value": "12:30", "label": "12:30"}]
QUESTIONS = [
    question("choice", "model", choices=CHOICES, required=True),
    {"kind": "section", "label": {"en": "Delivery", "zh": "交付"}},
    question("longtext", "why", visible_if="model == 'yes'", help={"en": "Line one\nLine two", "zh": ""}),
    question("money", "amount", minimum=None, maximum="10.50"),
    question("table", "lines", columns=[{"name": "what", "label": {"en": "What", "zh": "品名"}}]),
]


def run(command: str, *args: str, **options) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def laptop(offer):
    return offer(
        "laptop",
        questions=QUESTIONS,
        tags=[{"slug": "hardware", "en": "Hardware", "zh": "硬件"}],
        keywords=["notebook", "电脑"],
        price={"amount": "1450.00", "note": {"en": "once", "zh": "一次性"}},
        routes=[{"when": "person.site == 'shanghai'", "team": "it-network"}],
        audience={"departments": ["finance", "it"], "rule": "person.is_vip"},
    )


@pytest.fixture
def file(laptop, tmp_path):
    path = tmp_path / "laptop.yaml"
    run("export_service", "laptop", str(path))
    return path


def refused(content: str | bytes) -> list[str]:
    with pytest.raises(BadFile) as caught:
        packaging.read(content if isinstance(content, bytes) else content.encode(), name="x.yaml")
    return [str(fault) for fault in caught.value.faults]


def test_what_was_exported_differs_in_nothing(file, laptop):
    assert run("import_service", str(file)) == "no differences\n"
    assert ServiceVersion.objects.count() == 1
    data = yaml.safe_load(file.read_text())
    assert (data["format"], data["service"], data["version"], data["digest"]) == (
        1,
        "laptop",
        1,
        laptop.digest,
    )
    assert data["lifecycle"]["slug"] == "request"
    assert "spec" not in data["lifecycle"]
    assert "title: {en: Laptop, zh: 服务}" in file.read_text()


@pytest.mark.parametrize("data", demo_file("services"), ids=lambda data: data["slug"])
def test_every_service_of_the_demo_comes_back_the_same(data, now):
    from catalog.packaging.writing import _package

    spec = package.read(data, topics=package.named_topics(demo_file("services")))
    text = _package(spec, number=1, notes={"en": "", "zh": ""}, now=now)
    again = packaging.read(text.encode(), name="x.yaml").spec
    assert differences(spec, again) == []
    assert spec.digest() == again.digest()


def test_a_changed_file_says_what_changes_and_only_a_real_import_changes_it(file):
    text = file.read_text().replace("title: {en: Laptop,", "title: {en: Portable,")
    file.write_text(text.replace("service_level: standard", "service_level: standard\n  impact: 1"))
    text = file.read_text().replace("  impact: 3\n", "", 1)
    file.write_text(text)
    changes = "Name in English: “Laptop” → “Portable”\nImpact: “Low” → “High”\n"

    assert run("import_service", str(file), "--dry-run") == changes
    assert ServiceVersion.objects.count() == 1
    assert run("import_service", str(file)) == changes + "laptop: version 2 is published\n"
    assert Service.objects.get().current.service_spec.title["en"] == "Portable"
    assert run("import_service", str(file)) == "no differences\n"


def test_a_service_that_is_not_here_yet_is_made_and_published(file, laptop, company):
    page = ServicePage.objects.get()
    text = file.read_text().replace("laptop", "tablet")
    file.write_text(text)

    assert run("import_service", str(file), "--dry-run").startswith("new service: tablet\n")
    assert ServicePage.objects.get() == page
    assert run("import_service", str(file)).endswith("tablet: version 1 is published\n")
    assert Service.objects.get(slug="tablet").current.published_by == company.machine


def test_who_may_not_write_for_the_department_imports_nothing(file, company):
    file.write_text(file.read_text().replace("Laptop", "Mine"))
    for person in (company.fiona, company.hanna, company.erin, company.tom):
        with pytest.raises(CommandError, match="may not write services"):
            run("import_service", str(file), "--as", person.username)
    assert ServiceVersion.objects.count() == 1
    assert run("import_service", str(file), "--as", "ada").endswith("version 2 is published\n")
    assert ServiceVersion.objects.get(number=2).published_by == company.ada


def test_an_address_of_another_department_is_not_taken_over(file, company):
    ensure_storefront(company.finance)
    file.write_text(file.read_text().replace("department: it\n", "department: finance\n"))
    with pytest.raises(CommandError, match=r"laptop.yaml:\d+: slug: Another service"):
        run("import_service", str(file), "--as", "fiona")


def test_what_does_not_exist_here_is_named_with_its_line(file):
    text = file.read_text()
    for old, new in (
        ("team: it-service-desk", "team: it-nobody"),
        ("service_level: standard", "service_level: gold"),
        ("team: it-network", "team: it-no-network"),
        ("- finance", "- marketing"),
        ("lifecycle: request", "lifecycle: own"),
    ):
        text = text.replace(old, new)
    file.write_text(text)
    with pytest.raises(CommandError) as caught:
        run("import_service", str(file))
    told = str(caught.value)
    lines = text.splitlines()
    for place, name in (("team", "it-nobody"), ("service_level", "gold"), ("routes.0.team", "it-no-network")):
        number = next(number for number, line in enumerate(lines, 1) if name in line)
        assert f"laptop.yaml:{number}: {place}: There is no" in told, place
    assert "audience.departments: “marketing”" in told
    assert "lifecycle: There is no lifecycle “own”" in told
    assert ServiceVersion.objects.count() == 1
    file.write_text(text.replace("department: it\n", "department: moon\n"))
    with pytest.raises(CommandError, match="There is no department “moon”"):
        run("import_service", str(file))


def test_a_lifecycle_of_ones_own_goes_along_and_is_published_only_when_asked(offer, company, now, tmp_path):
    from tickets.actions import publish_lifecycle

    own = as_json(shipped()["request"]) | {"slug": "short"}
    publish_lifecycle("short", own, by=company.ada, now=now)
    offer("laptop", lifecycle="short")
    path = tmp_path / "laptop.yaml"
    run("export_service", "laptop", str(path))
    assert yaml.safe_load(path.read_text())["lifecycle"]["spec"]["slug"] == "short"
    assert run("import_service", str(path)) == "no differences\n"
    text = path.read_text().replace("short", "shorter")
    path.write_text(text)

    with pytest.raises(CommandError, match="--with-lifecycle"):
        run("import_service", str(path))
    told = run("import_service", str(path), "--with-lifecycle", "--dry-run")
    assert told == "Lifecycle: “short” → “shorter”\n"
    assert not LifecycleVersion.objects.filter(lifecycle__slug="shorter").exists()
    assert "version 2 is published" in run("import_service", str(path), "--with-lifecycle")
    assert LifecycleVersion.objects.filter(lifecycle__slug="shorter").exists()


def test_only_who_may_add_topics_brings_new_ones_along(file, company, offer):
    ensure_storefront(company.hr)
    text = file.read_text().replace("department: it\n", "department: hr\n").replace("laptop", "hr-laptop")
    file.write_text(text.replace("slug: hardware", "slug: secret-topic"))
    with pytest.raises(CommandError, match="There is no topic “secret-topic”"):
        run("import_service", str(file), "--as", "hanna")
    assert not Topic.objects.filter(slug="secret-topic").exists()
    assert "new service" in run("import_service", str(file))


def test_release_notes_travel_along(offer, company, now, tmp_path):
    offer("laptop")
    page = ServicePage.objects.get()
    page.summary = "Better."
    from catalog import publishing

    publishing.publish(page, by=company.ada, now=now, notes="It is better now.")
    path = tmp_path / "laptop.yaml"
    run("export_service", "laptop", str(path))
    path.write_text(path.read_text().replace("laptop", "tablet"))
    run("import_service", str(path))
    assert Service.objects.get(slug="tablet").current.notes == "It is better now."


GOOD = "format: 1\nspec:\n  slug: x\n  department: it\n  title: {en: X, zh: X}\n"
HOSTILE = [
    ("", "The file is empty"),
    (b"\xff\xfe\x00", "no text in UTF-8"),
    (b"a" * (10 * 1024 * 1024), "larger than 1 MB"),
    ("a: &a [1]\nb: [*a, *a]\n", "x.yaml:1: Anchors and aliases"),
    ("a: !!python/object/apply:os.system ['true']\n", "x.yaml:1: Tags"),
    (GOOD + "---\nmore: 1\n", "more than one document"),
    ("[" * 2000, "nested too deeply"),
    ("a: {b\n", "no YAML"),
    ("a: '\n", "no YAML"),
    ("a: \x01\n", "no YAML"),
    ("- 1\n- 2\n", "no service file"),
    ("just words", "no service file"),
    (
        GOOD.replace("format: 1", "format: 2"),
        "x.yaml:1: format: The file has format 2; this desk reads up to 1",
    ),
    (GOOD.replace("format: 1", "format: one"), "format: This must be a whole number"),
    (GOOD + "surprise: 1\n", "x.yaml:6: surprise: There is no such setting."),
    (GOOD + "  surprise: 1\n", "x.yaml:6: surprise: There is no such setting."),
    (GOOD + "service: y\n", "service: Above the file says another service"),
    (GOOD + "  impact: often\n", "x.yaml:6: impact: This must be a whole number."),
    (GOOD + "  title: {en: Y}\n", "x.yaml:6: “title” is written twice."),
    (GOOD + "  questions: 5\n", "x.yaml:6: questions: This must be a list."),
    (GOOD + "  questions: [5]\n", "x.yaml:6: questions.0: This must be a group of settings"),
    (
        GOOD + "  questions:\n  - {kind: text}\n  - {kind: rocket}\n",
        "x.yaml:8: questions.1: There is no such kind",
    ),
    (
        GOOD + "  questions:\n  - kind: text\n    reqired: true\n",
        "x.yaml:8: questions.0.reqired: There is no such",
    ),
    (GOOD + "  questions:\n  - {kind: choice, choices: 5}\n", "questions.0.choices: This must be a list."),
    (GOOD + "  tags: 5\n", "x.yaml:6: tags: This must be a list."),
    (GOOD + "  audience: 5\n", "x.yaml:6: audience: This must be a group of settings"),
    (GOOD + "  kind: {a: 1}\n", "can't be read as a service"),
    ("format: 1\nspec: 5\n", "spec: This must be a group"),
    ("format: 1\nspec: {title: X}\n", "This is missing."),
    ("[1]: 2\n", "A name must be a plain word"),
    (GOOD + "notes: {en: 5}\n", "x.yaml:6: notes: Release notes"),
    (GOOD + "lifecycle: 5\n", "lifecycle: This must be a group"),
    (GOOD + '  keywords: ["a\\0b"]\n', "x.yaml:6: There is a character here"),
    (GOOD + '  keywords: ["\\ud800"]\n', "x.yaml:6: This is no YAML"),
    (GOOD + "  price: {amount: 1E+999999999}\n", "x.yaml:6: price.amount: This number is too long."),
    (GOOD + "  price: {amount: .nan}\n", "price.amount: "),
    ("a: [" + "1," * 60_000 + "]", "too much in this file"),
]


@pytest.mark.parametrize(("content", "sentence"), HOSTILE, ids=[sentence for _content, sentence in HOSTILE])
def test_a_hostile_or_broken_file_is_refused_in_words(content, sentence):
    told = refused(content)
    assert any(sentence in one for one in told), told


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PLACES = (
    "questions",
    "tags",
    "keywords",
    "description",
    "title",
    "audience",
    "routes",
    "price",
    "kind",
    "steps",
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLACES), JSON, st.sampled_from(["", "kind", "choices", "columns", "name"]))
def test_whatever_stands_in_a_file_it_is_read_or_refused(place, value, inside):
    value = [{"kind": "table", inside: value}] if inside and place == "questions" else value
    spec = {"slug": "x", "department": "it", "title": "X", place: value}
    with suppress(BadFile):  # anything else would be a bug
        packaging.read(yaml.safe_dump({"format": 1, "spec": spec}).encode(), name="x.yaml")


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(SPECS)
def test_what_is_left_out_of_a_file_is_what_says_nothing(spec):
    from catalog.packaging.writing import brief

    assert type(spec).model_validate(brief(spec)).digest() == spec.digest()


def test_what_does_not_fit_into_the_editor_is_refused(file):
    text = file.read_text()
    for old, new, sentence in (
        ("slug: laptop", "slug: ../admin", "slug: Use small Latin letters"),
        ("A sentence.", "A sentence." * 60, "summary:"),
        ("icon: concierge-bell", "icon: " + "x" * 60, "icon:"),
        ("title: {en: Laptop", "title: {en: " + "x" * 300, "title: The name is too long"),
    ):
        path = file.with_name("changed.yaml")
        path.write_text(text.replace("service: laptop\n", "").replace(old, new, 1))
        with pytest.raises(CommandError, match=sentence):
            run("import_service", str(path))
    assert ServiceVersion.objects.count() == 1


def test_what_the_editor_would_write_differently_is_compared_as_the_editor_writes_it(file):
    text = file.read_text().replace("- notebook\n", "- notebook, book\n")
    file.write_text(text.replace("rule: person.is_vip", "rule: ' person.is_vip '"))
    told = run("import_service", str(file))
    assert told == "Other words for it added: “book”\nlaptop: version 2 is published\n"
    assert run("import_service", str(file)) == "no differences\n"
