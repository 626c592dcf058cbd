"""The way of a version through the council: ready, passed, or back to the bodies."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
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
    that it continues is *fortgeschrieben*. Raises ``ValidationError`` (no majority, a day to come),
    :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    if resolution["resolved_on"] > timezone.localdate():
        raise ValidationError({"resolved_on": IN_THE_FUTURE})
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


def facts_of(resolution: CouncilResolution) -> tuple[tuple[str, str], ...]:
    """Return what the title page says of the resolution."""
    votes = f"{resolution.votes_yes} Ja, {resolution.votes_no} Nein, {resolution.votes_abstained} Enthaltungen"
    return (
        ("Beschlossen", f"{resolution.body}, {resolution.resolved_on:%d.%m.%Y}"),
        ("Drucksache", resolution.paper_number),
        ("Abstimmung", votes),
    )
