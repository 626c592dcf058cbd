"""Reads on reviewing: what is still due from whom, and when somebody is reminded of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.utils import timezone

from common.prepared import Slot, rows_for, rows_with
from people.models import User
from pilots.enums import Conflict, ListStatus
from pilots.models import Criterion, Entry, PilotList, Review, Reviewer
from pilots.models.lists import review_url
from workshops.models.meetings import meeting_title

_TOTAL = RawSQL("SELECT count(*) FROM pilots_entry entry WHERE entry.list_id = pilots_reviewer.list_id", ())
_DONE = RawSQL(
    """
    SELECT count(*) FROM pilots_review review
    WHERE review.reviewer_id = pilots_reviewer.id AND (review.conflict <> '' OR review.recommendation <> '' AND
        (SELECT count(*) FROM pilots_score score WHERE score.review_id = review.id) =
        (SELECT count(*) FROM pilots_criterion criterion WHERE criterion.list_id = pilots_reviewer.list_id))
""",
    (),
)
"""Of a reviewer: how many pilots there are, and how many of them are done (:func:`is_complete`).

Written out, since putting these together anew for each start page and each save took Django longer than all the rest.
"""

_CRITERION = tuple(field.attname for field in Criterion._meta.concrete_fields)

REMINDERS = (2, 7)
"""How many days before the end reviewers are reminded."""


@dataclass(frozen=True, slots=True)
class Task:
    """An entry as its reviewer sees it: place, title as it was frozen, what was said so far, whether nothing is due."""

    number: int
    entry: Entry
    title: str
    review: Review | None
    is_done: bool

    @property
    def is_involved(self) -> bool:
        """Whether the reviewer's organisation takes part, so that he or she has no say."""
        return self.review is not None and self.review.conflict == Conflict.ORGANISATION

    @property
    def has_changed(self) -> bool:
        """Whether the pilot changed since the list was opened."""
        return self.entry.released_version != self.entry.pilot.version

    @property
    def tone(self) -> str:
        """Return the tone of the chip that shows where the review stands."""
        if self.review is not None and self.review.conflict:
            return "default"
        return "done" if self.is_done else "open"

    @property
    def state_in_words(self) -> str:
        """Where the review stands: "befangen", "bewertet", "begonnen" or "offen"."""
        return "offen" if self.review is None else state_of(self.review, is_done=self.is_done)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reviewer is with a list."""

    tasks: Sequence[Task]

    @property
    def open(self) -> list[Task]:
        """What is still due, in the order of the list."""
        return [task for task in self.tasks if not task.is_done]

    @property
    def in_words(self) -> str:
        """How much is still due: "Offen: 3 von 22"."""
        return open_in_words(len(self.open), len(self.tasks))

    def next_after(self, number: int) -> Task | None:
        """Return what is due next after the entry at this place, beginning anew at the end; ``None``: nothing is."""
        later = [task for task in self.open if task.number > number]
        return next(iter([*later, *self.open]), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that waits for somebody's review: where that is done, for which meeting, and until when.

    ``open`` of its ``total`` pilots are still due.
    """

    url: str
    meeting: str
    held_on: date
    until: datetime
    open: int
    total: int

    @property
    def in_words(self) -> str:
        """How much is still due: "Offen: 3 von 22"."""
        return open_in_words(self.open, self.total)


def progress_of(reviewer: Reviewer, *, criteria: int | None = None) -> Progress:
    """Return how far a reviewer is; three queries, one less for whoever knows the number of criteria."""
    wanted = Criterion.objects.filter(list=reviewer.list_id).count() if criteria is None else criteria
    stored = Review.objects.filter(reviewer=reviewer).annotate(scored=Count("scores"))
    reviews = {review.entry_id: review for review in stored}
    return Progress(
        [
            Task(number, entry, entry.title, review := reviews.get(entry.pk), is_complete(review, wanted))  # type: ignore[attr-defined]
            for number, entry in enumerate(_titles(reviewer), start=1)
        ]
    )


def reviewed_entry(user: User, slug: str, reference: str) -> tuple[Entry, list[Criterion]] | None:
    """Return the entry of this pilot on the list that ``user`` reviews, by id, with the list's criteria; one query.

    ``None`` where there is none. A list under review has criteria, so that nothing is missed.
    """
    rows = rows_for(user, _reviewed, lists={"list": [slug], "pilot": [reference]})
    criteria = [Criterion(**dict(zip(_CRITERION, values, strict=True))) for _, *values in rows]
    return (Entry(pk=rows[0][0], list_id=criteria[0].list_id), criteria) if rows else None


