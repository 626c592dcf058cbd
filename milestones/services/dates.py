"""Dates of milestones move with a reason and, if there is one, with the decision that moved them."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from common.versions import StaleVersionError, save_version
from milestones.enums import DateKind
from milestones.figures import count_figures
from milestones.models import DateChange, Milestone
from milestones.services.milestones import require_editor
from milestones.services.moves import Move, plan_move
from milestones.services.order import lock_order
from milestones.standing import Measured, measure
from people.models import User
from workshops.models import Decision

FIELDS = {DateKind.PLANNED: "planned_on", DateKind.FORECAST: "forecast_on", DateKind.REACHED: "reached_on"}
"""Which field of a milestone holds which date."""

FOLLOWS = "Ein Meilenstein, der vorher erreicht sein muss, hat sich verschoben."
"""What a published milestone says that moved along with an internal one: guests do not read why that one moved."""

COVERED = "Der neue Plan berücksichtigt die Prognose."
"""Why a forecast ends that the plan has caught up with."""


@dataclass(frozen=True, slots=True)
class NewDate:
    """A date that moves: which, to when (``None`` takes a forecast or a reaching back), why, and by which decision."""

    kind: str
    on: date | None
    reason: str
    decision: Decision | None = None


class OrderBrokenError(Exception):
    """The new date breaks the order, and whoever saves has not seen how (``move``). Nothing is written."""

    def __init__(self, move: Move) -> None:
        super().__init__(
            "Dieser Termin bringt die Reihenfolge durcheinander. Bitte prüfen Sie, was davon betroffen ist."
        )
        self.move = move


@transaction.atomic
def change_date(
    milestone: Milestone, new: NewDate, *, was: date | None, by: User | None, seen: str = "", along: bool = False
) -> Milestone:
    """Move a date of a milestone that was loaded as ``was``, keep the change with its reason, and return it.

    Where that breaks the order, ``seen`` has to be the stamp of the :class:`~milestones.services.moves.Move` that
    the person saw; with ``along`` the successors in it move too, for the same reason. The same date once more (a double
    click) changes nothing. Raises :class:`OrderBrokenError`, :class:`~common.versions.StaleVersionError`,
    ``ValidationError`` and ``PermissionDenied``.
    """
    require_editor(by)
    lock_order()
    milestone = Milestone.locked(milestone.pk)
    if milestone.date_of(new.kind) == new.on:
        return milestone
    if milestone.date_of(new.kind) != was:
        raise StaleVersionError(milestone)
    _check(milestone, new)
    move = plan_move(milestone, new.kind, new.on)
    if move.stamp != seen and move.breaks_order:
        raise OrderBrokenError(move)
    _write(milestone, new, by)
    if new.kind == DateKind.REACHED:
        _keep_figures(milestone, by)
    if along:
        field = DateKind.PLANNED if new.kind == DateKind.PLANNED else DateKind.FORECAST
        for late in move.successors:
            reason = FOLLOWS if hides_reason(milestone, late.milestone) else _reason_behind(milestone, new)
            _write(Milestone.locked(late.milestone.pk), NewDate(field, late.new_on, reason, new.decision), by)
    return milestone


def hides_reason(moved: Milestone, successor: Milestone) -> bool:
    """Return whether a successor that moves along must not say why: guests may read it, but not the one that moved."""
    return successor.is_public and not moved.is_public


def _reason_behind(moved: Milestone, new: NewDate) -> str:
    return f"{new.reason} (folgt auf {moved.reference})"


def open_criteria(milestone: Milestone) -> list[Measured]:
    """Return what still has to be met before the milestone is reached; two queries."""
    criteria = list(milestone.criteria.filter(dropped_on=None))
    figures = count_figures([one.figure for one in criteria if one.figure])
    return [one for one in measure(criteria, figures) if not one.is_met]


def _check(milestone: Milestone, new: NewDate) -> None:
    if not new.reason.strip():
        raise ValidationError({"reason": "Bitte nennen Sie den Grund der Terminänderung."})
    if new.kind != DateKind.REACHED:
        if milestone.reached_on:
            raise ValidationError("Der Meilenstein ist erreicht; Plan und Prognose ändern sich nicht mehr.")
        if new.kind == DateKind.PLANNED and new.on is None:
            raise ValidationError({"on": "Bitte nennen Sie den Tag, für den der Meilenstein geplant ist."})
        return
    if new.on and new.on > timezone.localdate():
        raise ValidationError({"on": "Dieser Tag liegt in der Zukunft. Erwarten Sie ihn, so ändern Sie die Prognose."})
    if new.on and not milestone.reached_on and (missing := open_criteria(milestone)):
        names = "; ".join(f"„{one.criterion}“ ({one.in_words})" for one in missing)
        raise ValidationError(f"Noch ist nicht alles erfüllt: {names}.")


def _write(milestone: Milestone, new: NewDate, by: User | None) -> None:
    """Save the date of a locked milestone, and append what changed; a forecast that the plan caught up with ends."""
    old_on = milestone.date_of(new.kind)
    is_covered = new.kind == DateKind.PLANNED and _covers(new.on, milestone)
    setattr(milestone, FIELDS[DateKind(new.kind)], new.on)
    label = DateKind(new.kind).label
    save_version(milestone, loaded=milestone.version, by=by, reason=f"Termin ({label}): {new.reason}")
    change = DateChange(
        milestone=milestone,
        kind=new.kind,
        old_on=old_on,
        new_on=new.on,
        reason=new.reason.strip(),
        decision=new.decision,
        by=by,
        by_name=str(by or ""),
    )
    save_with_reason(change, by=by, reason=new.reason)
    if is_covered:
        _write(milestone, NewDate(DateKind.FORECAST, None, COVERED), by)


def _covers(new_plan: date | None, milestone: Milestone) -> bool:
    """Return whether the forecast said how late the milestone would be, and the new plan allows for that."""
    forecast_on = milestone.forecast_on
    return bool(new_plan and forecast_on and milestone.planned_on < forecast_on <= new_plan)


def _keep_figures(milestone: Milestone, by: User | None) -> None:
    """Keep what the computed criteria of a milestone counted when it was reached, or forget it again."""
    is_reached = milestone.reached_on is not None
    criteria = milestone.criteria.filter(dropped_on=None, final_total__isnull=is_reached).exclude(figure="")
    figures = count_figures([one.figure for one in criteria]) if is_reached else {}
    reason = f"Stand beim Erreichen {'festgehalten' if is_reached else 'zurückgenommen'}"
    for criterion in criteria:
        criterion.final_done, criterion.final_total = figures.get(criterion.figure, (None, None))
        save_with_reason(criterion, by=by, reason=reason)
