"""The way of a version through the council: ready, passed, or back to the bodies."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from common.transitions import TransitionError, change_status
from people.models import User
from strategy.compiling import compile_version
from strategy.content import content_from
from strategy.enums import FreezeReason, VersionStatus
from strategy.mails import tell_answered, tell_passed
from strategy.models import CouncilResolution, StrategyVersion
from strategy.selectors.consultations import obstacles_to_ready
from strategy.services.versions import freeze

IN_THE_FUTURE = "Der Tag des Beschlusses liegt in der Zukunft."
TOO_EARLY = "Am {day:%d.%m.%Y} wurden die Gremien gefragt; der Stadtrat kann nicht vorher beschlossen haben."
MEANWHILE = "Inzwischen wurde der Beschluss berichtigt. Bitte laden Sie die Seite neu und vergleichen Sie die Angaben."


@transaction.atomic
def make_ready(strategy: StrategyVersion, *, by: User | None) -> StrategyVersion:
    """End the consultation: freeze what the council decides on, tell the bodies their answers, and return the version.

    Raises :class:`~common.transitions.TransitionError` with all obstacles, and ``PermissionDenied``.
    """
    ready = change_status(strategy, VersionStatus.READY, by=by)
    if obstacles := obstacles_to_ready(ready):
        raise TransitionError(" ".join(obstacle.text for obstacle in obstacles))
    earlier = ready.releases.filter(kind=FreezeReason.READY).first()
    freeze(ready, compile_version(ready), FreezeReason.READY, by=by)
    answered = ready.consultations.filter(handed_in_at__isnull=False).select_related("body", "strategy")
    for consultation in answered.filter(handed_in_at__gt=earlier.at) if earlier else answered:
        tell_answered(consultation)
    return ready


@transaction.atomic
def send_back(strategy: StrategyVersion, *, by: User | None, reason: str) -> StrategyVersion:
    """Let bodies be asked again, since the council wants changes, and return the version.

    ``reason`` is required. Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    if StrategyVersion.locked(strategy.pk).status == VersionStatus.DRAFT:
        raise TransitionError("Die Fassung ist ein Entwurf; die Abstimmung beginnt, wenn Gremien gefragt werden.")
    return change_status(strategy, VersionStatus.IN_CONSULTATION, by=by, reason=reason)


@transaction.atomic
def pass_version(strategy: StrategyVersion, resolution: Mapping[str, Any], *, by: User | None) -> CouncilResolution:
    """Record the council's resolution, by which a version is final, and return it.

    ``resolution`` has the fields of :class:`~strategy.models.CouncilResolution`. The version is frozen with it; the one
    that it continues is *fortgeschrieben*. Raises ``ValidationError`` (no majority, a day to come or before the bodies
    were asked), :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    _check_day(strategy, resolution["resolved_on"])
    passed = change_status(strategy, VersionStatus.PASSED, by=by)
    made = save_with_reason(CouncilResolution(strategy=passed, **resolution), by=by, reason="Beschluss eingetragen")
    ready = passed.releases.filter(kind=FreezeReason.READY).first()
    if ready is None:
        raise TransitionError("Es ist kein beschlussreifer Stand eingefroren.")
    content = replace(content_from(ready.content), facts=facts_of(made))
    freeze(passed, content, FreezeReason.PASSED, by=by)
    if passed.continues is not None:
        change_status(passed.continues, VersionStatus.SUPERSEDED, by=by, reason=f"{passed} ist beschlossen")
    tell_passed(made)
    return made


@transaction.atomic
def correct_resolution(
    strategy: StrategyVersion, resolution: Mapping[str, Any], *, seen: int, reason: str, by: User | None
) -> CouncilResolution:
    """Correct what was recorded of the council's resolution (Berichtigung), and return it.

    ``seen`` is the id of the frozen state that the editor had before the eyes. The version is frozen once more, with
    the correction and its ``reason`` on the title page; the state before stays. The same figures once more change
    nothing. Raises as :func:`pass_version` does, and :class:`~common.transitions.TransitionError` where somebody else
    was faster or the version is not passed.
    """
    stored = StrategyVersion.locked(strategy.pk)
    if by is not None and not by.has_perm("strategy.change_strategyversion", stored):
        raise PermissionDenied
    last = stored.releases.filter(kind=FreezeReason.PASSED).first()
    if not stored.is_final or last is None:
        raise TransitionError(f"{stored} ist noch nicht beschlossen.")
    _check_day(stored, resolution["resolved_on"])
    made = stored.resolution
    if all(getattr(made, name) == value for name, value in resolution.items()):
        return made
    if last.pk != seen:
        raise TransitionError(MEANWHILE)
    for name, value in resolution.items():
        setattr(made, name, value)
    save_with_reason(made, by=by, reason=reason)
    corrected = ("Berichtigt", f"{timezone.localdate():%d.%m.%Y}: {reason}")
    freeze(stored, replace(content_from(last.content), facts=(*facts_of(made), corrected)), FreezeReason.PASSED, by=by)
    return made


def _check_day(strategy: StrategyVersion, resolved_on: date) -> None:
    """Refuse a day to come, and one before the first state was frozen: the council passes what bodies have read."""
    if resolved_on > timezone.localdate():
        raise ValidationError({"resolved_on": IN_THE_FUTURE})
    first = strategy.releases.last()
    if first is not None and resolved_on < timezone.localdate(first.at):
        raise ValidationError({"resolved_on": TOO_EARLY.format(day=timezone.localdate(first.at))})


def facts_of(resolution: CouncilResolution) -> tuple[tuple[str, str], ...]:
    """Return what the title page says of the resolution."""
    votes = f"{resolution.votes_yes} Ja, {resolution.votes_no} Nein, {resolution.votes_abstained} Enthaltungen"
    return (
        ("Beschlossen", f"{resolution.body}, {resolution.resolved_on:%d.%m.%Y}"),
        ("Drucksache", resolution.paper_number),
        ("Abstimmung", votes),
    )
