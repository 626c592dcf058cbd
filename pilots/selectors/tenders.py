"""Reads of tenders: the board with its lanes, and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from people.rules import Person
from pilots.enums import PilotStatus, Priority, TenderStatus
from pilots.models import Pilot, Tender, TenderStep
from pilots.models.tenders import TenderQuerySet

ENDED = (TenderStatus.AWARDED, TenderStatus.CANCELLED)


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
    """Return the tenders that ``user`` may see with pilot and Ideenpate, in their order, each with ``open_steps``."""
    waiting = Prefetch("steps", TenderStep.objects.filter(done_on=None), to_attr="open_steps")
    return Tender.objects.visible_to(user).select_related("pilot", "sponsor").prefetch_related(waiting)


def board_for(user: Person) -> Board:
    """Return the board as ``user`` sees it; two queries."""
    every = list(tenders_for(user))
    lanes = [
        Lane(priority, [one for one in every if one.priority == priority and one.status not in ENDED])
        for priority in Priority
    ]
    return Board(lanes, sorted((one for one in every if one.status in ENDED), key=lambda one: -one.pk))


def pilots_to_tender() -> "list[Pilot]":
    """Return the approved pilots that are not tendered yet; for editors."""
    return list(Pilot.objects.filter(status__in=(PilotStatus.APPROVED, PilotStatus.CONDITIONAL)).order_by("reference"))
