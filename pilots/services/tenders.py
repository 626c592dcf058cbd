"""Tenders: proposed, edited with their steps, moved on, and ordered on the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError, change_status
from common.versions import save_version
from people.models import User
from pilots.enums import PilotStatus, TenderStatus
from pilots.models import Pilot, Resolution, Tender, TenderStep
from pilots.models.tenders import POSITION_STEP
from pilots.services.pilots import tell_sponsor

CONTENT = ("subject", "priority", "sponsor", "result")
"""What editors write about a tender."""

MAY_BE_TENDERED = (PilotStatus.APPROVED, PilotStatus.CONDITIONAL, PilotStatus.IN_TENDER)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of a tender; ``pk`` is that of the stored one, ``None`` for a new one."""

    pk: int | None
    name: str
    planned_on: date
    done_on: date | None = None


@transaction.atomic
def propose_tender(
    pilot: Pilot, content: Mapping[str, Any], *, by: User | None, steps: Sequence[PlannedStep] = ()
) -> Tender:
    """Propose the tender of a pilot that the board approved, as the last one of its priority, and return it.

    The pilot is in tender from then on. After a tender that was cancelled there may be another. Raises
    :class:`~common.transitions.TransitionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    _require_editor(by)
    pilot = Pilot.locked(pilot.pk)
    if pilot.status not in MAY_BE_TENDERED:
        raise TransitionError(f"Ein Pilotprojekt, das „{pilot.get_status_display()}“ ist, wird nicht ausgeschrieben.")
    tender = Tender(**content, pilot=pilot, is_example=pilot.is_example)
    tender.position = _end_of(tender.priority)
    save_with_reason(tender, by=by, reason="Ausschreibung vorgeschlagen")
    _set_steps(tender, steps, by, "Ausschreibung vorgeschlagen")
    if pilot.status != PilotStatus.IN_TENDER:
        change_status(pilot, PilotStatus.IN_TENDER, by=by)
    if tender.sponsor is not None:
        tell_sponsor(tender.sponsor, tender, by=by)
    return tender


@transaction.atomic
def edit_tender(
    tender: Tender,
    *,
    version: int,
    content: Mapping[str, Any],
    by: User | None,
    steps: Sequence[PlannedStep] | None = None,
    reason: str = "Ausschreibung bearbeitet",
) -> Tender:
    """Change a tender that was loaded at ``version``, and make its steps be these unless ``None``; return it.

    A new priority puts it at the end of those that have it. Raises :class:`~common.versions.StaleVersionError`,
    ``ValidationError`` and ``PermissionDenied``.
    """
    _require_editor(by)
    tender = Tender.locked(tender.pk)
    former = tender.sponsor
    if content.get("priority", tender.priority) != tender.priority:
        tender.position = _end_of(content["priority"])
    for name, value in content.items():
        setattr(tender, name, value)
    tender = save_version(tender, loaded=version, by=by, reason=reason)
    if steps is not None:
        _set_steps(tender, steps, by, reason)
    if tender.sponsor is not None and tender.sponsor != former:
        tell_sponsor(tender.sponsor, tender, by=by)
    return tender


@transaction.atomic
def move_tender(tender: Tender, to: str, *, by: User | None, reason: str = "", result: str = "") -> Tender:
    """Give a tender its next status, and return it. It is awarded with its ``result``, and cancelled for a ``reason``.

    With the last tender that is cancelled the pilot is back where the board's decision put it. Raises
    :class:`~common.transitions.TransitionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    if to == TenderStatus.AWARDED and not result.strip():
        raise ValidationError({"result": "Bitte schreiben Sie, wer den Auftrag bekommt und was vereinbart ist."})
    tender = change_status(tender, to, by=by, reason=reason)
    if to == TenderStatus.AWARDED:
        tender.result = result
        save_with_reason(tender, by=by, reason="Ergebnis festgehalten")
    if to == TenderStatus.CANCELLED:
        _leave_tender(tender.pilot, by, reason)
    return tender


@transaction.atomic
def delete_tender(tender: Tender, *, by: User | None, reason: str) -> None:
    """Delete a tender; the pilot goes back as when it is cancelled."""
    pilot = tender.pilot
    delete_with_reason(tender, by=by, reason=reason)
    _leave_tender(pilot, by, reason)


@transaction.atomic
def restore_tender(tender: Tender, *, by: User | None, reason: str) -> Tender:
    """Bring a deleted tender back, and return it; its pilot is in tender again."""
    tender = save_with_reason(tender, by=by, reason=reason)
    pilot = Pilot.locked(tender.pilot_id)
    if tender.status != TenderStatus.CANCELLED and pilot.status != PilotStatus.IN_TENDER:
        change_status(pilot, PilotStatus.IN_TENDER, by=by, reason=reason)
    return tender


@transaction.atomic
def place_tender(tender: Tender, *, priority: str, before: Tender | None, by: User | None) -> Tender:
    """Put a tender among those of ``priority`` in front of ``before``, or at their end, and return it.

    Its version stays: order is not content. Raises ``PermissionDenied``.
    """
    _require_editor(by)
    others = list(Tender.objects.select_for_update().filter(priority=priority).exclude(pk=tender.pk))
    tender = Tender.locked(tender.pk)
    index = next((place for place, other in enumerate(others) if other == before), len(others))
    _make_room(others, index, by)
    lower = others[index - 1].position if index else 0
    upper = others[index].position if index < len(others) else lower + 2 * POSITION_STEP
    tender.priority, tender.position = priority, (lower + upper) // 2
    return save_with_reason(tender, by=by, reason="Reihenfolge geändert")


def _leave_tender(pilot: Pilot, by: User | None, reason: str) -> None:
    """Give a pilot of which no tender is left the status that its valid decision gave it."""
    pilot = Pilot.locked(pilot.pk)
    if pilot.status != PilotStatus.IN_TENDER or pilot.tenders.exclude(status=TenderStatus.CANCELLED).exists():
        return
    decided = Resolution.objects.filter(entry__pilot=pilot, corrected_by=None).order_by("pk").last()
    is_conditional = decided is not None and decided.outcome == PilotStatus.CONDITIONAL
    change_status(pilot, PilotStatus.CONDITIONAL if is_conditional else PilotStatus.APPROVED, by=by, reason=reason)


def _make_room(others: Sequence[Tender], index: int, by: User | None) -> None:
    """Spread the others out where nothing fits between two of them any more."""
    lower = others[index - 1].position if index else 0
    if index == len(others) or others[index].position - lower > 1:
        return
    for place, other in enumerate(others, start=1):
        other.position = place * 2 * POSITION_STEP
        save_with_reason(other, by=by, reason="Reihenfolge geändert")


def _end_of(priority: str) -> int:
    last = Tender.objects.filter(priority=priority).aggregate(last=Max("position"))["last"] or 0
    return int(last) + POSITION_STEP


def _set_steps(tender: Tender, steps: Sequence[PlannedStep], by: User | None, reason: str) -> None:
    """Make the steps be these; one that somebody else removed meanwhile comes back."""
    stored = {step.pk: step for step in tender.steps.all()}
    for gone in stored.keys() - {step.pk for step in steps}:
        delete_with_reason(stored[gone], by=by, reason=reason)
    for wanted in steps:
        row = stored.get(wanted.pk or 0) or TenderStep(tender=tender)
        values = (wanted.name, wanted.planned_on, wanted.done_on)
        if row.pk is None or (row.name, row.planned_on, row.done_on) != values:
            row.name, row.planned_on, row.done_on = values
            save_with_reason(row, by=by, reason=reason)


def _require_editor(by: User | None) -> None:
    if by is not None and not by.has_perm("pilots.change_tender"):
        raise PermissionDenied
