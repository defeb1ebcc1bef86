import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page

from journal.models import Event
from journal.refusals import Invalid, NotAllowed
from knowledge import actions
from knowledge.models import Article, Usage
from people import actions as people
from people.models import Person
from tests.cast import NOW


def text(html: str) -> list[dict]:
    return [{"type": "text", "value": html}]


def test_an_author_publishes_and_everybody_finds_a_summary_made_of_the_first_sentence(shelves, abel):
    article = actions.write_article(
        shelves.it,
        title="Print in colour",
        body=text("<p>Choose the blue queue. Then wait.</p>"),
        by=abel,
        now=NOW,
    )

    assert (article.live, article.slug, article.summary) == (
        True,
        "print-in-colour",
        "Choose the blue queue.",
    )
    assert article.department == shelves.company.it
    assert article.last_published_at == NOW
    assert [event.verb for event in Event.objects.about(article)] == ["article.published"]


def test_a_change_is_a_new_version_and_the_old_one_stays(shelves, abel):
    article = shelves.article("Print in colour")

    actions.change_article(article, by=abel, now=NOW, title="Print in colour and grey")

    article.refresh_from_db()
    assert article.title == "Print in colour and grey"
    assert article.revisions.count() == 2
    assert article.revisions.order_by("id").first().as_object().title == "Print in colour"


def test_a_draft_changes_nothing_for_readers_until_it_is_published(shelves, abel, company):
    article = shelves.article("Print in colour")

    actions.change_article(article, by=abel, now=NOW, title="Secret plans", publish=False)

    assert [one.title for one in Article.objects.visible_to(company.erin)] == ["Print in colour"]


def test_counting_readers_survives_a_new_version(shelves, abel, company):
    article = shelves.article("Print in colour")
    draft = actions.change_article(article, by=abel, now=NOW, title="Print", publish=False)
    actions.note_read(article, by=company.erin)
    actions.note_read(article, by=company.erin)
    actions.note_read(article, by=company.tom)

    actions.change_article(draft, by=abel, now=NOW, title="Print!")

    assert Usage.objects.get(article=article).reads == 2


def test_two_articles_never_share_an_address_even_in_different_sections(shelves):
    first = shelves.article("Holidays")
    second = shelves.article("Holidays", section=shelves.hr)
    reserved = shelves.article("Suggest")

    assert (first.slug, second.slug, reserved.slug) == ("holidays", "holidays-2", "suggest-1")


def test_a_chinese_title_gives_a_readable_address(shelves):
    assert shelves.article("忘记密码怎么办？", language="zh-hans").slug == "忘记密码怎么办"


def test_only_the_sections_authors_write_and_take_back(shelves, abel, company):
    article = shelves.article("Holidays", section=shelves.hr)

    for deed in (
        lambda: actions.write_article(shelves.hr, title="x", body=text("<p>x</p>"), by=abel, now=NOW),
        lambda: actions.change_article(article, by=abel, now=NOW, title="x"),
        lambda: actions.retire_article(article, by=abel, now=NOW),
        lambda: actions.add_section(company.finance, by=abel, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            deed()

    actions.retire_article(article, by=company.hanna, now=NOW)
    assert not Article.objects.visible_to(company.hanna).exists()


def test_an_article_without_text_or_with_an_endless_title_is_refused(shelves, abel):
    for facts in ({"title": "", "body": text("<p>x</p>")}, {"title": "x" * 300, "body": text("<p>x</p>")}):
        with pytest.raises(Invalid) as refusal:
            actions.write_article(shelves.it, by=abel, now=NOW, **facts)
        assert "title" in refusal.value.errors
    assert not Article.objects.exists()


def test_changing_ones_mind_about_an_article_counts_once(shelves, company):
    article = shelves.article("Print in colour")

    actions.give_feedback(article, by=company.erin, now=NOW, helped=False, comment="Which queue?")
    actions.give_feedback(article, by=company.erin, now=NOW, helped=True)
    actions.give_feedback(article, by=company.erin, now=NOW, helped=True)

    assert article.feedback.get().helped
    told = [event.verb for event in Event.objects.about(article)]
    assert told == ["article.published", "article.missed", "article.helped"]


def test_a_saved_request_is_counted_with_what_was_asked(shelves, company):
    article = shelves.article("Print in colour")

    actions.note_solved(article, by=company.erin, now=NOW, question="printer grey", service="report-a-fault")

    event = Event.objects.about(article).last()
    assert event.verb == "article.solved"
    assert event.data == {"question": "printer grey", "service": "report-a-fault"}
    assert article.usage.solved == 1


def test_a_role_opens_the_editor_for_the_own_section_only_and_closes_it_again(shelves, abel, company):
    section, other = Page.objects.get(pk=shelves.it.pk), Page.objects.get(pk=shelves.hr.pk)

    assert section.permissions_for_user(abel).can_publish_subpage()
    assert not other.permissions_for_user(abel).can_add_subpage()
    assert abel.has_perm("wagtailadmin.access_admin")

    people.take_role(abel, "author", company.it, by=company.ada, now=NOW)

    freshly = Person.objects.get(pk=abel.pk)
    assert not section.permissions_for_user(freshly).can_add_subpage()
    assert not freshly.has_perm("wagtailadmin.access_admin")


def test_a_new_section_lets_in_those_who_had_the_role_before(shelves, company):
    assert not Group.objects.filter(user=company.fiona, name__startswith="Knowledge").exists()

    section = actions.add_section(company.finance, by=company.machine, now=NOW)

    assert Page.objects.get(pk=section.pk).permissions_for_user(company.fiona).can_publish_subpage()


def test_what_is_published_unpublished_and_deleted_in_the_editor_is_recorded(shelves, abel):
    article = shelves.article("Print in colour")
    revision = Article.objects.get(pk=article.pk).save_revision(user=abel)
    revision.publish(user=abel)
    article = Article.objects.get(pk=article.pk)
    article.unpublish(user=abel)
    pk = article.pk
    article.delete()

    events = Event.objects.filter(subject_kind="knowledge.article", subject_id=pk).order_by("id")
    assert [event.verb for event in events] == [
        "article.published",
        "article.published",
        "article.retired",
        "article.removed",
    ]
    assert events[1].actor == abel
