"""The arithmetic of reviews, free of any database: exact numbers in, exact numbers out.

A value counts from 0 (the worst label) to 100 (the best), so that criteria with different numbers of labels weigh what
their weights say. The score of a review is the weighted mean of its values; the score of a pilot is the mean of its
reviews. Reviews with a conflict of interest never come here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

DISAGREEMENT = 20
"""From this standard deviation on (of 100 points), the reviewers disagree."""

STEP = 10
"""By how many percentage points a weight is moved to see whether the order holds."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A criterion: its weight, and the number of its labels (at least two)."""

    weight: Fraction
    labels: int

    def points(self, value: int) -> Fraction:
        """Return what the label at place ``value`` counts, from 0 to 100."""
        return Fraction(100 * value, self.labels - 1)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one pilot over its reviews, in points from 0 to 100.

    ``means`` holds the mean of each criterion by its key. ``spread`` is the standard deviation over all reviews.
    """

    count: int
    mean: Fraction
    median: Fraction
    spread: float
    means: Mapping[int, Fraction]

    @property
    def is_disputed(self) -> bool:
        """Whether the reviewers disagree."""
        return self.spread >= DISAGREEMENT


def score(values: Mapping[int, int], scales: Mapping[int, Scale]) -> Fraction:
    """Return the weighted mean of one review in points; ``values`` are places of labels by criterion, one for each."""
    factors, whole = _factors(scales)
    return Fraction(_summed(values, factors), whole)


def figures(reviews: Sequence[Mapping[int, int]], scales: Mapping[int, Scale]) -> Figures | None:
    """Return the figures of one pilot; ``None`` where nobody reviewed it."""
    if not reviews:
        return None
    factors, whole = _factors(scales)
    sums, count = [_summed(values, factors) for values in reviews], len(reviews)
    total = sum(sums)
    variance = Fraction(count * sum(one * one for one in sums) - total * total, (count * whole) ** 2)
    means = {
        key: Fraction(100 * sum(values[key] for values in reviews), (scale.labels - 1) * count)
        for key, scale in scales.items()
    }
    in_order, half = sorted(sums), count // 2
    middle = in_order[half] + in_order[~half]
    return Figures(count, Fraction(total, whole * count), Fraction(middle, 2 * whole), float(variance) ** 0.5, means)


def _factors(scales: Mapping[int, Scale]) -> tuple[dict[int, int], int]:
    """Return by what each criterion's value is multiplied, and by what the sum is divided to make points.

    All are whole numbers: sums of fractions are exact as well, but take fifty times as long.
    """
    weights, total = _whole_numbers({key: scale.weight for key, scale in scales.items()})
    steps = lcm(*(scale.labels - 1 for scale in scales.values()))
    factors = {key: 100 * weights[key] * (steps // (scale.labels - 1)) for key, scale in scales.items()}
    return factors, total * steps


def _summed(values: Mapping[int, int], factors: Mapping[int, int]) -> int:
    return sum(factor * values[key] for key, factor in factors.items())


def _whole_numbers(weights: Mapping[int, Fraction]) -> tuple[dict[int, int], int]:
    """Return whole numbers in the same proportion as the weights, and their sum."""
    common = lcm(*(weight.denominator for weight in weights.values()))
    whole = {key: weight.numerator * (common // weight.denominator) for key, weight in weights.items()}
    return whole, sum(whole.values())


def ranks(scores: Mapping[int, Fraction] | Mapping[int, int]) -> dict[int, int]:
    """Return the rank of each key, the highest score first; equal scores share a rank, and the next one is left out."""
    places: dict[Any, int] = {}
    for place, value in enumerate(sorted(scores.values(), reverse=True), start=1):
        places.setdefault(value, place)
    return {key: places[value] for key, value in scores.items()}


def moved_weights(weights: Mapping[int, Fraction], key: int, by: int) -> dict[int, Fraction] | None:
    """Return the weights with that of ``key`` moved ``by`` percentage points; the others share the rest as before.

    ``None`` where there is nothing to share, or the weight would leave 0 to 100.
    """
    total = sum(weights.values(), Fraction())
    target = weights[key] + by * total / 100
    rest = total - weights[key]
    if not 0 <= target <= total or rest == 0:
        return None
    return {one: target if one == key else weight * (total - target) / rest for one, weight in weights.items()}


def changes_of_order(
    means: Mapping[int, Mapping[int, Fraction]], weights: Mapping[int, Fraction]
) -> dict[tuple[int, int], dict[int, tuple[int, int]]]:
    """Return what happens to the ranks when one weight moves by ``STEP`` points.

    ``means`` holds for each pilot the mean of each criterion. The result names, by criterion and step (10, -10), those
    pilots whose rank changes, with the rank before and after; moves that change nothing are left out.
    """
    sums = _on_one_denominator(means)
    before = _ranks_by(sums, weights)
    found = {}
    for key in weights:
        for step in (STEP, -STEP):
            moved = moved_weights(weights, key, step)
            after = _ranks_by(sums, moved) if moved else before
            changed = {pilot: (before[pilot], after[pilot]) for pilot in before if before[pilot] != after[pilot]}
            if changed:
                found[key, step] = changed
    return found


def _ranks_by(sums: Mapping[int, Mapping[int, int]], weights: Mapping[int, Fraction]) -> dict[int, int]:
    shares, _ = _whole_numbers(weights)
    return ranks({pilot: _summed(by_key, shares) for pilot, by_key in sums.items()})


def _on_one_denominator(means: Mapping[int, Mapping[int, Fraction]]) -> dict[int, dict[int, int]]:
    """Return whole numbers in the same proportion as the means."""
    common = lcm(*(mean.denominator for by_key in means.values() for mean in by_key.values()))
    return {
        pilot: {key: mean.numerator * (common // mean.denominator) for key, mean in by_key.items()}
        for pilot, by_key in means.items()
    }
