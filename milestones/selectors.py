"""Reads: milestones with where they stand, their neighbours, and what belongs to one page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from milestones.figures import count_figures
from milestones.models import Criterion, DateChange, Milestone, Predecessor
from milestones.standing import Measured, Standing, measure, standing_of
from people.rules import Person
from workshops.models import Decision

EXPECTED = Coalesce("reached_on", "forecast_on", "planned_on")
"""The day that counts now, as a column."""

DATES = ("planned_on", "forecast_on", "reached_on")
LISTED = ("reference", "title", *DATES, "is_public", "organisation__name", "body__name")
"""What picture and table show of a milestone."""
MEASURED = ("figure", "done_on", "dropped_on", "final_done", "final_total")
"""The fields of a criterion that say how much of it is done."""


@dataclass(frozen=True, slots=True)
class Row:
    """A milestone and where it stands."""

    milestone: Milestone
    standing: Standing


def milestones_for(user: Person) -> "QuerySet[Milestone]":
    """Return the milestones that ``user`` may read, with organisation and body, in the order of the days that count.

    The line that one came of is read when somebody looks at it.
    """
    found = Milestone.objects.visible_to(user).select_related("organisation", "body").defer("point_snapshot")
    return found.order_by(EXPECTED, "planned_on", "pk")


def with_standing(milestones: Iterable[Milestone]) -> list[Row]:
    """Return milestones with where each stands today, in their order; at most two more queries."""
    milestones, today = list(milestones), timezone.localdate()
    criteria: dict[int, list[Any]] = defaultdict(list)
    of_them = Criterion.objects.filter(milestone__in=[one.pk for one in milestones]).order_by("pk")
    for criterion in of_them.values_list("milestone", *MEASURED, named=True):
        criteria[criterion.milestone].append(criterion)
    figures = count_figures(_live_figures(one for group in criteria.values() for one in group))
    return [Row(one, standing_of(one, measure(criteria[one.pk], figures), today)) for one in milestones]


def standing_of_one(milestone: Milestone) -> tuple[list[Measured], Standing]:
    """Return the criteria of one milestone with what is done of each, and where it stands today; two queries."""
    criteria = list(milestone.criteria.all())
    measured = measure(criteria, count_figures(_live_figures(criteria)))
    return measured, standing_of(milestone, measured, timezone.localdate())


def listed(milestones: "QuerySet[Milestone]") -> "QuerySet[Milestone]":
    """Return the milestones with no more than picture and table show of them."""
    return milestones.only(*LISTED)


def _live_figures(criteria: Iterable[Any]) -> list[str]:
    """Return the figures that have to be counted: not those that were kept, or that no longer count."""
    return [one.figure for one in criteria if one.figure and one.final_total is None and one.dropped_on is None]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A milestone directly before or behind another one; ``breaks_order``: the later one lies before the earlier."""

    milestone: Milestone
    breaks_order: bool


def neighbours_of(milestone: Milestone, user: Person) -> tuple[list[Neighbour], list[Neighbour]]:
    """Return the milestones directly before this one and those behind it, as far as ``user`` may read; one query."""
    before = Predecessor.objects.filter(milestone=milestone, predecessor=OuterRef("pk"))
    behind = Predecessor.objects.filter(predecessor=milestone, milestone=OuterRef("pk"))
    found = milestones_for(user).annotate(comes_before=Exists(before))
    earlier, later = [], []
    for one in found.filter(Q(comes_before=True) | Exists(behind)):
        if one.comes_before:
            earlier.append(Neighbour(one, one.expected_on > milestone.expected_on))
        else:
            later.append(Neighbour(one, one.expected_on < milestone.expected_on))
    return earlier, later


@dataclass(frozen=True, slots=True)
class Decided:
    """How the dates of a milestone changed, the latest first, each with the decision that moved it; and what set it.

    A decision that the reader may not read is ``None``.
    """

    changes: list[tuple[DateChange, Decision | None]]
    set_by: Decision | None


def decided_on(milestone: Milestone, user: Person) -> Decided:
    """Return the changes of dates and the decisions behind a milestone; two queries at most."""
    changes = list(milestone.date_changes.all())
    named = {milestone.decision_id, *(change.decision_id for change in changes)} - {None}
    readable = Decision.objects.visible_to(user).in_bulk(named) if named else {}
    shown = [(change, readable.get(change.decision_id)) for change in changes]
    return Decided(shown, readable.get(milestone.decision_id))


def place_of_today(milestones: "QuerySet[Milestone]") -> int:
    """Return how many of these come before today, so that a list can open where today is; one query."""
    return milestones.order_by().annotate(expected=EXPECTED).filter(expected__lt=timezone.localdate()).count()
