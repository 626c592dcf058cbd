"""The arithmetic of votes, against a meeting that is played through member by member (pilots/voting.py)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilots.voting import cast, objections, quorum
from workshops.content import Votes

Seats = list[str]
"""What each voting member does: "yes", "no", "abstained", "conflicted", or "absent"."""

seats = st.lists(st.sampled_from(["yes", "no", "abstained", "conflicted", "absent"]), min_size=1, max_size=30)


def votes_of(meeting: Seats) -> Votes:
    count = Counter(meeting)
    return Votes(count["yes"], count["no"], count["abstained"], count["conflicted"])


def may_decide(meeting: Seats) -> bool:
    """More than half of all members are there and entitled to vote; a third, where conflicts leave no majority."""
    voting = [seat for seat in meeting if seat not in ("conflicted", "absent")]
    if 2 * meeting.count("conflicted") >= len(meeting):
        return 3 * len(voting) >= len(meeting)
    return 2 * len(voting) > len(meeting)


def is_carried(meeting: Seats) -> bool:
    return meeting.count("yes") > meeting.count("no")


@given(seats)
def test_what_happened_is_accepted(meeting: Seats) -> None:
    found = objections(
        votes_of(meeting), members=len(meeting), conflicted=meeting.count("conflicted"), is_carried=is_carried(meeting)
    )
    assert (found == []) == may_decide(meeting)


@given(seats)
def test_outcome_that_the_votes_do_not_give_is_refused(meeting: Seats) -> None:
    assert objections(
        votes_of(meeting),
        members=len(meeting),
        conflicted=meeting.count("conflicted"),
        is_carried=not is_carried(meeting),
    )


@given(seats, st.integers(min_value=1, max_value=5))
def test_more_votes_than_members_are_refused(meeting: Seats, too_many: int) -> None:
    absent = meeting.count("absent")
    votes = votes_of([*meeting, *["yes"] * (absent + too_many)])
    conflicted = meeting.count("conflicted")
    [text] = [
        one
        for one in objections(votes, members=len(meeting), conflicted=conflicted, is_carried=votes.yes > votes.no)
        if "abstimmen dürfen" in one
    ]
    assert f"Es sind {cast(votes)} Stimmen" in text


@given(seats, st.integers(min_value=1, max_value=5))
def test_conflicts_that_are_known_cannot_be_left_out(meeting: Seats, more: int) -> None:
    conflicted = meeting.count("conflicted") + more
    found = objections(votes_of(meeting), members=len(meeting), conflicted=conflicted, is_carried=is_carried(meeting))
    assert any(text.startswith(f"Als befangen bekannt: {conflicted}") for text in found)


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (2, 2), (5, 3), (6, 4), (10, 6)])
def test_quorum_is_more_than_half(members: int, needed: int) -> None:
    assert quorum(members, conflicted=0) == needed


@pytest.mark.parametrize(("members", "conflicted", "needed"), [(6, 2, 4), (6, 3, 2), (5, 2, 3), (5, 3, 2), (10, 6, 4)])
def test_quorum_is_a_third_where_conflicts_leave_no_majority(members: int, conflicted: int, needed: int) -> None:
    assert quorum(members, conflicted) == needed


def test_board_of_conflicted_members_is_told_what_to_do() -> None:
    for votes, may_be_put_off in ((Votes(1, 0, 0, 5), True), (Votes(0, 0, 0, 5), False)):
        text, *_ = objections(votes, members=6, conflicted=5, is_carried=True, may_be_put_off=may_be_put_off)
        assert "Bitte wählen Sie „zurückgestellt“, ohne Ja, Nein und Enthaltungen." in text


@pytest.mark.parametrize(("conflicted", "is_fine"), [(5, True), (4, False)])
def test_only_a_board_that_cannot_decide_puts_off_without_a_vote(conflicted: int, is_fine: bool) -> None:
    votes = Votes(0, 0, 0, conflicted)
    found = objections(votes, members=6, conflicted=conflicted, is_carried=True, may_be_put_off=True)
    assert (found == []) == is_fine
