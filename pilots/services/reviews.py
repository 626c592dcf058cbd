"""Reviewing: saved as it is typed, handed in for the whole list at once, and taken back until the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import delete_with_reason, save_checked, save_with_reason
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from pilots.enums import Conflict
from pilots.models import Criterion, Entry, PilotList, Review, Reviewer, Score
from pilots.selectors.reviews import progress_of

CONFLICT = "Ihre Organisation ist an diesem Projekt beteiligt; Sie bewerten es nicht."
HANDED_IN = "Sie haben schon abgegeben. Holen Sie Ihre Bewertung zuerst zurück, wenn Sie etwas ändern möchten."


@dataclass(frozen=True, slots=True)
class ReviewInput:
    """What a reviewer says on one pilot: values by criterion (``None``: none), recommendation, comment, conflict."""

    scores: Mapping[int, int | None]
    recommendation: str = ""
    comment: str = ""
    has_conflict: bool = False


@transaction.atomic
def save_review(
    entry: Entry, given: ReviewInput, *, version: int, by: User, criteria: Sequence[Criterion] | None = None
) -> Review:
    """Save what the reviewer ``by`` says on one pilot, complete or not, and return the review.

    ``version`` is that of the review when the page was loaded, 0 where there was none; what is stored already is not
    saved again, whatever the version. ``criteria`` are those of the list, where the caller has read them.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError``,
    :class:`~common.transitions.TransitionError` when the time is over, the list is handed in or the own organisation
    takes part, and ``PermissionDenied`` for whoever does not review this list.
    """
    reviewer = _open_reviewer(entry.list_id, by)
    known = Criterion.objects.filter(list=entry.list_id) if criteria is None else criteria
    _check_scores(given.scores, {criterion.pk: criterion for criterion in known})
    review, scores = _stored(reviewer, entry)
    if review.conflict == Conflict.ORGANISATION:
        raise TransitionError(CONFLICT)
    if is_said(review, scores, given):
        return review
    if review.pk and review.version != version:
        raise StaleVersionError(review)
    review.conflict = Conflict.DECLARED if given.has_conflict else ""
    review.recommendation, review.comment = given.recommendation, given.comment
    review.version += 1
    review.clean_fields(exclude=["reviewer", "entry"])
    save_checked(review, by=by, reason="Bewertet")
    _save_scores(review, scores, given.scores, by)
    return review


def is_said(review: Review, scores: Mapping[int, Score], given: ReviewInput) -> bool:
    """Return whether the review with these stored scores, by criterion, says what is given."""
    stored = {number: score.value for number, score in scores.items()}
    said = (review.recommendation, review.comment, bool(review.conflict))
    return said == (given.recommendation, given.comment, given.has_conflict) and all(
        stored.get(number) == value for number, value in given.scores.items()
    )


@transaction.atomic
def hand_in(pilot_list: PilotList, *, by: User) -> Reviewer:
    """Hand in the whole list as its reviewer ``by``, and return that reviewer. Twice is like once.

    Raises :class:`~common.transitions.TransitionError` with the pilots that are still open, and ``PermissionDenied``.
    """
    reviewer = _reviewer(pilot_list.pk, by)
    if reviewer.handed_in_at is not None:
        return reviewer
    if still_open := progress_of(reviewer).open:
        names = ", ".join(task.entry.pilot.reference for task in still_open)
        raise TransitionError(f"Noch offen: {names}. Bitte bewerten Sie jedes Kriterium und geben Sie eine Empfehlung.")
    reviewer.handed_in_at = timezone.now()
    return save_with_reason(reviewer, by=by, reason="Bewertung abgegeben")


@transaction.atomic
def take_back(pilot_list: PilotList, *, by: User) -> Reviewer:
    """Open what the reviewer ``by`` handed in again, until the end of the reviewing; return the reviewer."""
    reviewer = _reviewer(pilot_list.pk, by)
    reviewer.handed_in_at = None
    return save_with_reason(reviewer, by=by, reason="Bewertung zurückgeholt")


def _reviewer(list_id: int, by: User) -> Reviewer:
    """Return ``by`` as reviewer of the list, locked, if it can be reviewed now.

    Whoever closes the list locks its reviewers, so the list is read when this one is locked.
    """
    try:
        reviewer = Reviewer.objects.select_for_update(of=("self",)).get(list=list_id, user=by)
    except Reviewer.DoesNotExist:
        raise PermissionDenied from None
    reviewer.list = PilotList.objects.only("status", "review_from", "review_until").get(pk=list_id)
    if why := reviewer.list.obstacle_to_reviewing:
        raise TransitionError(f"{why} Ihre Eingabe ist nicht gespeichert.")
    return reviewer


def _open_reviewer(list_id: int, by: User) -> Reviewer:
    reviewer = _reviewer(list_id, by)
    if reviewer.handed_in_at is not None:
        raise TransitionError(HANDED_IN)
    return reviewer


def _stored(reviewer: Reviewer, entry: Entry) -> tuple[Review, dict[int, Score]]:
    """Return the review of an entry, a new one where there is none, and its scores by criterion.

    One query where something is scored already, as with most saves; else two.
    """
    found = Score.objects.filter(review__reviewer=reviewer, review__entry=entry).select_related("review")
    scores = {score.criterion_id: score for score in found}
    if scores:
        return next(iter(scores.values())).review, scores
    review = Review.objects.filter(reviewer=reviewer, entry=entry).order_by("pk").first()
    return review or Review(reviewer=reviewer, entry=entry, version=0), scores


def _save_scores(review: Review, stored: Mapping[int, Score], wanted: Mapping[int, int | None], by: User) -> None:
    """Make the scores of the named criteria be these; ``None`` takes one back."""
    for number, value in wanted.items():
        score = stored.get(number)
        if value is None:
            if score is not None:
                delete_with_reason(score, by=by, reason="Bewertet")
        elif score is None or score.value != value:
            score = score or Score(review=review, criterion_id=number)
            score.value = value
            save_checked(score, by=by, reason="Bewertet")


def _check_scores(scores: Mapping[int, int | None], criteria: Mapping[int, Criterion]) -> None:
    for number, value in scores.items():
        if number not in criteria or (value is not None and not 0 <= value < len(criteria[number].labels)):
            raise ValidationError("Diesen Wert gibt es bei diesem Kriterium nicht. Bitte laden Sie die Seite neu.")
