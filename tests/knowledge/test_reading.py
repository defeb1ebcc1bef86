import pytest

from journal.models import Event
from knowledge import actions
from knowledge.models import Article, Feedback
from people.models import Person
from tests.cast import NOW, sign_in


def page(client, person: Person, path: str) -> str:
    answer = sign_in(client, person).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_reader_browses_sections_and_finds_by_words(client, shelves, company):
    shelves.article("Print in colour", "Choose the blue queue.")
    shelves.article("Holidays", "Thirty days a year.", section=shelves.hr)

    everything = page(client, company.erin, "/answers/")
    assert "Print in colour" in everything
    assert "Holidays" in everything
    of_it = page(client, company.erin, "/answers/?section=it")
    assert "Print in colour" in of_it
    assert "Holidays" not in of_it
    found = page(client, company.erin, "/answers/?q=blue+queue")
    assert "Print in colour" in found
    assert "Holidays" not in found
    assert "Nothing found" in page(client, company.erin, "/answers/?q=zebra")


def test_htmx_gets_the_results_alone(client, shelves, company):
    shelves.article("Print in colour")

    answer = sign_in(client, company.erin).get(
        "/answers/?q=print", headers={"HX-Request": "true", "HX-Target": "answers"}
    )

    assert b"<html" not in answer.content
    assert b"Print in colour" in answer.content


def test_an_answer_in_two_languages_is_listed_once_in_the_readers(client, shelves, company):
    english = shelves.article("Forgotten password")
    shelves.article("忘记密码", language="zh-hans", translation_of=english)
    shelves.article("只有中文", language="zh-hans")

    in_english = page(client, company.erin, "/answers/")
    assert "Forgotten password" in in_english
    assert "忘记密码" not in in_english
    assert "只有中文" in in_english
    client.cookies["django_language"] = "zh-hans"
    titles = [a.title for a in Article.objects.visible_to(company.erin).preferring("zh-hans")]
    assert sorted(titles) == ["只有中文", "忘记密码"]


def test_an_article_offers_the_other_language(client, shelves, company):
    english = shelves.article("Forgotten password")
    chinese = shelves.article("忘记密码", language="zh-hans", translation_of=english)

    assert "/answers/%E5%BF%98%E8%AE%B0%E5%AF%86%E7%A0%81/" in page(
        client, company.erin, "/answers/forgotten-password/"
    )
    assert "/answers/forgotten-password/" in page(client, company.erin, chinese.get_absolute_url())


def test_a_reader_says_that_it_did_not_help_and_what_was_missing(client, shelves, company):
    shelves.article("Print in colour")
    browser = sign_in(client, company.erin)

    first = browser.post(
        "/answers/print-in-colour/feedback/", {"helped": "no"}, headers={"HX-Request": "true"}
    )
    browser.post("/answers/print-in-colour/feedback/", {"helped": "no", "comment": "Where is it?"})
    wrong = browser.post(
        "/answers/print-in-colour/feedback/", {"helped": "perhaps"}, headers={"HX-Request": "true"}
    )

    assert b"What was missing?" in first.content
    given = Feedback.objects.get()
    assert (given.helped, given.comment, given.person) == (False, "Where is it?", company.erin)
    assert wrong.status_code == 422
    assert browser.get("/answers/print-in-colour/feedback/").status_code == 405


def test_opening_a_suggestion_stays_on_the_page_and_solving_is_counted_and_told(client, shelves, company):
    shelves.article("Print in colour", "Choose the blue queue in the print dialog.")
    browser = sign_in(client, company.erin)

    suggestions = browser.get(
        "/answers/suggest/", {"q": "print colour", "service": "report-a-fault"}
    ).content.decode()
    assert "Choose the blue queue in the print dialog." in suggestions
    assert (
        'hx-get="/answers/print-in-colour/panel/?q=print%20colour&amp;service=report-a-fault"' in suggestions
    )
    panel = browser.get("/answers/print-in-colour/panel/", {"q": "print colour", "service": "report-a-fault"})
    assert b"<html" not in panel.content
    assert b"This solved it" in panel.content
    answer = browser.post(
        "/answers/print-in-colour/solved/",
        {"q": "print colour", "service": "report-a-fault"},
        headers={"HX-Request": "true"},
    )

    assert answer.headers["HX-Trigger"] == "answer:solved"
    assert Event.objects.get(verb="article.solved").data == {
        "question": "print colour",
        "service": "report-a-fault",
    }


