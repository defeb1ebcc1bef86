"""How texts become words, for the index and for the question alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import words
from search.folding import fold
from search.segments import LONGEST_WORD, MOST_ASKED, Term, asked, indexed


def terms(text: str, **how) -> list[str]:
    return [term.word + ("*" if term.prefix else "") for one in asked(text, **how) for term in one.terms]


def test_letters_are_small_and_punctuation_parts_words():
    assert words("The VPN, again: DOWN!") == ["the", "vpn", "again", "down"]


def test_chinese_becomes_overlapping_pairs():
    assert words("电脑坏了") == ["电脑", "脑坏", "坏了"]
    assert words("税") == ["税"]


def test_chinese_and_latin_part_where_they_meet():
    assert words("请重启WiFi路由器3号") == ["请重", "重启", "wifi", "路由", "由器", "3", "号"]


def test_full_width_forms_are_the_plain_ones():
    assert words("ＶＰＮ１２") == words("vpn12") == ["vpn12"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("printers", "printer"),
        ("batteries", "battery"),
        ("installing", "installed"),
        ("stopped", "stopping"),
        ("licenses", "license"),
        ("crashes", "crash"),
        ("files", "file"),
    ],
)
def test_inflected_words_are_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "word", ["status", "address", "string", "speed", "vpn", "ring", "office365", "naïve"]
)
def test_what_only_looks_inflected_stays(word):
    assert fold(word) == word


def test_a_code_is_found_whole_and_by_its_parts():
    assert words("INC-42 on srv-web-01") == ["inc", "42", "inc42", "on", "srv", "web", "01", "srvweb01"]
    assert words("Wi-Fi") == ["wi", "fi", "wifi"]
    assert words("10.0.0.1") == ["10", "0", "0", "1", "10001"]


def test_a_sentence_without_a_space_after_its_stop_makes_no_code():
    assert words("It stopped.Please help") == ["it", "stop", "pleas", "help"]


def test_an_apostrophe_does_not_part_a_word():
    assert words("the user's laptop doesn't start") == ["the", "user", "laptop", "doesn", "start"]


def test_a_question_is_asked_by_the_words_that_tell():
    assert terms("How do I reset my password?") == ["reset", "password"]
    assert terms("请问如何重置密码") == ["重置", "置密", "密码"]


def test_words_that_say_nothing_are_asked_when_there_are_no_others():
    assert terms("who am I") == ["who", "am", "i"]
    assert terms("怎么") == ["怎么"]


def test_while_typing_the_last_word_is_a_beginning():
    assert terms("reset passw", prefix=True) == ["reset", "passw*"]
    assert terms("reset passw ", prefix=True) == ["reset", "passw"]
    assert terms("p", prefix=True) == ["p"], "one letter begins too many words to be worth looking for"


def test_a_half_typed_ending_already_finds_the_word():
    assert "install" in terms("installi", prefix=True)
    assert "printer" in terms("printers", prefix=True)


def test_one_chinese_character_finds_every_place_it_stands_in():
    assert terms("税") == ["税*"]
    assert indexed("个人所得税") == "个人 人所 所得 得税 税"


def test_a_query_asks_for_a_limited_number_of_words():
    assert len(asked(" ".join(f"word{number}" for number in range(500)))) == MOST_ASKED


def test_nothing_is_asked_of_nothing():
    assert asked("") == asked("?! —") == []


def test_an_asked_word_is_an_indexed_one():
    assert asked("Crashing")[0].alternatives == ((Term("crash"),),)


@given(st.text(max_size=300))
def test_any_text_gives_words_of_letters_and_digits_only(text):
    for word in [*words(text), *indexed(text).split(" "), *terms(text), *terms(text, prefix=True)]:
        assert not set(word) & set("'\"%_\\ \n:&|!()") or word == ""
        assert word == word.lower()


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Z"]), max_size=80))
def test_every_word_asked_for_is_indexed_by_the_same_text(text):
    stored = set(indexed(text).split(" "))
    for one in asked(text):
        assert any(all(_is_stored(term, stored) for term in terms_) for terms_ in one.alternatives)


def _is_stored(term: Term, stored: set[str]) -> bool:
    word = term.word[:LONGEST_WORD]
    return any(other.startswith(word) for other in stored) if term.prefix else word in stored
