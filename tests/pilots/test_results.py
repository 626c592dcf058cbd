"""The figures of a list from the database, against SQL that computes them another way."""

from random import Random
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from pilots.choice import best_within, choose, quick_wins, recommended
from pilots.enums import Conflict, ListStatus, Recommendation
from pilots.models import PilotList
from pilots.opinions import comments_on, values_given
from pilots.results import Standing, listed, result_of
from pilots.services.reviews import ReviewInput, hand_in, save_review, take_back
from tests.factories.pilots import ReviewerFactory, opened_list, review_of

pytestmark = pytest.mark.django_db

BY_SQL = """
WITH scored AS (
    SELECT review.entry_id, review.id,
           sum(criterion.weight * score.value * 100.0 / (cardinality(criterion.labels) - 1)) / sum(criterion.weight)
               AS points
    FROM pilots_score score
    JOIN pilots_review review ON review.id = score.review_id
    JOIN pilots_reviewer reviewer ON reviewer.id = review.reviewer_id
    JOIN pilots_criterion criterion ON criterion.id = score.criterion_id
    WHERE reviewer.list_id = %s AND reviewer.handed_in_at IS NOT NULL AND review.conflict = ''
    GROUP BY review.entry_id, review.id
)
SELECT entry_id, count(*), avg(points), percentile_cont(0.5) WITHIN GROUP (ORDER BY points), stddev_pop(points),
       rank() OVER (ORDER BY round(avg(points), 9) DESC)
FROM scored GROUP BY entry_id
"""


def reviewed_list(seed: int, *, entries: int = 6, reviewers: int = 5, **fields: Any) -> PilotList:
    """Return a list whose reviewers score by chance, are in conflict now and then, and do not all hand in."""
    random = Random(seed)
    pilot_list = opened_list(entries, reviewers=0, **fields)
    for place in range(reviewers):
        reviewer = ReviewerFactory(list=pilot_list, handed_in=place != 0)
        for entry in pilot_list.entries.all():
            review_of(
                reviewer,
                entry,
                [random.randrange(5) for _ in range(5)],
                recommendation=random.choice(Recommendation.values),
                comment=f"Anmerkung {place}" if random.random() < 0.5 else "",
                conflict=Conflict.DECLARED if random.random() < 0.2 else "",
            )
    return pilot_list


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_sql(seed: int) -> None:
    pilot_list = reviewed_list(seed)
    with connection.cursor() as cursor:
        cursor.execute(BY_SQL, [pilot_list.pk])
        expected = {entry: figures for entry, *figures in cursor.fetchall()}
    found = {one.entry.pk: one for one in result_of(pilot_list).standings if one.figures}
    assert found.keys() == expected.keys()
    for entry, (count, mean, median, spread, rank) in expected.items():
        figures = found[entry].figures
        assert figures is not None
        assert figures.count == count
        assert float(figures.mean) == pytest.approx(float(mean))
        assert float(figures.median) == pytest.approx(float(median))
        assert figures.spread == pytest.approx(float(spread), abs=1e-6)
        assert found[entry].rank == rank


def test_who_did_not_hand_in_or_is_in_conflict_counts_for_nothing() -> None:
    pilot_list = opened_list(1, reviewers=2, handed_in=True)
    entry = pilot_list.entries.get()
    open_reviewer = ReviewerFactory(list=pilot_list)
    review_of(open_reviewer, entry, [0] * 5, recommendation=Recommendation.REJECT, comment="offen")
    conflicted = ReviewerFactory(list=pilot_list, handed_in=True)
    review_of(conflicted, entry, [0] * 5, comment="befangen", conflict=Conflict.ORGANISATION)
    result = result_of(pilot_list)
    standing = result.standings[0]
    assert standing.figures is not None
    assert (standing.figures.count, standing.figures.mean) == (2, 75)
    assert standing.recommendations == {Recommendation.APPROVE: 2}
    assert (standing.conflicts, standing.comments) == (1, 0)
    assert comments_on(entry, with_names=True) == []
    assert (result.reviewers, result.handed_in) == (4, 3)


def test_pilot_that_nobody_scored_comes_last() -> None:
    pilot_list = opened_list(2, reviewers=1, handed_in=True)
    first, second = pilot_list.entries.all()
    first.reviews.all().delete()
    standings = result_of(pilot_list).standings
    assert [(one.entry, one.rank) for one in standings] == [(second, 1), (first, None)]


def test_equal_pilots_share_a_rank_in_the_order_of_the_list() -> None:
    pilot_list = opened_list(3, reviewers=2, handed_in=True)
    standings = result_of(pilot_list).standings
    assert [one.rank for one in standings] == [1, 1, 1]
    assert [one.entry for one in standings] == list(pilot_list.entries.all())


