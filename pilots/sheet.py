"""The result of a list as tables: a row for each pilot, and a row for each single review."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from pilots.enums import Recommendation
from pilots.models import Entry, PilotList, Review
from pilots.models.reviews import ReviewQuerySet
from pilots.opinions import Comment, comments_by_entry
from pilots.results import Result, Standing
from pilots.templatetags.figures import percent

Row = list[Any]


def result_table(pilot_list: PilotList, result: Result, *, with_names: bool) -> tuple[list[str], Iterator[Row]]:
    """Return headings and rows of the result, the best pilot first; one query for the comments."""
    headings = [
        *("Rang", "Nummer", "Pilotprojekt", "Handlungsfeld", "Federführung", "Quick Win"),
        *("Punkte", "Median", "Streuung", "uneinig", "Bewertungen", "Befangen"),
        *(f"{one.name} ({percent(one.weight)} %)" for one in result.criteria),
        *(one.label for one in Recommendation),
        *("Kosten in Euro", "zahlen andere", "zahlt die Stadt", "Kommentare"),
    ]
    comments = comments_by_entry(pilot_list, with_names=with_names)
    return headings, (_result_row(one, result, comments.get(one.entry.pk, ())) for one in result.standings)


def _result_row(one: Standing, result: Result, comments: Sequence[Comment]) -> Row:
    content, figures = one.content, one.figures
    return [
        *(one.rank, one.reference, content["title"], content["action_field"], content["lead"]),
        _yes(content["is_quick_win"]),
        *((_number(figures.mean), _number(figures.median), _number(figures.spread)) if figures else (None, None, None)),
        _yes(one.is_disputed),
        *(figures.count if figures else 0, one.conflicts),
        *(_number(figures.means[criterion.pk]) if figures else None for criterion in result.criteria),
        *(one.recommendations.get(recommendation, 0) for recommendation in Recommendation),
        *(one.cost, one.funding, one.cost - one.funding),
        "\n".join(comment.in_words for comment in comments),
    ]


def review_table(
    pilot_list: PilotList, reviews: ReviewQuerySet, *, with_names: bool
) -> tuple[list[str], Iterator[Row]]:
    """Return headings and rows of single reviews; three queries.

    Without names the reviews of a pilot stand in alphabetical order of what they say, so that nobody can tell by the
    place of a row whose it is.
    """
    criteria = list(pilot_list.criteria.all())
    headings = [
        *("Nummer", "Pilotprojekt", *(("Name",) if with_names else ())),
        *(one.name for one in criteria),
        *("Empfehlung", "Befangen", "Kommentar"),
    ]
    entries = {entry.pk: entry for entry in pilot_list.entries.select_related("pilot")}
    rows = reviews.select_related("reviewer__user").prefetch_related("scores")
    labels = {criterion.pk: criterion.labels for criterion in criteria}
    found = [_review_row(review, entries[review.entry_id], labels, with_names=with_names) for review in rows]
    place = {entry.pilot.reference: number for number, entry in enumerate(entries.values())}
    return headings, iter(sorted(found, key=lambda row: (place[row[0]], row[2:])))


def _review_row(review: Review, entry: Entry, labels: dict[int, list[str]], *, with_names: bool) -> Row:
    given = {score.criterion_id: score.value for score in review.scores.all()}
    return [
        *(entry.pilot.reference, (entry.released or {})["title"]),
        *((review.reviewer.user.name,) if with_names else ()),
        *(names[given[pk]] if pk in given else "" for pk, names in labels.items()),
        *(review.get_recommendation_display(), review.get_conflict_display(), review.comment),
    ]


def _number(value: Fraction | float) -> float:
    return round(float(value), 2)


def _yes(value: object) -> str:
    return "ja" if value else ""
