from knowledge import demo
from knowledge.models import Article, Section
from tests.cast import NOW

ENTRIES = [
    {
        "slug": "reset-password",
        "section": "it",
        "title": "I forgot my password",
        "summary": "Set a new one yourself.",
        "tags": ["locked out"],
        "services": ["access"],
        "body": "Open the page and choose **Forgot**.",
        "zh": {"title": "忘记密码", "body": "打开登录页面。", "tags": ["锁定"]},
    },
    {
        "slug": "runbook",
        "section": "it",
        "audience": "agents",
        "title": "Runbook",
        "body": (
            "First see [the password page](reset-password) and [nothing](missing).\n\n"
            "| a | b |\n|---|---|\n| 1 | 2 |"
        ),
    },
    {
        "slug": "bands",
        "section": "hr",
        "audience": "departments",
        "departments": ["hr"],
        "title": "Salary bands",
        "body": "Secret.",
    },
]


def test_a_file_of_articles_is_loaded_once_however_often_it_is_loaded(company):
    first = demo.load(ENTRIES, by=company.machine, now=NOW)
    again = demo.load(ENTRIES, by=company.machine, now=NOW)

    assert {key: article.pk for key, article in first.items()} == {k: a.pk for k, a in again.items()}
    assert set(first) == {"reset-password", "reset-password/zh", "runbook", "bands"}
    assert Section.objects.count() == 2
    chinese = first["reset-password/zh"]
    assert (chinese.language, chinese.translation_of, chinese.tags) == (
        "zh-hans",
        first["reset-password"],
        ["锁定"],
    )
    assert chinese.services == ["access"]
    assert {a.title for a in Article.objects.visible_to(company.erin)} == {"I forgot my password", "忘记密码"}
    assert {a.title for a in Article.objects.visible_to(company.hanna)} == {
        "I forgot my password",
        "忘记密码",
        "Salary bands",
    }


def test_a_link_to_another_entry_leads_to_its_article_and_a_dead_one_keeps_its_words(company):
    runbook = demo.load(ENTRIES, by=company.machine, now=NOW)["runbook"]

    text, table = runbook.body[0], runbook.body[1]
    assert f'linktype="page" id="{Article.objects.get(slug="reset-password").pk}"' in text.value.source
    assert "and nothing." in text.value.source
    assert table.block_type == "table"