def _reviewed(user: Any, given: Any) -> QuerySet[Criterion, Any]:
    own = PilotList.objects.visible_to(user).filter(reviewers__user=user, slug__any_of=Slot("list"))
    known = Criterion.objects.filter(list__in=own, list__entries__pilot__reference__any_of=Slot("pilot"))
    return known.values_list("list__entries", *_CRITERION)


def standing_of(review: Review, *, scored: int, criteria: int) -> tuple[str, str]:
    """Return in words where a review with so many scores stands, and how much its reviewer still has to do; one query.

    It is told with every save.
    """
    review.scored = scored  # type: ignore[attr-defined]
    return state_of(review, is_done=is_complete(review, criteria)), open_of(review.reviewer_id)


def open_of(reviewer: int) -> str:
    """Return how much a reviewer, by id, still has to do: "Offen: 3 von 22"; one query.

    It says what :func:`progress_of` would without reading what the pilots are called.
    """
    [(total, done)] = rows_with(_counted, reviewers=[reviewer])
    return open_in_words(total - done, total)


def _counted() -> QuerySet[Reviewer, Any]:
    """Return how many pilots reviewers judge, and how many of them they have."""
    return Reviewer.objects.filter(pk__any_of=Slot("reviewers")).values_list(_TOTAL, _DONE)


def state_of(review: Review, *, is_done: bool) -> str:
    """Return where a review stands: "befangen", "bewertet" or "begonnen"."""
    if review.conflict:
        return "befangen"
    return "bewertet" if is_done else "begonnen"


def open_in_words(count: int, total: int) -> str:
    """Return how much of a list is still due: "Offen: 3 von 22"."""
    return f"Offen: {count} von {total}"


def _titles(reviewer: Reviewer) -> QuerySet[Entry]:
    """Return the entries with their titles, without the long texts of their pilots."""
    entries = Entry.objects.filter(list=reviewer.list_id).annotate(title=KT("released__title")).select_related("pilot")
    return entries.only("list", "position", "released_version", "pilot__reference", "pilot__version")


def is_complete(review: Any, criteria: int) -> bool:
    """Return whether every one of so many criteria is scored and a recommendation given, or nothing is due.

    ``review`` has been annotated with the number of its scores (``scored``); ``None`` is one that was not begun.
    """
    if review is None:
        return False
    return bool(review.conflict) or (bool(review.recommendation) and review.scored == criteria)


def lists_waiting_for(user: User) -> list[Waiting]:
    """Return the lists that wait for reviews of ``user`` now; one query.

    It counts what :func:`progress_of` would, by the rule of :func:`is_complete`.
    """
    return [
        Waiting(review_url(slug), meeting_title(*title), held_on, until, total - done, total)
        for slug, held_on, status, begins, until, total, done, *title in rows_for(user, _waiting)
        if PilotList(status=status, review_from=begins, review_until=until).is_reviewable
    ]


def _waiting(user: Any, given: Any) -> QuerySet[Reviewer, Any]:
    """Return what is expected of ``user``, also what cannot be reviewed yet or any more, which changes by the hour."""
    of_list = ("slug", "meeting__held_on", "status", "review_from", "review_until")
    title = ("meeting__format", "meeting__number", "meeting__body__name", "meeting__body__genitive")
    columns = [[f"list__{name}" for name in names] for names in (of_list, title)]
    return _expected().filter(user=user).values_list(*columns[0], _TOTAL, _DONE, *columns[1])


def reviewers_of(pilot_list: PilotList) -> list[tuple[datetime | None, str, str]]:
    """Return who is expected to review a list, by name: when handed in, name, address; one query."""
    return rows_with(_reviewers, lists=[pilot_list.pk])


def _reviewers() -> QuerySet[Reviewer, Any]:
    of_lists = Reviewer.objects.expected().filter(list__any_of=Slot("lists"))
    return of_lists.values_list("handed_in_at", "user__name", "user__email")


def open_reviewers() -> QuerySet[Reviewer]:
    """Return those who are expected to hand in, and have not, a list whose review still runs."""
    return _expected().filter(list__review_until__gt=timezone.now())


def _expected() -> QuerySet[Reviewer]:
    expected = Reviewer.objects.expected().filter(list__status=ListStatus.IN_REVIEW)
    return expected.filter(handed_in_at=None, user__is_active=True)


def stage_of(pilot_list: PilotList, today: date) -> int | None:
    """Return which reminder is the latest that is due on ``today``, by its number of days; ``None``: none is yet."""
    if pilot_list.review_until is None:
        return None
    left = (timezone.localdate(pilot_list.review_until) - today).days
    return next((days for days in REMINDERS if left <= days), None)


def review_mail(pilot_list: PilotList) -> dict[str, Any]:
    """Return what every mail to reviewers tells: the list and the address where it is reviewed."""
    return {"list": pilot_list, "url": f"{settings.SITE_URL}{pilot_list.get_review_url()}"}
