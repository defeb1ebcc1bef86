"""The one board: cards where they belong, limits in words, heat by age."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string

from ui.board import Board, BoardColumn, Card, Lane

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COLUMNS = [BoardColumn("new", "New"), BoardColumn("doing", {"en": "In progress", "zh": "处理中"}, limit=2)]


def card(number, column="doing", **more):
    return Card(str(number), column, f"Card {number}", reference=f"INC-{number}", **more)


def draw(board):
    return render_to_string("ui/_board.html", {"board": board})


def test_cards_stand_in_their_column_in_the_order_they_come():
    board = Board(COLUMNS, [card(3), card(1), card(2, "new"), card(4, "nowhere")], NOW)

    ((_lane, cells),) = board.rows

    assert [[one.id for one in cell.cards] for cell in cells] == [["2"], ["3", "1"]]


def test_lanes_part_the_cards_and_keep_every_column():
    lanes = [Lane("tom", "Tom"), Lane("", "Nobody")]
    board = Board(COLUMNS, [card(1, lane="tom"), card(2), card(3, lane="stranger")], NOW, lanes)

    found = [[len(cell.cards) for cell in cells] for _lane, cells in board.rows]

    assert found == [[0, 1], [0, 1]]


@pytest.mark.parametrize(
    ("cards", "words"), [(1, ""), (2, "At its limit"), (3, "1 over the limit"), (5, "3 over the limit")]
)
def test_a_limit_speaks_in_words(cards, words):
    board = Board(COLUMNS, [card(number) for number in range(cards)], NOW)

    assert board.heads[1].words == words
    assert (words in draw(board)) or not words


def test_a_column_that_shows_a_part_counts_the_whole_and_leads_to_the_rest():
    whole = [BoardColumn("doing", "Doing", count=40, more_url="/all/", limit=30)]
    board = Board(whole, [card(1), card(2)], NOW)

    (head,) = board.heads

    assert (head.count, head.hidden, head.over) == (40, 38, 10)
    assert 'href="/all/"' in draw(board)


@pytest.mark.parametrize(
    ("hours", "heat"), [(0, 0), (23, 0), (24, 1), (47, 1), (48, 2), (96, 3), (191, 3), (192, 4), (5000, 4)]
)
def test_a_card_grows_warm_with_each_doubling_of_its_time(hours, heat):
    assert card(1, since=NOW - timedelta(hours=hours)).heat(NOW) == heat


def test_a_card_of_unknown_age_or_without_patience_is_cool():
    assert card(1).heat(NOW) == 0
    assert card(1, since=NOW - timedelta(days=9), warm=timedelta()).heat(NOW) == 0


def test_what_is_written_on_a_card_is_never_taken_for_html():
    html = draw(Board(COLUMNS, [Card("1", "new", "<script>alert(1)</script>")], NOW))

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_card_says_its_clock_and_its_age_without_a_script():
    late = card(1, since=NOW - timedelta(days=2), until=NOW - timedelta(minutes=125))

    html = draw(Board(COLUMNS, [late], NOW))

    assert "2h 5m overdue" in html
    assert "ago" in html
