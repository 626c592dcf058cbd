"""What reviewers say on one pilot of a list: how often each value was given, and comments.

As in :mod:`pilots.results`, only what counts is returned, and :mod:`pilots.visibility` is asked first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pilots.enums import Recommendation
from pilots.models import Criterion, Entry, PilotList, Review
from pilots.models.reviews import ReviewQuerySet
from pilots.results import Standing


@dataclass(frozen=True, slots=True)
class Values:
    """The values given on one criterion: its mean in points, and how often each label was chosen, the best first."""

    criterion: Criterion
    mean: Fraction
    counts: Sequence[tuple[str, int]]

    @property
    def in_words(self) -> str:
        """How often each value was given: "2 × groß, 1 × spürbar"."""
        return ", ".join(f"{count} × {label}" for label, count in self.counts if count)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its recommendation; ``name`` is empty where names are not shown."""

    text: str
    recommendation: str
    name: str

    @property
    def in_words(self) -> str:
        """The comment in one line of a table: "dafür, Kim Beispiel: Gut."."""
        return f"{', '.join(filter(None, (self.recommendation, self.name)))}: {self.text}"


def values_given(standing: Standing, criteria: Iterable[Criterion]) -> list[Values]:
    """Return the values by criterion; none where nobody scored the pilot. No query."""
    if standing.figures is None:
        return []
    counts = Counter(given for values in standing.values for given in values.items())
    return [_values(one, standing.figures.means[one.pk], counts) for one in criteria]


def _values(criterion: Criterion, mean: Fraction, counts: Mapping[tuple[int, int], int]) -> Values:
    labelled = [(label, counts.get((criterion.pk, place), 0)) for place, label in enumerate(criterion.labels)]
    return Values(criterion, mean, labelled[::-1])


def comments_on(entry: Entry, *, with_names: bool) -> list[Comment]:
    """Return the comments on one pilot, as :func:`comments_by_entry` does."""
    return _comments(Review.objects.counted(entry.list).filter(entry=entry), with_names=with_names).get(entry.pk, [])


def comments_by_entry(pilot_list: PilotList, *, with_names: bool) -> dict[int, list[Comment]]:
    """Return the comments on each pilot, those in favour first; one query.

    Within a recommendation they stand in alphabetical order, which says nothing about who wrote them.
    """
    return _comments(Review.objects.counted(pilot_list), with_names=with_names)


def _comments(reviews: ReviewQuerySet, *, with_names: bool) -> dict[int, list[Comment]]:
    found: dict[int, list[Comment]] = {}
    rows = reviews.exclude(comment="").values_list("entry_id", "comment", "recommendation", "reviewer__user__name")
    for entry, text, recommendation, name in rows:
        label = Recommendation(recommendation).label
        found.setdefault(entry, []).append(Comment(text, str(label), name if with_names else ""))
    order = [one.label for one in Recommendation]
    for comments in found.values():
        comments.sort(key=lambda one: (order.index(one.recommendation), one.text.casefold()))
    return found
