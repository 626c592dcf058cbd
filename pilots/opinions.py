"""What reviewers say on one pilot of a list: how often each value was given, and comments.

As in :mod:`pilots.results`, only what counts is returned, and :mod:`pilots.visibility` is asked first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pilots.enums import Recommendation
from pilots.models import Criterion, Entry, Review, Score
from pilots.results import Standing


@dataclass(frozen=True, slots=True)
class Values:
    """The values given on one criterion: its mean in points, and how often each label was chosen, the best first."""

    criterion: Criterion
    mean: Fraction
    counts: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its recommendation; ``name`` is empty where names are not shown."""

    text: str
    recommendation: str
    name: str


def values_given(standing: Standing, criteria: Iterable[Criterion]) -> list[Values]:
    """Return the values by criterion; none where nobody scored the pilot. One query."""
    if standing.figures is None:
        return []
    reviews = Review.objects.counted(standing.entry.list).filter(entry=standing.entry)
    counts = Counter(Score.objects.filter(review__in=reviews).values_list("criterion_id", "value"))
    return [_values(one, standing.figures.means[one.pk], counts) for one in criteria]


def _values(criterion: Criterion, mean: Fraction, counts: Mapping[tuple[int, int], int]) -> Values:
    labelled = [(label, counts.get((criterion.pk, place), 0)) for place, label in enumerate(criterion.labels)]
    return Values(criterion, mean, labelled[::-1])


def comments_on(entry: Entry, *, with_names: bool) -> list[Comment]:
    """Return the comments on a pilot, those in favour first. One query.

    Within a recommendation they stand in alphabetical order, which says nothing about who wrote them.
    """
    reviews = Review.objects.counted(entry.list).filter(entry=entry).exclude(comment="")
    found = [
        Comment(text, Recommendation(recommendation).label, name if with_names else "")
        for text, recommendation, name in reviews.values_list("comment", "recommendation", "reviewer__user__name")
    ]
    order = [one.label for one in Recommendation]
    return sorted(found, key=lambda one: (order.index(one.recommendation), one.text.casefold()))
