"""What the reviewer's script sends while someone scores pilots."""

from collections.abc import Iterator
from itertools import count, cycle, islice

from bench.client import Request
from bench.fill.people import EDITOR
from bench.fill.pilots import IN_REVIEW
from pilots.forms.reviews import SCORE
from pilots.models import Entry, Review, Score
from pilots.views.reviews import AUTOSAVE


def review_pages(visitor: int) -> Iterator[Request]:
    """Return the reviewing pages of one pilot after the other, without end."""
    path = f"/piloten/listen/{IN_REVIEW}/bewerten/"
    references = Entry.objects.filter(list__slug=IN_REVIEW).values_list("pilot__reference", flat=True)
    return (Request(f"{path}{reference}/") for reference in islice(cycle(references), visitor, None))


def saved_scores(visitor: int) -> Iterator[Request]:
    """Return the saves of one review, each with another value; each visitor scores a pilot of his or her own."""
    own = Review.objects.filter(reviewer__list__slug=IN_REVIEW, reviewer__user__email=EDITOR)
    review = own.select_related("entry__pilot").order_by("entry__position")[visitor]
    scores = list(review.scores.order_by("criterion__position"))
    return (_save(review, scores, times) for times in count(1))


def _save(review: Review, scores: list[Score], times: int) -> Request:
    """Return the form with one value moved on since the save before, the criteria in turn."""
    moved = [(score.value + (times + place) // len(scores)) % 5 for place, score in enumerate(scores)]
    values = {f"{SCORE}{score.criterion_id}": str(value) for score, value in zip(scores, moved, strict=True)}
    said = {"recommendation": review.recommendation, "comment": review.comment, "draft": AUTOSAVE}
    version = {"version": str(review.version + times - 1)}
    path = f"/piloten/listen/{IN_REVIEW}/bewerten/{review.entry.pilot.reference}/"
    return Request.form(path, values | said | version)
