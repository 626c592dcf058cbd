"""Reviewing: saved as it is typed, handed in for the whole list at once, and taken back until the end."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError
from common.versions import save_version
from people.models import User
from pilots.enums import Conflict, ListStatus
from pilots.models import Criterion, Entry, Review, Reviewer, Score

OVER = "Die Bewertung ist beendet. Ihre Eingabe ist nicht gespeichert."
HANDED_IN = "Sie haben schon abgegeben. Holen Sie Ihre Bewertung zuerst zurück, wenn Sie etwas ändern möchten."


@dataclass(frozen=True, slots=True)
class ReviewInput:
    """What a reviewer says on one pilot: values by criterion (``None``: none), recommendation, comment, conflict."""

    scores: Mapping[int, int | None]
    recommendation: str = ""
    comment: str = ""
    has_conflict: bool = False


@transaction.atomic
def save_review(reviewer: Reviewer, entry: Entry, given: ReviewInput, *, version: int, by: User) -> Review:
    """Save what a reviewer says on one pilot, complete or not, and return the review.

    ``version`` is that of the review when the page was loaded, 0 where there was none. A conflict of interest that
    follows from the organisation stays. Raises :class:`~common.versions.StaleVersionError`, ``ValidationError``,
    :class:`~common.transitions.TransitionError` when the time is over or the list is handed in, and
    ``PermissionDenied`` for anybody else.
    """
    reviewer = _open_reviewer(reviewer.pk, by)
    if entry.list_id != reviewer.list_id:
        raise PermissionDenied
    criteria = {criterion.pk: criterion for criterion in Criterion.objects.filter(list=reviewer.list_id)}
    _check_scores(given.scores, criteria)
    review = Review.objects.filter(reviewer=reviewer, entry=entry).first() or Review(
        reviewer=reviewer, entry=entry, version=0
    )
    if review.conflict != Conflict.ORGANISATION:
        review.conflict = Conflict.DECLARED if given.has_conflict else ""
    review.recommendation, review.comment = given.recommendation, given.comment
    save_version(review, loaded=version, by=by, reason="Bewertet")
    _save_scores(review, given.scores, criteria, by)
    return review


@transaction.atomic
def hand_in(reviewer: Reviewer, *, by: User) -> Reviewer:
    """Hand in the whole list, and return the reviewer. Twice is like once.

    Raises :class:`~common.transitions.TransitionError` with the pilots that are still open.
    """
    reviewer = _reviewer(reviewer.pk, by)
    if reviewer.handed_in_at is not None:
        return reviewer
    if still_open := open_entries(reviewer):
        names = ", ".join(entry.pilot.reference for entry in still_open)
        raise TransitionError(f"Noch offen: {names}. Bitte bewerten Sie jedes Kriterium und geben Sie eine Empfehlung.")
    reviewer.handed_in_at = timezone.now()
    return save_with_reason(reviewer, by=by, reason="Bewertung abgegeben")


@transaction.atomic
def take_back(reviewer: Reviewer, *, by: User) -> Reviewer:
    """Open what was handed in again, until the end of the reviewing; return the reviewer."""
    reviewer = _reviewer(reviewer.pk, by)
    reviewer.handed_in_at = None
    return save_with_reason(reviewer, by=by, reason="Bewertung zurückgeholt")


def open_entries(reviewer: Reviewer) -> list[Entry]:
    """Return the entries on which something is still due from the reviewer, in the order of the list; four queries."""
    wanted = Criterion.objects.filter(list=reviewer.list_id).count()
    reviews = {review.entry_id: review for review in reviewer.reviews.prefetch_related("scores")}
    entries = Entry.objects.filter(list=reviewer.list_id).select_related("pilot")
    return [entry for entry in entries if not is_complete(reviews.get(entry.pk), wanted)]


def is_complete(review: Review | None, criteria: int) -> bool:
    """Return whether every one of so many criteria is scored and a recommendation given, or nothing is due."""
    if review is None:
        return False
    return bool(review.conflict) or (bool(review.recommendation) and len(review.scores.all()) == criteria)


def _reviewer(pk: int, by: User) -> Reviewer:
    """Return the reviewer, locked, if it is ``by`` and the list is still in review."""
    reviewer = Reviewer.objects.select_for_update(of=("self",)).select_related("list").get(pk=pk)
    if reviewer.user_id != by.pk:
        raise PermissionDenied
    until = reviewer.list.review_until
    if reviewer.list.status != ListStatus.IN_REVIEW or until is None or until <= timezone.now():
        raise TransitionError(OVER)
    return reviewer


def _open_reviewer(pk: int, by: User) -> Reviewer:
    reviewer = _reviewer(pk, by)
    if reviewer.handed_in_at is not None:
        raise TransitionError(HANDED_IN)
    return reviewer


def _save_scores(review: Review, scores: Mapping[int, int | None], criteria: Mapping[int, Criterion], by: User) -> None:
    """Make the scores of the named criteria be these; ``None`` takes one back."""
    stored = {score.criterion_id: score for score in review.scores.all()}
    for number, value in scores.items():
        score = stored.get(number)
        if value is None:
            if score is not None:
                delete_with_reason(score, by=by, reason="Bewertet")
        elif score is None or score.value != value:
            score = score or Score(review=review, criterion=criteria[number])
            score.value = value
            save_with_reason(score, by=by, reason="Bewertet")


def _check_scores(scores: Mapping[int, int | None], criteria: Mapping[int, Criterion]) -> None:
    for number, value in scores.items():
        if number not in criteria or (value is not None and not 0 <= value < len(criteria[number].labels)):
            raise ValidationError("Diesen Wert gibt es bei diesem Kriterium nicht. Bitte laden Sie die Seite neu.")
