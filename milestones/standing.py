"""Where a milestone stands: status, percentage and open criteria from one source, its dates and criteria.

Nothing of it is stored or set by anybody, so status and percentage cannot contradict each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from milestones.enums import MilestoneStatus
from milestones.figures import Counted
from milestones.models import Criterion, Milestone

SOON = timedelta(days=14)
"""Due within these days with open criteria, a milestone is in danger."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A criterion with what is done of it: one of one where it is ticked by hand."""

    criterion: Criterion
    counted: Counted

    @property
    def is_dropped(self) -> bool:
        """Whether it no longer counts."""
        return self.criterion.dropped_on is not None

    @property
    def is_met(self) -> bool:
        """Whether it is met."""
        return self.counted.is_met

    @property
    def percent(self) -> int:
        """How much of it is done, rounded down: 100 only where all is."""
        return int(100 * _share(self.counted))

    @property
    def in_words(self) -> str:
        """How much of it is done: "17 von 23", "erfüllt", "offen"."""
        if self.criterion.figure:
            return f"{self.counted.done} von {self.counted.total}" if self.counted.total else "noch nichts zu zählen"
        return "erfüllt" if self.is_met else "offen"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a milestone stands on a day. ``percent`` is rounded down; ``met`` of ``counting`` criteria are met."""

    status: MilestoneStatus
    percent: int
    met: int
    counting: int
    days_late: int

    @property
    def in_words(self) -> str:
        """Status and, where there is something to count, how many criteria are met: "läuft, 2 von 3 Kriterien"."""
        if not self.counting:
            return str(self.status.label)
        noun = "Kriterium" if self.counting == 1 else "Kriterien"
        return f"{self.status.label}, {self.met} von {self.counting} {noun}"


def measure(criteria: Iterable[Criterion], figures: Mapping[str, Counted]) -> list[Measured]:
    """Return the criteria with what is done of each; ``figures`` are today's (:mod:`milestones.figures`).

    What was kept when the milestone was reached goes before them.
    """
    return [Measured(criterion, _counted(criterion, figures)) for criterion in criteria]


def standing_of(milestone: Milestone, measured: Sequence[Measured], today: date) -> Standing:
    """Return where a milestone stands on the day ``today`` (local), from its dates and what is done of its criteria.

    The status is the first that holds: *erreicht*; *überfällig* once the planned day is over; *gefährdet* where the
    forecast is later than the plan, or the day is near and a criterion open; *läuft* once something is done.
    """
    counting = [one for one in measured if not one.is_dropped]
    met = sum(one.is_met for one in counting)
    if milestone.reached_on:
        percent = 100
    else:
        percent = int(100 * sum((_share(one.counted) for one in counting), Fraction()) / max(len(counting), 1))
    return Standing(
        status=_status(milestone, percent, today, has_open=met < len(counting)),
        percent=percent,
        met=met,
        counting=len(counting),
        days_late=(milestone.expected_on - milestone.planned_on).days,
    )


def _status(milestone: Milestone, percent: int, today: date, *, has_open: bool) -> MilestoneStatus:
    if milestone.reached_on:
        return MilestoneStatus.REACHED
    if milestone.planned_on < today:
        return MilestoneStatus.OVERDUE
    is_near = milestone.expected_on <= today + SOON
    if milestone.expected_on > milestone.planned_on or (is_near and has_open):
        return MilestoneStatus.ENDANGERED
    return MilestoneStatus.RUNNING if percent else MilestoneStatus.PLANNED


def _counted(criterion: Criterion, figures: Mapping[str, Counted]) -> Counted:
    if not criterion.figure:
        return Counted(int(criterion.done_on is not None), 1)
    if criterion.final_total is not None:
        return Counted(criterion.final_done or 0, criterion.final_total)
    return figures.get(criterion.figure, Counted())


def _share(counted: Counted) -> Fraction:
    return Fraction(counted.done, counted.total) if counted.total else Fraction()