@pytest.mark.parametrize(("entries", "reviewers"), [(1, 1), (8, 4)])
def test_result_takes_the_same_queries_whatever_the_number_of_reviews(
    entries: int, reviewers: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pilot_list = opened_list(entries, reviewers=reviewers, handed_in=True)
    with django_assert_num_queries(5):
        assert result_of(pilot_list).moves
    with django_assert_num_queries(1):
        assert result_of(pilot_list).moves
    with django_assert_num_queries(2):
        assert [one.figures for one in listed(pilot_list).standings] == [None] * entries


def test_result_is_another_once_somebody_hands_in_or_takes_back() -> None:
    pilot_list = opened_list(1, reviewers=2, handed_in=True)
    late = ReviewerFactory(list=pilot_list)
    review_of(late, pilot_list.entries.get(), [0] * 5)

    def mean() -> int:
        figures = result_of(pilot_list).standings[0].figures
        assert figures is not None
        return int(figures.mean)

    assert mean() == 75
    hand_in(late.list, by=late.user)
    assert mean() == 50
    take_back(late.list, by=late.user)
    assert mean() == 75
    save_review(
        pilot_list.entries.get(),
        ReviewInput({criterion.pk: 3 for criterion in pilot_list.criteria.all()}, Recommendation.APPROVE),
        version=1,
        by=late.user,
    )
    hand_in(late.list, by=late.user)
    assert result_of(pilot_list).standings[0].figures.spread == 0  # type: ignore[union-attr]


def test_values_are_counted_by_label_the_best_first() -> None:
    pilot_list = opened_list(1, reviewers=2, handed_in=True)
    reviewer = ReviewerFactory(list=pilot_list, handed_in=True)
    review_of(reviewer, pilot_list.entries.get(), [4, 0, 0, 0, 0])
    result = result_of(pilot_list)
    first = values_given(result.standings[0], result.criteria)[0]
    assert first.counts == [("sehr groß", 1), ("groß", 2), ("spürbar", 0), ("wenig", 0), ("kein Nutzen", 0)]
    assert float(first.mean) == pytest.approx((100 + 75 + 75) / 3)


def test_comments_stand_without_names_in_an_order_that_tells_nothing() -> None:
    pilot_list = opened_list(1, reviewers=0)
    entry = pilot_list.entries.get()
    for text, recommendation in (("Zu teuer", "reject"), ("Gut", "approve"), ("Bitte bald", "approve")):
        reviewer = ReviewerFactory(list=pilot_list, handed_in=True)
        review_of(reviewer, entry, [2] * 5, recommendation=recommendation, comment=text)
    comments = comments_on(entry, with_names=False)
    assert [one.text for one in comments] == ["Bitte bald", "Gut", "Zu teuer"]
    assert {one.name for one in comments} == {""}
    assert all(one.name for one in comments_on(entry, with_names=True))


def ranked_list() -> PilotList:
    """Return three pilots of 20,000 euros each that are ranked in the order of the list."""
    pilot_list = opened_list(3, reviewers=0, budget=50_000)
    for _ in range(2):
        reviewer = ReviewerFactory(list=pilot_list, handed_in=True)
        for value, entry in zip((4, 3, 1), pilot_list.entries.all(), strict=True):
            advice = Recommendation.CONDITIONS if value > 1 else Recommendation.DEFER
            review_of(reviewer, entry, [value] * 5, recommendation=advice)
    return pilot_list


def numbers(standings: list[Standing]) -> list[str]:
    return [one.reference for one in standings]


def test_choice_runs_against_the_budget() -> None:
    pilot_list = ranked_list()
    result = result_of(pilot_list)
    first, second, third = numbers(list(result.standings))
    assert best_within(result, 50_000) == [first, second]
    assert best_within(result, None) == [first, second, third]
    assert recommended(result) == [first, second]
    assert quick_wins(result) == []
    some = choose(result, [third, "P-1999-001"], 50_000)
    assert (some.references, some.cost, some.left) == ([third], 20_000, 30_000)
    everything = choose(result, [first, second, third], 50_000)
    assert everything.in_words == "3 Pilotprojekte, zusammen 60.000 Euro."
    assert everything.left_in_words == "Der Budgetrahmen von 50.000 Euro reicht nicht: Es fehlen 10.000 Euro."


def test_sensitivity_is_said_in_words() -> None:
    pilot_list = opened_list(2, reviewers=0, status=ListStatus.CLOSED)
    reviewer = ReviewerFactory(list=pilot_list, handed_in=True)
    first, second = pilot_list.entries.all()
    review_of(reviewer, first, [4, 0, 2, 2, 2])
    review_of(reviewer, second, [0, 4, 2, 2, 2])
    result = result_of(pilot_list)
    turning = [(move.criterion.name, int(move.target)) for move in result.moves if move.changes]
    assert turning == [("Nutzen für Gera", 20), ("Sichtbarkeit", 30)]
    assert "ändert sich die Reihenfolge in 2 von 10 Fällen" in result.firmness
    assert result.firmness.endswith("Auch Rang 1 hängt davon ab.")
