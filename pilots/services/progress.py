"""Reports of progress, and conditions (Auflagen) until they are met."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import delete_with_reason, save_with_reason
from common.templatetags.dates import day
from common.transitions import TransitionError
from common.versions import save_version
from people.models import User
from pilots.enums import PilotStatus
from pilots.models import Condition, Pilot, ProgressReport
from pilots.services.files import remove_file

REPORT_FIELDS = ("reported_on", "text", "percent", "visible_result", "is_public")
"""What a report says; its picture is a file of its own (:mod:`pilots.services.files`)."""

REOPEN_FIRST = "Wenn das nicht stimmt, öffnen Sie sie bitte zuerst wieder."

NOT_YET = "Zwischenstände gibt es erst, wenn das Pilotprojekt beschlossen ist."


@transaction.atomic
def report_progress(pilot: Pilot, content: Mapping[str, Any], *, by: User) -> ProgressReport:
    """Record how far a pilot is (values of ``REPORT_FIELDS``), and return the report; the same twice is recorded once.

    Raises :class:`~common.transitions.TransitionError` for a pilot that the board did not approve, ``ValidationError``
    and ``PermissionDenied``.
    """
    _require_editor(by, pilot)
    if pilot.status not in PilotStatus.approved():
        raise TransitionError(NOT_YET)
    Pilot.locked(pilot.pk)  # a double click waits here, and finds the first report
    same = pilot.reports.filter(by=by, **{name: content[name] for name in ("reported_on", "text", "percent")}).first()
    if same is not None:
        return same
    return save_with_reason(ProgressReport(pilot=pilot, by=by, **content), by=by, reason="Zwischenstand erfasst")


@transaction.atomic
def edit_report(report: ProgressReport, *, version: int, content: Mapping[str, Any], by: User) -> ProgressReport:
    """Change a report that was loaded at ``version``, and return it.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    _require_editor(by, report.pilot)
    report = ProgressReport.locked(report.pk)
    for name, value in content.items():
        setattr(report, name, value)
    return save_version(report, loaded=version, by=by, reason="Zwischenstand bearbeitet")


@transaction.atomic
def remove_report(report: ProgressReport, *, by: User) -> None:
    """Remove a report with its picture."""
    _require_editor(by, report.pilot)
    for picture in report.pictures.all():
        remove_file(picture, by=by)
    delete_with_reason(report, by=by, reason="Zwischenstand entfernt")


@transaction.atomic
def meet_condition(condition: Condition, *, on: date, proof: str, by: User) -> Condition:
    """Record that a condition is met since the day ``on``, and how that is shown; return it. Twice is like once.

    Raises ``ValidationError`` for a day to come, :class:`~common.transitions.TransitionError` where somebody has
    recorded something else, and ``PermissionDenied``.
    """
    condition = _locked(condition, by)
    if (condition.met_on, condition.proof) == (on, proof):
        return condition
    if condition.met_on is not None:
        since = day(condition.met_on, "j. F Y")
        raise TransitionError(f"Die Auflage ist schon als erfüllt eingetragen, seit {since}. {REOPEN_FIRST}")
    if on > timezone.localdate():
        raise ValidationError({"met_on": "Dieser Tag liegt in der Zukunft."})
    condition.met_on, condition.proof = on, proof
    return save_with_reason(condition, by=by, reason="Auflage erfüllt")


@transaction.atomic
def reopen_condition(condition: Condition, *, by: User, reason: str) -> Condition:
    """Record that a condition is not met after all, and return it; ``reason`` is required. Twice is like once."""
    condition = _locked(condition, by)
    if not reason.strip():
        raise ValidationError({"reason": "Bitte nennen Sie einen Grund."})
    if condition.met_on is None:
        return condition
    condition.met_on, condition.proof = None, ""
    return save_with_reason(condition, by=by, reason=reason)


def _locked(condition: Condition, by: User) -> Condition:
    _require_editor(by, condition.resolution.entry.pilot)
    return Condition.objects.select_for_update(of=("self",)).get(pk=condition.pk)


def _require_editor(by: User, pilot: Pilot) -> None:
    if not by.has_perm("pilots.change_pilot", pilot):
        raise PermissionDenied
