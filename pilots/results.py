"""The result of a list: figures of each pilot from the reviews that count, in their order.

What is returned here holds for everybody; who may read it is asked of :mod:`pilots.visibility` first.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property, lru_cache
from operator import attrgetter

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q, QuerySet

from pilots.content import Content, funding_of, total_of
from pilots.enums import Recommendation
from pilots.models import Criterion, Entry, PilotList, Review, Reviewer
from pilots.scoring import STEP, Figures, Scale, changes_of_order, figures, moved_weights, ranks

LARGEST = 4
"""How many changes of the order are named."""

RESULTS_KEPT = 20
"""How many results a process remembers."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A pilot of a list with what its reviews say.

    ``rank`` and ``figures`` are ``None`` where nobody scored it. ``recommendations`` counts them by value,
    ``comments`` those that hold a text, ``conflicts`` those who handed in but had no say. ``values`` are the values by
    criterion of each review that counts.
    """

    entry: Entry
    rank: int | None
    figures: Figures | None
    recommendations: Mapping[str, int]
    comments: int
    conflicts: int
    values: Sequence[Mapping[int, int]]

    @property
    def content(self) -> Content:
        """The pilot as the reviewers read it."""
        return self.entry.released or {}

    @property
    def reference(self) -> str:
        """The pilot's number."""
        return self.entry.pilot.reference

    @property
    def cost(self) -> int:
        """What it costs over all years, in euros."""
        return total_of(self.content)

    @property
    def is_disputed(self) -> bool:
        """Whether the reviewers disagree."""
        return self.figures is not None and self.figures.is_disputed

    @property
    def advice(self) -> str:
        """The recommendations in words: "5 dafür, 1 zurückstellen"."""
        counts = ((self.recommendations.get(one, 0), one.label) for one in Recommendation)
        return ", ".join(f"{count} {label}" for count, label in counts if count)

    @property
    def funding(self) -> int:
        """How much of the cost somebody else pays, in euros."""
        return funding_of(self.content)


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to the order when the weight of a criterion moves: from and to in percent.

    ``changes`` holds the pilots whose rank changes, with the rank before and after, in the order of the list's result.
    """

    criterion: Criterion
    weight: Fraction
    target: Fraction
    changes: Sequence[tuple[Standing, int, int]]

    @property
    def largest(self) -> Sequence[tuple[Standing, int, int]]:
        """The few changes that lead furthest."""
        return sorted(self.changes, key=lambda change: -abs(change[2] - change[1]))[:LARGEST]

    @property
    def others(self) -> int:
        """How many changes there are besides."""
        return max(len(self.changes) - LARGEST, 0)


@dataclass(frozen=True, eq=False)
class Result:
    """The result of a list. ``standings`` begin with the best pilot and end with those that nobody scored.

    It is the same as itself only, so that what is drawn of it can be remembered as well.
    """

    criteria: Sequence[Criterion]
    standings: Sequence[Standing]
    reviewers: int
    handed_in: int

    @cached_property
    def weights(self) -> dict[int, Fraction]:
        """The weight of each criterion."""
        return {criterion.pk: Fraction(criterion.weight) for criterion in self.criteria}

    @cached_property
    def moves(self) -> list[Move]:
        """What would be if a weight were 10 points higher or lower, as far as that is possible."""
        scored = {one.entry.pk: one for one in self.standings if one.figures}
        found = changes_of_order({pk: one.figures.means for pk, one in scored.items() if one.figures}, self.weights)
        return [
            Move(
                criterion,
                self.weights[criterion.pk],
                moved[criterion.pk],
                [(scored[pk], *places) for pk in scored if (places := found.get((criterion.pk, step), {}).get(pk))],
            )
            for criterion in self.criteria
            for step in (-STEP, STEP)
            if (moved := moved_weights(self.weights, criterion.pk, step))
        ]

    @property
    def firmness(self) -> str:
        """In words whether the order hangs on the weights."""
        changing = [move for move in self.moves if move.changes]
        if not changing:
            return (
                f"Die Reihenfolge bleibt gleich, wenn eines der Gewichte um {STEP} Prozentpunkte höher oder niedriger"
                " ist und die anderen sich den Rest wie bisher teilen."
            )
        found = (
            f"Ist eines der Gewichte um {STEP} Prozentpunkte höher oder niedriger (die anderen teilen sich den Rest wie"
            f" bisher), ändert sich die Reihenfolge in {len(changing)} von {len(self.moves)} Fällen."
        )
        if any(1 in places for move in changing for _, *places in move.changes):
            return f"{found} Auch Rang 1 hängt davon ab."
        first = " und ".join(f"{one.reference} „{one.content['title']}“" for one in self.standings if one.rank == 1)
        return f"{found} Auf Rang 1 bleibt immer {first}."


def result_of(pilot_list: PilotList) -> Result:
    """Return the result of a list that was opened; one query, and four more where it is new."""
    people = (
        Reviewer.objects.expected()
        .filter(list=pilot_list)
        .aggregate(
            reviewers=Count("pk", distinct=True),
            handed_in=Count("pk", filter=Q(handed_in_at__isnull=False), distinct=True),
            latest=Max("handed_in_at"),
            conflicts=Count("reviews", filter=~Q(reviews__conflict=""), distinct=True),
        )
    )
    return _computed(pilot_list.pk, **people)


@lru_cache(maxsize=RESULTS_KEPT)
def _computed(pk: int, reviewers: int, handed_in: int, latest: datetime | None, conflicts: int) -> Result:
    """Compute the result of a list of which the last review was handed in at ``latest``.

    What is handed in does not change before it is taken back, but for ``conflicts`` of interest that are found when the
    list is closed; neither do criteria and entries once the list is opened. So the result stays the same until one of
    these numbers or the moment is another; to compute it takes longer than all the rest of its page.
    """
    pilot_list = PilotList.objects.get(pk=pk)
    criteria = list(pilot_list.criteria.all())
    excluded = Q(reviews__reviewer__handed_in_at__isnull=False) & ~Q(reviews__conflict="")
    entries = _entries(pilot_list).annotate(conflicts=Count("reviews", filter=excluded))
    counted = _counted(pilot_list)
    scales = {criterion.pk: Scale(Fraction(criterion.weight), len(criterion.labels)) for criterion in criteria}
    by_entry = {entry.pk: figures([one.values for one in counted.get(entry.pk, ())], scales) for entry in entries}
    places = ranks({pk: one.mean for pk, one in by_entry.items() if one})
    standings = [
        _standing(entry, places.get(entry.pk), by_entry[entry.pk], counted.get(entry.pk, ()), entry.conflicts)
        for entry in entries
    ]
    # The order of the list decides among equals.
    standings.sort(key=lambda one: (one.rank is None, one.rank))
    return Result(criteria, standings, reviewers, handed_in)


def listed(pilot_list: PilotList) -> Result:
    """Return the list in its own order without anything that reviews say; two queries, none of them on reviews."""
    standings = [_standing(entry, None, None, (), 0) for entry in _entries(pilot_list)]
    return Result(list(pilot_list.criteria.all()), standings, 0, 0)


def _entries(pilot_list: PilotList) -> QuerySet[Entry]:
    """Return the entries in their order; of the pilots only what is not in the released text."""
    entries = pilot_list.entries.select_related("pilot").order_by("position", "pk")
    return entries.only("list", "position", "released", "pilot__reference")


@dataclass(frozen=True, slots=True)
class _Counted:
    """What of a review counts: values by criterion, recommendation, and whether there is a comment."""

    values: Mapping[int, int]
    recommendation: str
    has_comment: bool


def _counted(pilot_list: PilotList) -> dict[int, list[_Counted]]:
    """Return the reviews that count by entry; one query with a row for each review."""
    rows = (
        Review.objects.counted(pilot_list)
        .order_by()
        .annotate(has_comment=~Q(comment=""), keys=ArrayAgg("scores__criterion_id"), places=ArrayAgg("scores__value"))
        .values_list("entry_id", "recommendation", "has_comment", "keys", "places")
    )
    found: dict[int, list[_Counted]] = {}
    for entry, recommendation, has_comment, keys, values in rows:
        review = _Counted(dict(zip(keys, values, strict=True)), recommendation, has_comment)
        found.setdefault(entry, []).append(review)
    return found


def _standing(
    entry: Entry, rank: int | None, figures: Figures | None, counted: Sequence[_Counted], conflicts: int
) -> Standing:
    recommendations = Counter(map(attrgetter("recommendation"), counted))
    comments = sum(one.has_comment for one in counted)
    values = [one.values for one in counted]
    return Standing(entry, rank, figures, recommendations, comments, conflicts, values)
