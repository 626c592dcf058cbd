"""The arithmetic of reviews, free of any database: exact numbers in, exact numbers out.

A value counts from 0 (the worst label) to 100 (the best), so that criteria with different numbers of labels weigh what
their weights say. The score of a review is the weighted mean of its values; the score of a pilot is the mean of its
reviews. Reviews with a conflict of interest never come here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median, pvariance

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
    total = sum((scale.weight for scale in scales.values()), Fraction())
    return sum((scales[key].weight * scales[key].points(values[key]) for key in scales), Fraction()) / total


def figures(reviews: Sequence[Mapping[int, int]], scales: Mapping[int, Scale]) -> Figures | None:
    """Return the figures of one pilot; ``None`` where nobody reviewed it."""
    if not reviews:
        return None
    scores = [score(values, scales) for values in reviews]
    means = {
        key: sum((scale.points(values[key]) for values in reviews), Fraction()) / len(reviews)
        for key, scale in scales.items()
    }
    mean = sum(scores, Fraction()) / len(scores)
    return Figures(len(scores), mean, median(scores), float(pvariance(scores)) ** 0.5, means)


def ranks(scores: Mapping[int, Fraction]) -> dict[int, int]:
    """Return the rank of each key, the highest score first; equal scores share a rank, and the next one is left out."""
    in_order = sorted(scores.values(), reverse=True)
    return {key: in_order.index(value) + 1 for key, value in scores.items()}


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
    before = ranks(_weighted(means, weights))
    found = {}
    for key in weights:
        for step in (STEP, -STEP):
            moved = moved_weights(weights, key, step)
            after = ranks(_weighted(means, moved)) if moved else before
            changed = {pilot: (before[pilot], after[pilot]) for pilot in before if before[pilot] != after[pilot]}
            if changed:
                found[key, step] = changed
    return found


def _weighted(means: Mapping[int, Mapping[int, Fraction]], weights: Mapping[int, Fraction]) -> dict[int, Fraction]:
    total = sum(weights.values(), Fraction())
    return {
        pilot: sum((weights[key] * mean[key] for key in weights), Fraction()) / total for pilot, mean in means.items()
    }
