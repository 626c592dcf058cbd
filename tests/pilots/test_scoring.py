"""The arithmetic of reviews, against an independent computation with floating point numbers."""

import statistics
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pilots.scoring import Scale, changes_of_order, figures, moved_weights, ranks, score

CRITERIA = some.lists(
    some.builds(Scale, weight=some.integers(1, 100).map(Fraction), labels=some.integers(2, 10)), min_size=1, max_size=6
).map(lambda scales: dict(enumerate(scales)))


@some.composite
def reviewed(draw: some.DrawFn) -> tuple[dict[int, Scale], list[dict[int, int]]]:
    """Criteria, and complete reviews by them."""
    scales = draw(CRITERIA)
    review = some.fixed_dictionaries({key: some.integers(0, scale.labels - 1) for key, scale in scales.items()})
    return scales, draw(some.lists(review, min_size=1, max_size=12))


def plain_score(values: dict[int, int], scales: dict[int, Scale]) -> float:
    """The weighted mean as one would compute it by hand."""
    points = [100 * values[key] / (scale.labels - 1) for key, scale in scales.items()]
    return statistics.fmean(points, weights=[float(scale.weight) for scale in scales.values()])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reviewed())
def test_figures_are_those_of_a_plain_computation(case: tuple[dict[int, Scale], list[dict[int, int]]]) -> None:
    scales, reviews = case
    found = figures(reviews, scales)
    scores = [plain_score(values, scales) for values in reviews]
    assert found is not None
    assert found.count == len(reviews)
    assert float(found.mean) == pytest.approx(statistics.fmean(scores))
    assert float(found.median) == pytest.approx(statistics.median(scores))
    assert found.spread == pytest.approx(statistics.pstdev(scores), abs=1e-6)
    assert 0 <= found.mean <= 100
    weights = {key: scale.weight for key, scale in scales.items()}
    assert found.mean == sum(weights[key] * found.means[key] for key in scales) / sum(weights.values())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reviewed())
def test_best_labels_make_hundred_points_and_worst_none(case: tuple[dict[int, Scale], list[dict[int, int]]]) -> None:
    scales, _ = case
    assert score({key: scale.labels - 1 for key, scale in scales.items()}, scales) == 100
    assert score(dict.fromkeys(scales, 0), scales) == 0


def test_pilot_without_a_review_has_no_figures() -> None:
    assert figures([], {1: Scale(Fraction(100), 2)}) is None


@given(some.dictionaries(some.integers(), some.integers(0, 5).map(Fraction), min_size=1))
def test_rank_counts_those_that_are_better(scores: dict[int, Fraction]) -> None:
    found = ranks(scores)
    assert all(found[key] == 1 + sum(other > value for other in scores.values()) for key, value in scores.items())


@given(CRITERIA, some.sampled_from([10, -10]))
def test_moved_weights_still_add_up(scales: dict[int, Scale], by: int) -> None:
    weights = {key: scale.weight for key, scale in scales.items()}
    moved = moved_weights(weights, 0, by)
    if moved is not None:
        assert sum(moved.values()) == sum(weights.values())
        assert all(weight >= 0 for weight in moved.values())
        assert moved[0] - weights[0] == by * sum(weights.values()) / 100


def test_order_that_hangs_on_a_weight_is_named() -> None:
    means = {1: {7: Fraction(100), 8: Fraction(0)}, 2: {7: Fraction(0), 8: Fraction(90)}}
    weights = {7: Fraction(50), 8: Fraction(50)}
    assert changes_of_order(means, weights) == {
        (7, -10): {1: (1, 2), 2: (2, 1)},
        (8, 10): {1: (1, 2), 2: (2, 1)},
    }


def test_order_that_holds_is_not_named() -> None:
    means = {1: {7: Fraction(100), 8: Fraction(90)}, 2: {7: Fraction(0), 8: Fraction(10)}}
    assert changes_of_order(means, {7: Fraction(50), 8: Fraction(50)}) == {}


def test_disagreement_is_marked() -> None:
    scales = {1: Scale(Fraction(100), 5)}
    far, near = figures([{1: 0}, {1: 4}], scales), figures([{1: 3}, {1: 4}], scales)
    assert [one and one.is_disputed for one in (far, near)] == [True, False]
