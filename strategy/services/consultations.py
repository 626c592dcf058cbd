"""Gremienvorabstimmung: asking bodies, moving the day, and taking an inquiry back."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError, move_locked
from common.versions import save_version
from people.models import Body, User
from strategy.enums import VersionStatus
from strategy.mails import tell_asked, tell_moved
from strategy.models import Consultation, StrategyVersion
from strategy.selectors.consultations import stage_of
from strategy.services.versions import freeze_for_consultation

IN_THE_PAST = "Bitte nennen Sie einen Tag, der noch bevorsteht."


@transaction.atomic
def consult_bodies(
    strategy: StrategyVersion, bodies: Collection[Body], *, due_on: date, request: str = "", by: User | None
) -> list[Consultation]:
    """Ask bodies for their opinion until ``due_on``, and return the consultations.

    The version is frozen as all of them read it; a draft is in consultation from now on. Their members get a mail. A
    body that is asked already is not asked again. Raises ``ValidationError`` for a day that has passed,
    :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    stored = _locked(strategy, by)
    _check_day(due_on)
    if stored.status == VersionStatus.DRAFT:
        stored = move_locked(stored, VersionStatus.IN_CONSULTATION, by=by)
    elif stored.status != VersionStatus.IN_CONSULTATION:
        raise TransitionError(f"{stored} ist „{stored.get_status_display()}“; Gremien werden vorher gefragt.")
    release = freeze_for_consultation(stored, by=by)
    waiting = set(stored.consultations.filter(handed_in_at=None).values_list("body", flat=True))
    asked = set(release.consultations.values_list("body", flat=True))
    made = [
        Consultation(
            strategy=stored,
            release=release,
            body=body,
            due_on=due_on,
            request=request,
            asked_by=by,
            reminded_days=stage_of(due_on, timezone.localdate()),
        )
        for body in bodies
        if body.pk not in asked | waiting
    ]
    for consultation in made:
        save_with_reason(consultation, by=by, reason="Um Stellungnahme gebeten")
        tell_asked(consultation)
    return made


@transaction.atomic
def edit_consultation(
    consultation: Consultation, *, version: int, due_on: date, request: str, by: User | None
) -> Consultation:
    """Move the day or change the request of a consultation that was loaded at ``version``, and return it.

    The members are told of another day. Raises :class:`~common.versions.StaleVersionError` and as
    :func:`consult_bodies` does; also once the body has handed in.
    """
    _locked(consultation.strategy, by)
    stored = Consultation.locked(consultation.pk)
    if stored.is_handed_in:
        raise TransitionError(f"{stored.body} hat schon Stellung genommen; die Anfrage ändert sich nicht mehr.")
    is_moved = stored.due_on != due_on
    if is_moved:
        _check_day(due_on)
        stored.reminded_days = stage_of(due_on, timezone.localdate())
    stored.due_on, stored.request = due_on, request
    save_version(stored, loaded=version, by=by, reason="Frist verlegt" if is_moved else "Anfrage bearbeitet")
    if is_moved:
        tell_moved(stored)
    return stored


@transaction.atomic
def withdraw_consultation(consultation: Consultation, *, by: User | None) -> None:
    """Take back the inquiry to a body that has written nothing yet. Raises as :func:`consult_bodies` does."""
    _locked(consultation.strategy, by)
    stored = Consultation.locked(consultation.pk)
    if stored.is_handed_in or stored.opinions.exists():
        raise TransitionError(f"{stored.body} hat schon Stellung genommen; die Anfrage lässt sich nicht zurückziehen.")
    delete_with_reason(stored, by=by, reason="Anfrage zurückgezogen")


def _locked(strategy: StrategyVersion, by: User | None) -> StrategyVersion:
    stored = StrategyVersion.locked(strategy.pk)
    if by is not None and not by.has_perm("strategy.change_strategyversion", stored):
        raise PermissionDenied
    return stored


def _check_day(due_on: date) -> None:
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": IN_THE_PAST})
