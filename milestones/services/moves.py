"""What moving a date does to the order: which milestones would come before one that they depend on."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from milestones.enums import DateKind
from milestones.models import Milestone, Predecessor


@dataclass(frozen=True, slots=True)
class Late:
    """A successor that would lie before a milestone that it comes after, and the day that keeps the distance."""

    milestone: Milestone
    old_on: date
    new_on: date


@dataclass(frozen=True, slots=True)
class Move:
    """What a new date of a milestone breaks: successors that would come too early, predecessors that lie after it.

    Successors of successors are among them, as far as the ones before them move along. Compared are planned days with
    planned days, and for forecasts the days that count now.
    """

    successors: Sequence[Late] = ()
    predecessors: Sequence[Milestone] = ()

    @property
    def breaks_order(self) -> bool:
        """Whether there is anything to see before saving."""
        return bool(self.successors or self.predecessors)

    @property
    def stamp(self) -> str:
        """A short text that changes with what would break; empty where nothing does."""
        if not self.breaks_order:
            return ""
        parts = [(late.milestone.pk, late.old_on, late.new_on) for late in self.successors]
        shown = repr((parts, [(one.pk, one.expected_on) for one in self.predecessors]))
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


def plan_move(milestone: Milestone, kind: str, new_on: date | None) -> Move:
    """Return what breaks when this date of ``milestone`` becomes ``new_on`` (``None``: it is taken back).

    Two queries, and none where the day that counts does not change. Nothing is written.
    """
    old_day, new_day = day_of(milestone, kind), _new_day(milestone, kind, new_on)
    if old_day == new_day:
        return Move()
    after, before = defaultdict(list), []
    for later, earlier in Predecessor.objects.values_list("milestone", "predecessor"):
        after[earlier].append(later)
        if later == milestone.pk:
            before.append(earlier)
    if not before and not after[milestone.pk]:
        return Move()
    stored = {one.pk: one for one in Milestone.objects.filter(reached_on=None)}
    pushed = _pushed(milestone.pk, new_day, (new_day - old_day).days, after, stored, kind)
    late = [Late(stored[pk], day_of(stored[pk], kind), day) for pk, day in pushed.items()]
    leading = [stored[pk] for pk in before if pk in stored and day_of(stored[pk], kind) > new_day]
    return Move(
        sorted(late, key=lambda one: (one.new_on, one.milestone.pk)),
        sorted(leading, key=lambda one: (day_of(one, kind), one.pk)),
    )


def day_of(milestone: Milestone, kind: str) -> date:
    """Return the day that is compared with that of other milestones: the planned one, or the one that counts now."""
    return milestone.planned_on if kind == DateKind.PLANNED else milestone.expected_on


def _new_day(milestone: Milestone, kind: str, new_on: date | None) -> date:
    match kind:
        case DateKind.PLANNED:
            return new_on or milestone.planned_on
        case DateKind.FORECAST:
            return milestone.reached_on or new_on or milestone.planned_on
        case _:
            return new_on or milestone.forecast_on or milestone.planned_on


def _pushed(
    moved: int, day: date, days: int, after: dict[int, list[int]], stored: dict[int, Milestone], kind: str
) -> dict[int, date]:
    """Return the open milestones behind ``moved`` (ids) that would come too early, each with the day to move it to.

    That day keeps the distance (``days`` later), and is never before one that it comes after.
    """
    pushed: dict[int, date] = {}
    waiting = [(moved, day)]
    while waiting:
        earlier, no_sooner = waiting.pop()
        for later in after[earlier]:
            if later not in stored or day_of(stored[later], kind) >= no_sooner:
                continue
            wanted = max(no_sooner, day_of(stored[later], kind) + timedelta(days=max(days, 0)))
            if wanted > pushed.get(later, date.min):
                pushed[later] = wanted
                waiting.append((later, wanted))
    return pushed
