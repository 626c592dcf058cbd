"""Criteria of milestones: added, worded, ticked, and dropped with a reason.

While a milestone is reached its criteria stay as they are: they say what was true on that day.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from common.history import save_with_reason
from common.transitions import TransitionError
from common.versions import save_version
from milestones.models import Criterion, Milestone
from milestones.services.milestones import require_editor
from people.models import User


@transaction.atomic
def add_criterion(milestone: Milestone, *, by: User | None, text: str = "", figure: str = "") -> Criterion:
    """Add a criterion that is ticked by hand, or counted (``figure``), as the last one, and return it.

    The same one once more (a double click) is returned and not added. Raises ``ValidationError``,
    :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    milestone = _locked(milestone, by)
    if existing := milestone.criteria.filter(dropped_on=None, text=text.strip(), figure=figure).first():
        return existing
    last = milestone.criteria.aggregate(last=Max("position"))["last"] or 0
    criterion = Criterion(milestone=milestone, text=text.strip(), figure=figure, position=last + 1)
    return save_with_reason(criterion, by=by, reason="Kriterium angelegt")


@transaction.atomic
def edit_criterion(criterion: Criterion, *, version: int, text: str, by: User | None) -> Criterion:
    """Word a criterion that was loaded at ``version`` anew, and return it.

    Raises :class:`~common.versions.StaleVersionError`, and as :func:`add_criterion`.
    """
    criterion = _locked_criterion(criterion, by)
    criterion.text = text.strip()
    return save_version(criterion, loaded=version, by=by, reason="Kriterium geändert")


@transaction.atomic
def tick_criterion(criterion: Criterion, *, done_on: date, proof: str, by: User | None) -> Criterion:
    """Record since when a criterion is met, and what shows it; return it. Raises as :func:`add_criterion`."""
    criterion = _locked_criterion(criterion, by)
    if done_on > timezone.localdate():
        raise ValidationError(
            {"done_on": "Dieser Tag liegt in der Zukunft. Bitte haken Sie ab, was schon erfüllt ist."}
        )
    if (criterion.done_on, criterion.proof) == (done_on, proof.strip()):
        return criterion
    criterion.done_on, criterion.proof = done_on, proof.strip()
    return save_version(criterion, loaded=criterion.version, by=by, reason="Kriterium erfüllt")


@transaction.atomic
def untick_criterion(criterion: Criterion, *, reason: str, by: User | None) -> Criterion:
    """Open a criterion again that was ticked, for a ``reason``; return it. Raises as :func:`add_criterion`."""
    criterion = _locked_criterion(criterion, by)
    if criterion.done_on is None:
        return criterion
    _require_reason(reason)
    criterion.done_on, criterion.proof = None, ""
    return save_version(criterion, loaded=criterion.version, by=by, reason=f"Wieder offen: {reason}")


@transaction.atomic
def drop_criterion(criterion: Criterion, *, reason: str, by: User | None) -> Criterion:
    """Let a criterion count no longer, for a ``reason``; it stays readable. Raises as :func:`add_criterion`."""
    criterion = _locked_criterion(criterion, by)
    if criterion.dropped_on:
        return criterion
    _require_reason(reason)
    criterion.dropped_on, criterion.drop_reason = timezone.localdate(), reason.strip()
    return save_version(criterion, loaded=criterion.version, by=by, reason=f"Entfallen: {reason}")


@transaction.atomic
def reinstate_criterion(criterion: Criterion, *, by: User | None) -> Criterion:
    """Let a criterion count again that was dropped, and return it. Raises as :func:`add_criterion`."""
    criterion = _locked_criterion(criterion, by)
    if criterion.dropped_on is None:
        return criterion
    criterion.dropped_on, criterion.drop_reason = None, ""
    return save_version(criterion, loaded=criterion.version, by=by, reason="Gilt wieder")


def _locked_criterion(criterion: Criterion, by: User | None) -> Criterion:
    _locked(criterion.milestone, by)
    return Criterion.locked(criterion.pk)


def _locked(milestone: Milestone, by: User | None) -> Milestone:
    """Return the milestone locked, so that it is not reached while its criteria change."""
    require_editor(by)
    milestone = Milestone.locked(milestone.pk)
    if milestone.reached_on:
        raise TransitionError(
            "Der Meilenstein ist erreicht; seine Kriterien bleiben, wie sie an diesem Tag waren. Nehmen Sie zuerst"
            " zurück, dass er erreicht ist."
        )
    return milestone


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Bitte nennen Sie einen Grund."})
