"""Counting: whatever the order of the votes, the outcome is that of counting them all; and it is known early."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tickets.voting import APPROVED, REJECTED, Vote, certain

VOTES = some.lists(some.tuples(some.integers(1, 100), some.booleans()), min_size=1, max_size=8)
RULES = some.sampled_from(["all", "majority", "weighted"])
THRESHOLDS = some.integers(1, 100)


def counted(rule, threshold, votes):
    """The outcome when everybody has voted, counted plainly."""
    if rule == "all":
        return all(said for _weight, said in votes)
    if rule == "majority":
        return sum(said for _weight, said in votes) * 2 > len(votes)
    given_weight = sum(weight for weight, said in votes if said)
    return given_weight * 100 >= threshold * sum(weight for weight, _said in votes)


@given(RULES, THRESHOLDS, VOTES, some.randoms(use_true_random=False))
def test_any_order_of_votes_gives_what_counting_gives(rule, threshold, votes, shuffled):
    order = list(range(len(votes)))
    shuffled.shuffle(order)
    cast, found = [Vote(weight) for weight, _said in votes], None
    for place in order:
        cast[place] = Vote(*votes[place])
        found = certain(rule, threshold, cast)
        if found:
            break
    assert found == (APPROVED if counted(rule, threshold, votes) else REJECTED)


@given(RULES, THRESHOLDS, VOTES, some.data())
def test_what_is_certain_stays_so_whatever_the_rest_says(rule, threshold, votes, data):
    missing = data.draw(some.sets(some.sampled_from(range(len(votes)))))
    cast = [Vote(weight, None if place in missing else said) for place, (weight, said) in enumerate(votes)]
    found = certain(rule, threshold, cast)
    ends = {
        counted(rule, threshold, [(one.weight, rest if one.said is None else one.said) for one in cast])
        for rest in (True, False)
    }
    assert (found is None) == (len(ends) == 2)
    if found:
        assert ends == {found == APPROVED}


@given(some.lists(some.booleans(), min_size=1, max_size=5))
def test_of_any_the_first_vote_decides(said):
    assert certain("any", 50, [Vote(1, said[0]), *[Vote(1)] * 3]) == (APPROVED if said[0] else REJECTED)


@pytest.mark.parametrize("rule", ["any", "all", "majority", "weighted"])
def test_without_votes_nothing_is_decided(rule):
    assert certain(rule, 50, []) is None
    assert certain(rule, 50, [Vote(1)]) is None


@dataclass
class Board:
    """An approval of people, voted on in a drawn order."""

    rule: str
    threshold: int
    votes: list


@pytest.mark.django_db
@pytest.mark.parametrize(
    "board",
    [
        Board("all", 50, [(1, True), (1, True), (1, False)]),
        Board("majority", 50, [(1, True), (1, False), (1, True)]),
        Board("majority", 50, [(1, False), (1, False), (1, True)]),
        Board("weighted", 60, [(50, True), (30, False), (20, True)]),
        Board("weighted", 60, [(50, True), (30, False), (20, False)]),
    ],
)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0), (0, 2, 1), (2, 0, 1)])
def test_an_approval_comes_to_the_same_in_every_order(approval, company, now, board, order):
    from journal.refusals import Stale
    from tickets.actions import decide
    from tickets.performing import Appointed

    people = [company.mara, company.lea, company.fred]
    appointed = [Appointed(one, weight) for one, (weight, _said) in zip(people, board.votes, strict=True)]
    task = approval(*appointed, rule=board.rule, threshold=board.threshold)
    for place in order:
        said = "approve" if board.votes[place][1] else "reject"
        try:
            decide(task, said, by=people[place], now=now, comment="Because")
        except Stale:  # it was certain already
            break
    task.refresh_from_db()
    assert task.outcome == ("approved" if counted(board.rule, board.threshold, board.votes) else "rejected")