def test_nothing_typed_or_nothing_found_is_nothing_shown(client, shelves, company):
    shelves.article("Print in colour")
    browser = sign_in(client, company.erin)

    for q in ("", "a", "zebra", "the"):
        assert browser.get("/answers/suggest/", {"q": q}).content.strip() == b"", q


def test_who_answers_tickets_gets_a_button_that_inserts_the_article(client, shelves, company):
    shelves.article("Print in colour")

    beside = page(client, company.tom, "/answers/suggested/?q=colour")

    assert 'data-text="Print in colour: http' in beside
    assert "/answers/print-in-colour/" in beside
    assert sign_in(client, company.erin).get("/answers/suggested/?q=colour").status_code == 404


def test_a_services_manual_lists_its_articles(client, shelves, company):
    shelves.article("Print in colour", services=["printing", "report-a-fault"])
    shelves.article("Holidays")

    manual = page(client, company.erin, "/answers/of-service/printing/")

    assert "Print in colour" in manual
    assert "Holidays" not in manual


def test_authors_see_what_became_of_an_article_and_readers_do_not(client, shelves, abel, company):
    article = shelves.article("Print in colour")
    actions.note_solved(article, by=company.erin, now=NOW)

    assert "Requests saved" in page(client, abel, "/answers/print-in-colour/")
    assert "/admin/pages/" in page(client, abel, "/answers/print-in-colour/")
    reader = page(client, company.erin, "/answers/print-in-colour/")
    assert "Requests saved" not in reader
    assert "/admin/" not in reader


@pytest.mark.parametrize(
    "html",
    [
        "<p>ok</p><script>alert(1)</script>",
        '<p onclick="alert(1)">ok</p>',
        '<p><a href="javascript:alert(1)">ok</a></p>',
        '<p>ok<img src="x" onerror="alert(1)"></p>',
        '<p style="position:fixed">ok</p><style>p{}</style>',
        '<p class="dialog">ok</p><iframe src="//evil"></iframe><form action="//evil"></form>',
    ],
)
def test_what_an_author_pastes_never_runs_at_a_reader(client, shelves, company, html):
    actions.write_article(
        shelves.it, title="Hostile", body=[{"type": "text", "value": html}], by=company.machine, now=NOW
    )

    answer = page(client, company.erin, "/answers/hostile/")
    shown = answer[answer.index('<div class="prose') : answer.index('<form id="feedback"')]

    assert "ok" in shown
    for harm in ("alert", "onerror", "evil", "position", 'class="dialog"', "<form", "<style"):
        assert harm not in shown, harm


def test_headings_can_be_linked_to_and_a_table_is_a_table(client, shelves, company):
    body = [
        {
            "type": "text",
            "value": "<h2>First steps</h2><p>See <a href='#first-steps'>above</a>.</p><h2>First steps</h2>",
        },
        {
            "type": "table",
            "value": "| Queue | Colour |\n| [a](https://example.org) \\| b | **yes** |\n| short |",
        },
        {"type": "listing", "value": "lpr -P <blue>"},
    ]
    actions.write_article(shelves.it, title="Print", body=body, by=company.machine, now=NOW)

    shown = page(client, company.erin, "/answers/print/")

    assert '<h2 id="first-steps">' in shown
    assert '<h2 id="first-steps-2">' in shown
    assert '<a href="#first-steps"' in shown
    assert '<a href="https://example.org" rel="noopener noreferrer">a</a> | b' in shown
    assert "<td></td>" in shown
    assert "lpr -P &lt;blue&gt;" in shown
