"""Reads of tenders: the board with its lanes, and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from people.rules import Person
from pilots.enums import PilotStatus, Priority, TenderStatus
from pilots.models import Pilot, Tender, TenderStep
from pilots.models.tenders import TenderQuerySet

ENDED = (TenderStatus.AWARDED, TenderStatus.CANCELLED)

ON_CARD = (
    "subject",
    "status",
    "priority",
    "position",
    "pilot__reference",
    "pilot__title",
    "sponsor__name",
    "sponsor__email",
)
"""What the board shows of a tender and sorts it by."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The tenders of one priority that go on, in their order."""

    priority: Priority
    tenders: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Board:
    """The tenders that go on, by priority, and those that have ended, the latest first."""

    lanes: Sequence[Lane]
    ended: Sequence[Any]

    @property
    def count(self) -> int:
        """How many go on."""
        return sum(len(lane.tenders) for lane in self.lanes)


def tenders_for(user: Person) -> TenderQuerySet:
    """Return the tenders that ``user`` may see with pilot and Ideenpate, in their order."""
    return Tender.objects.visible_to(user).select_related("pilot", "sponsor")


def board_for(user: Person) -> Board:
    """Return the board as ``user`` sees it, without what cards do not show; one query."""
    every = list(tenders_for(user).only(*ON_CARD))
    lanes = [
        Lane(priority, [one for one in every if one.priority == priority and one.status not in ENDED])
        for priority in Priority
    ]
    return Board(lanes, sorted((one for one in every if one.status in ENDED), key=lambda one: -one.pk))


def add_open_steps(tenders: Sequence[Tender]) -> None:
    """Give these tenders ``open_steps``, the next one first; one query."""
    prefetch_related_objects(tenders, Prefetch("steps", TenderStep.objects.filter(done_on=None), to_attr="open_steps"))


def pilots_to_tender(limit: int) -> "list[Pilot]":
    """Return up to ``limit`` approved pilots that are not tendered yet, by number, with their titles; for editors."""
    approved = Pilot.objects.filter(status__in=(PilotStatus.APPROVED, PilotStatus.CONDITIONAL))
    return list(approved.only("reference", "title").order_by("reference")[:limit])
