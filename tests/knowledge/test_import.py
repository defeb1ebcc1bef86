from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from PIL import Image as Pixels

from knowledge import actions
from knowledge.importing import Options, Report, import_folder
from knowledge.models import Article, Section
from knowledge.suggestions import suggest
from tests.cast import NOW, sign_in

FILES = {"index.md", "leave.md", "old.md", "tools/slack.md", "tools/slack/rules.md"}
FRONT = "---\ntitle: Welcome\nkeywords: start, first day\n---\n"


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    home = tmp_path / "handbook"
    files = {
        "index.md": f"{FRONT}See [slack](tools/slack.md) and [leave](/leave/).",
        "tools/slack.md": "# Slack\n\nBack to [the start](../index.md#top), [rules](rules/), [nowhere](gone.md).",
        "tools/slack/rules.md": "Be kind.\n\n![plan](../../img/plan.png)\n\n![far](https://example.org/x.png)",
        "leave.md": "---\npermalink: /leave/\n---\n# 年假\n\n员工每年有三十天年假，可以在系统中申请。",
        "empty.md": "---\ntitle: Moved\nredirect_to: https://example.org\n---\n",
        "blank.md": "  \n",
        ".hidden/secret.md": "# Secret",
        "notes.txt": "not Markdown",
    }
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (home / "binary.md").write_bytes(b"\x00\x01\x02")
    (home / "old.md").write_bytes("# 旧文件\n\n用旧编码写的。".encode("gb18030"))
    (home / "huge.md").write_text("x" * (1024 * 1024 + 1))
    (home / "img").mkdir()
    pixels = BytesIO()
    Pixels.new("RGB", (8, 8), "blue").save(pixels, "PNG")
    (home / "img" / "plan.png").write_bytes(pixels.getvalue())
    return home


@pytest.fixture
def bring(folder, shelves, company):
    def again(**options) -> Report:
        chosen = Options(name="handbook", **options)
        return import_folder(folder, shelves.it, chosen, by=company.machine, now=NOW)

    return again


def by_source(source: str) -> Article:
    return Article.objects.get(source=f"handbook/{source}")


def test_a_folder_becomes_articles_that_link_to_each_other(bring):
    report = bring()

    assert sorted(report.added) == [
        "index.md",
        "leave.md",
        "old.md",
        "tools/slack.md",
        "tools/slack/rules.md",
    ]
    assert dict(report.problems) == {
        "binary.md": "not a text",
        "blank.md": "empty",
        "empty.md": "empty",
        "huge.md": "larger than 1.0\xa0MB",
    }
    start, slack, rules = (
        by_source("index.md"),
        by_source("tools/slack.md"),
        by_source("tools/slack/rules.md"),
    )
    assert (start.title, start.tags, start.live) == ("Welcome", ["start", "first day"], True)
    assert f'id="{slack.pk}"' in start.body[0].value.source
    assert f'id="{by_source("leave.md").pk}"' in start.body[0].value.source
    assert f'id="{start.pk}"' in slack.body[0].value.source
    assert f'id="{rules.pk}"' in slack.body[0].value.source
    assert "nowhere.</p>" in slack.body[0].value.source
    assert rules.title == "Rules"
    assert [block.block_type for block in rules.body] == ["text", "picture"]
    assert ("tools/slack.md", "1 link leads nowhere in the folder") in report.lost
    assert ("tools/slack/rules.md", "picture left out: https://example.org/x.png") in report.lost
    assert [by_source(one).language for one in ("leave.md", "old.md", "index.md")] == [
        "zh-hans",
        "zh-hans",
        "en",
    ]
    assert not Article.objects.filter(live=False).exists()


def test_a_second_import_changes_nothing_and_a_third_only_what_changed(bring, folder):
    bring()
    versions = {article.pk: article.revisions.count() for article in Article.objects.all()}

    assert set(bring().unchanged) == FILES
    (folder / "leave.md").write_text("# 年假\n\n现在是三十二天。", "utf-8")
    (folder / "old.md").unlink()
    report = bring()

    assert (report.changed, report.missing) == (["leave.md"], ["handbook/old.md"])
    assert "三十二天" in by_source("leave.md").text
    assert by_source("old.md").live
    changed = {a.pk for a in Article.objects.all() if a.revisions.count() != versions[a.pk]}
    assert changed == {by_source("leave.md").pk}


def test_what_was_changed_here_is_kept_unless_one_insists(bring, folder, abel):
    bring()
    actions.change_article(by_source("leave.md"), by=abel, now=NOW, title="Our own title")
    (folder / "leave.md").write_text("# 年假\n\n现在是三十二天。", "utf-8")

    assert bring().kept == ["leave.md"]
    assert by_source("leave.md").title == "Our own title"
    assert bring(force=True).changed == ["leave.md"]
    assert by_source("leave.md").title == "年假"


def test_a_dry_run_tells_and_leaves_nothing(bring):
    report = bring(dry_run=True)

    assert len(report.added) == 5
    assert not Article.objects.exists()


def test_a_link_out_of_the_folder_is_not_followed(bring, folder, tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text("# Outside\n\nSecret of the machine.")
    (folder / "link.md").symlink_to(outside)
    (folder / "evil.md").write_text("# Evil\n\n![x](../../../etc/hostname)\n\n![y](../outside.md)\n\nText.")

    report = bring()

    assert "link.md" not in report.added
    assert not Article.objects.filter(text__contains="Secret of the machine").exists()
    assert {block.block_type for block in by_source("evil.md").body} == {"text"}


def test_what_was_imported_is_found_read_and_suggested(bring, client, company):
    bring()

    assert suggest(company.erin, "年假有几天", language="zh-hans")[0].article.title == "年假"
    shown = sign_in(client, company.erin).get(by_source("tools/slack/rules.md").get_absolute_url())
    assert b"/answers/pictures/" in shown.content


def test_agents_only_means_agents_only(bring, company):
    bring(audience="agents")

    assert not Article.objects.visible_to(company.erin).exists()
    assert Article.objects.visible_to(company.tom).count() == 5


def test_the_command_opens_the_section_and_sums_up(folder, company):
    out = StringIO()

    call_command("import_articles", str(folder), section="finance", stdout=out)

    assert Section.objects.get(department=company.finance).get_children().count() == 5
    assert "5 added, 0 changed, 0 unchanged, 0 kept, 4 skipped, 2 with losses" in out.getvalue()
    assert "binary.md: not a text" in out.getvalue()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"section": "moon"}, "no section or department moon"),
        ({"section": "it", "by": "stranger"}, "Nobody who can sign in is called stranger"),
    ],
)
def test_the_command_says_what_is_wrong(folder, company, options, said):
    with pytest.raises(CommandError, match=said):
        call_command("import_articles", str(folder), **options)
    with pytest.raises(CommandError, match="not a folder"):
        call_command("import_articles", str(folder / "index.md"), section="it")
