"""Misspelt words and other words for the same thing; and nobody learns what they must not see."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

import search
from search.models import SynonymGroup, Word
from search.registry import Indexed
from search.spelling import distance, nearest
from search.thesaurus import forget_thesaurus
from search.thesaurus.groups import shipped, thesaurus_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_thesaurus():
    forget_thesaurus()
    yield
    forget_thesaurus()


@pytest.mark.parametrize("typed", ["labtop", "lapotp", "laptp", "llaptop", "labtops"])
def test_a_misspelt_word_finds_the_nearest_one(keep, found, typed):
    keep("a", "Laptop")
    keep("b", "Coffee machine")
    assert found(typed, forgiving=True) == ["a"]
    assert found(typed, forgiving=True, mode="any", prefix=True) == ["a"]
    assert found(typed) == [], "only who asks for it is forgiven"


def test_two_letters_of_a_short_word_may_be_swapped_and_no_more(keep, found):
    keep("a", "VPN")
    assert found("vnp", forgiving=True) == ["a"]
    assert found("vpx", forgiving=True) == []


def test_a_long_word_may_have_two_slips(keep, found):
    keep("a", "Reimbursement")
    assert found("reimbursmant", forgiving=True) == ["a"]
    assert found("rembursmant", forgiving=True) == []


def test_a_misspelt_beginning_finds_while_typing(keep, found):
    keep("a", "Reimbursement of expenses")
    assert found("riemburs", prefix=True, forgiving=True) == ["a"]


def test_a_wrong_character_finds_the_word_it_stands_in(keep, found):
    keep("a", "门禁权限")
    keep("b", "会议室")
    assert found("门襟权限", mode="any", forgiving=True)[0] == "a"
    assert found("会意", mode="any", forgiving=True) == ["b"]


def test_a_word_that_is_there_is_not_corrected(keep, found):
    keep("a", "Stock")
    keep("b", "Stack")
    assert found("stock", forgiving=True) == ["a"]


def test_a_number_or_a_code_is_never_corrected(keep, found):
    keep("a", "INC-4711")
    assert found("INC-4712", forgiving=True) == []


def test_a_word_that_only_others_may_see_is_as_unknown_as_any(keep, found):
    """Somebody who must not see the takeover can't find out by typing that there is one."""
    keep("secret", "Takeover", "of Halberd")
    keep("public", "Make over a desk", "Halbert prize")
    public = Group.objects.filter(name="public")
    for hidden, never_there in [("takeover", "taxeover"), ("takeovr", "taxeovr"), ("takeov", "taxeov")]:
        for how in ({}, {"prefix": True}, {"mode": "any"}):
            answers = [found(text, public, forgiving=True, **how) for text in (hidden, never_there)]
            assert answers == [[], []]
    assert found("halberd", public, forgiving=True) == ["public"], "corrected as if nobody had written it"
    assert found("halberd", forgiving=True) == ["secret"]


def test_another_word_for_it_finds_it_behind_what_says_it(keep, found):
    keep("same", "Notebook")
    keep("said", "Laptop")
    keep("zh", "笔记本电脑")
    keep("other", "Chair")
    assert found("laptop", forgiving=True)[0] == "said"
    assert set(found("laptop", forgiving=True)) == {"said", "same", "zh"}
    assert found("laptop") == ["said"]
    assert found("手提电脑", forgiving=True, mode="any")[:1] == ["zh"]


def test_a_phrase_is_one_thing(keep, found):
    keep("a", "Annual leave")
    keep("b", "Day off rota")
    assert found("day off", forgiving=True)[:1] == ["b"]
    assert "a" in found("day off", forgiving=True)
    assert "a" in found("I want a day off", forgiving=True, mode="any")


def test_chinese_finds_english_and_the_other_way_round(keep, found):
    keep("en", "Reimbursement")
    keep("zh", "打印机维修")
    assert found("报销", forgiving=True) == ["en"]
    assert found("printer", forgiving=True) == ["zh"]


def test_a_misspelt_word_finds_other_words_for_what_was_meant(keep, found):
    keep("a", "Business trip")
    keep("b", "Plane tickets")
    assert found("fligth", forgiving=True) == ["b"]


def test_publishers_add_synonyms_and_keep_words_apart(keep, found):
    keep("a", "Halden Connect")
    keep("b", "Monitor")
    keep("c", "Screen")
    assert found("vpn", forgiving=True) == []
    assert set(found("monitor", forgiving=True)) == {"b", "c"}
    group = SynonymGroup.objects.create(words="VPN, Halden Connect")
    SynonymGroup.objects.create(words="monitor, screen", means="apart")
    assert found("vpn", forgiving=True) == ["a"]
    assert found("monitor", forgiving=True) == ["b"]
    group.delete()
    assert found("vpn", forgiving=True) == []


def test_synonyms_are_written_with_any_comma():
    assert SynonymGroup(words="badge, pass；门卡、工牌\n门禁卡").phrases == [
        "badge",
        "pass",
        "门卡",
        "工牌",
        "门禁卡",
    ]


def test_the_shipped_groups_hold_what_they_mean_to():
    groups = shipped()
    assert len(groups) > 80
    for group in groups:
        assert len(group) > 1, group
        assert len(thesaurus_of([group]).groups) == 1, f"all the same word after folding: {group}"
        assert all(phrase.strip() == phrase and phrase for phrase in group)
    both = [
        group
        for group in groups
        if any(word.isascii() for word in group) and any(not word.isascii() for word in group)
    ]
    assert len(both) > 80, "they are for both languages"


def test_new_words_are_learned_once_and_only_from_those_who_choose_their_words(keep, monkeypatch):
    keep("a", "Laptop laptop", "Charger 4711")
    keep("b", "Laptop")
    assert set(Word.objects.values_list("word", flat=True)) == {"laptop", "charger"}
    chatty = Indexed(Group, str, str, Group.objects.all, teaches=False)
    monkeypatch.setattr("search.registry._indexed", {"auth.group": chatty})
    keep("c", "Brokn")
    assert not Word.objects.filter(word="brokn").exists()


def test_the_vocabulary_can_be_written_anew(keep, monkeypatch):
    keep("a", "Old")
    entry = Indexed(Group, lambda group: "Fresh words", lambda group: "", Group.objects.all)
    monkeypatch.setattr("search.registry._indexed", {"auth.group": entry})
    call_command("reindex", verbosity=0)
    assert nearest("wrod") == ["word"]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("laptop", "laptop", 0), ("labtop", "laptop", 1), ("lapotp", "laptop", 1), ("lptop", "laptop", 1),
     ("printre", "printer", 1), ("abcdef", "uvwxyz", 3)],
)  # fmt: skip
def test_slips_are_counted(one, other, slips):
    assert distance(one, other, 2) == slips


@pytest.mark.parametrize("text", ["", "?!", "' OR 1=1 --", "x" * 5000, "𠮷野家 ☃ é", "a b c d e f g h i j k"])
def test_no_question_is_an_error(keep, found, text):
    keep("a", "Laptop and mouse")
    for mode in ("all", "any"):
        found(text, mode=mode, forgiving=True, prefix=True)


def test_forgiving_costs_few_statements(keep, django_assert_max_num_queries):
    keep("a", "Laptop")
    search.matching(Group.objects.all(), "laptop", forgiving=True).exists()
    with django_assert_max_num_queries(4):
        assert [one.name for one in search.matching(Group.objects.all(), "laptop", forgiving=True)] == ["a"]
