"""Whose reviews a person may read, and when: the one place that pages, exports, documents and search ask.

The rules (DESIGN: Roles): before the own review is handed in, nobody reads anybody else's; that holds for editors who
are reviewers, too. Reviewers who handed in read the result and the single reviews of others who did. The team and the
administration read the result once the reviewing is closed, also those who review themselves and did not hand in, and
never a single review: while few have handed in, the result would tell what each of them wrote.
"""

from dataclasses import dataclass

from django.db.models import Q

from people.models import User
from pilots.enums import ListStatus
from pilots.models import PilotList, Review, Reviewer
from pilots.models.reviews import ReviewQuerySet


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may read of the reviews of one list.

    ``result``: figures over all reviews, and comments without names. ``reviews``: the single reviews of others.
    ``names``: also who wrote which. ``reviewer`` is the person's own part, if any, and ``is_late`` whether its time is
    over.
    """

    reviewer: Reviewer | None
    result: bool
    reviews: bool
    names: bool
    is_late: bool = False

    @property
    def hint(self) -> str:
        """Return as a German sentence when the result will be shown; empty where it is."""
        if self.result:
            return ""
        if self.is_late:
            return "Die Zeit zum Abgeben ist vorbei. Das Ergebnis sehen Sie, sobald über die Liste beschlossen ist."
        if self.reviewer is not None:
            return "Das Ergebnis sehen Sie, sobald Sie Ihre Bewertung abgegeben haben."
        return "Das Ergebnis sehen Sie, sobald die Bewertung geschlossen ist."


def sight_of(user: User, pilot_list: PilotList) -> Sight:
    """Return what ``user``, who may see the list itself, may read of its reviews; one query."""
    return sight_as(reviewer_of(user, pilot_list), user, pilot_list)


def sight_as(reviewer: Reviewer | None, user: User, pilot_list: PilotList) -> Sight:
    """Return the same for ``user`` who is known to be this reviewer of the list, or none; no query."""
    if reviewer is not None:
        # What is decided is not reviewed any more, so the result cannot sway anybody.
        done = reviewer.handed_in_at is not None or pilot_list.status == ListStatus.DECIDED
        # Who prepares the meeting reads on what it is to decide, as the rest of the team does; not who wrote what.
        if not done and user.is_editor and pilot_list.status == ListStatus.CLOSED:
            return Sight(reviewer, result=True, reviews=False, names=False, is_late=True)
        names = done and pilot_list.names_are_shown
        return Sight(reviewer, result=done, reviews=done, names=names, is_late=pilot_list.review_is_over and not done)
    result = pilot_list.status in (ListStatus.CLOSED, ListStatus.DECIDED)
    return Sight(None, result=result, reviews=False, names=False)


def reviewer_of(user: User, pilot_list: PilotList) -> Reviewer | None:
    """Return ``user`` as reviewer of the list; ``None`` for everybody else. One query, none for a draft."""
    if pilot_list.status == ListStatus.DRAFT:
        return None
    return Reviewer.objects.filter(list=pilot_list, user=user).first()


def reviews_read_with(sight: Sight, pilot_list: PilotList) -> ReviewQuerySet:
    """Return the single reviews that a person with this ``sight`` may read: the own ones, and what others handed in."""
    if sight.reviewer is None:
        return Review.objects.none()
    own = Q(reviewer=sight.reviewer)
    return Review.objects.filter(own | Q(pk__in=Review.objects.counted(pilot_list)) if sight.reviews else own)
