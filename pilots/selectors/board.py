"""Reads: what is known at the meeting that decides a list: who votes, who is conflicted, what is decided already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, Prefetch, Q, QuerySet
from django.utils import timezone

from people.models import Membership, User
from pilots.content import content_of, total_of
from pilots.enums import PilotStatus
from pilots.models import Condition, Entry, PilotList, Resolution
from pilots.voting import can_decide
from workshops.enums import MeetingStatus, ProtocolStatus
from workshops.models import Meeting

CARRIED = (PilotStatus.APPROVED, PilotStatus.CONDITIONAL)
"""The outcomes that spend money."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry at the meeting.

    ``houses`` are the ids of the organisations that lead or take part; ``conflicted`` are those of voting members with
    a conflict of interest, ``named`` the names of those among them whose organisation takes part, which everybody
    knows. ``history`` are its resolutions, the valid one last. ``cost`` is what reviewers read, in euros.
    ``is_proposed`` says whether the Beschlussvorlage proposes to approve it, ``is_decidable`` whether enough members
    may vote.
    """

    entry: Entry
    houses: frozenset[int]
    conflicted: frozenset[int]
    named: Sequence[str]
    history: Sequence[Resolution]
    cost: int
    is_proposed: bool
    is_decidable: bool

    @property
    def resolution(self) -> Resolution | None:
        """What the board decided, if it did."""
        return self.history[-1] if self.history else None

    @property
    def others_conflicted(self) -> int:
        """How many more members declared a conflict of interest themselves."""
        return len(self.conflicted) - len(self.named)


@dataclass(frozen=True)
class Board:
    """A list at its meeting: the voting members of that day, and the entries in their order.

    ``has_choice`` says whether a later meeting of the body could decide as well (:func:`meetings_to_decide_in`).
    """

    pilot_list: PilotList
    meeting: Meeting
    members: Mapping[int, User]
    places: Sequence[Place]
    has_choice: bool

    @cached_property
    def by_entry(self) -> dict[int, Place]:
        """The places by the ids of their entries."""
        return {place.entry.pk: place for place in self.places}

    @property
    def undecided(self) -> list[Place]:
        """The entries that the board has not decided yet."""
        return [place for place in self.places if place.resolution is None]

    def conflicted(self, entries: Iterable[int]) -> int:
        """Return how many members may not vote on these entries together."""
        return len(frozenset().union(*(self.by_entry[pk].conflicted for pk in entries)))


def board_of(pilot_list: PilotList, meeting: Meeting | None = None) -> Board:
    """Return the list at its meeting, or at a later ``meeting`` of the body that decides in its place.

    Three queries, and one where something is decided.
    """
    meeting = meeting or pilot_list.meeting
    voting = Membership.objects.on(meeting.held_on).filter(body=meeting.body_id, is_voting=True)
    members = {one.user_id: one.user for one in voting.select_related("user").order_by("user__name")}
    conditions = Condition.objects.select_related("organisation")
    resolutions = Resolution.objects.select_related("decision__point", "corrects__decision").order_by("pk")
    entries = (
        pilot_list.entries.select_related("pilot")
        .defer("pilot__search")
        .annotate(
            partners=ArrayAgg("pilot__partners__organisation", distinct=True),
            declared=ArrayAgg("reviews__reviewer__user", filter=~Q(reviews__conflict=""), distinct=True),
            proposed=F("list__proposal__chosen"),
            has_choice=Exists(_later_meetings(pilot_list.meeting)),
        )
    )
    found = list(
        entries.prefetch_related(
            Prefetch("resolutions", resolutions.prefetch_related(Prefetch("conditions", conditions)))
        )
    )
    has_choice = any(entry.has_choice for entry in found)
    return Board(pilot_list, meeting, members, [_place(entry, members) for entry in found], has_choice)


def meetings_to_decide_in(pilot_list: PilotList) -> list[Meeting]:
    """Return the meetings in whose draft protocol a decision on this list can be recorded, its own first; one query.

    The own one is always there; then those of the body that were held since.
    """
    later = _later_meetings(pilot_list.meeting)
    return [pilot_list.meeting, *later.select_related("body").order_by("held_on", "pk")]


def _later_meetings(own: Meeting) -> QuerySet[Meeting]:
    later = Meeting.objects.filter(body=own.body_id, held_on__gt=own.held_on, held_on__lte=timezone.localdate())
    return later.filter(protocol__status=ProtocolStatus.DRAFT).exclude(status=MeetingStatus.CANCELLED)


def spent(places: Iterable[Place]) -> int:
    """Return what the approved pilots among these cost together, in euros."""
    return sum(place.cost for place in places if place.resolution and place.resolution.outcome in CARRIED)


def _place(entry: Any, members: Mapping[int, User]) -> Place:
    pilot = entry.pilot
    houses = frozenset({pilot.lead_id, *(entry.partners or ())} - {None})
    own = [user for user in members.values() if user.organisation_id in houses]
    conflicted = frozenset({user.pk for user in own} | (set(entry.declared or ()) & members.keys()))
    return Place(
        entry=entry,
        houses=houses,
        conflicted=conflicted,
        named=[user.name for user in own],
        history=list(entry.resolutions.all()),
        cost=total_of(entry.released or content_of(pilot)),
        is_proposed=pilot.reference in (entry.proposed or ()),
        is_decidable=can_decide(len(members), len(conflicted)),
    )
