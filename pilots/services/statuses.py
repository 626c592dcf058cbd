"""The way of a pilot after its decision: carried out, finished, aborted, or taken up once more; and its publication."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from common.history import save_with_reason
from common.transitions import TransitionError, change_status
from people.models import User
from pilots.enums import PilotStatus, TenderStatus
from pilots.models import Pilot


@transaction.atomic
def start_pilot(pilot: Pilot, *, by: User | None, reason: str = "") -> Pilot:
    """Begin to carry a pilot out, and return it.

    Raises :class:`~common.transitions.TransitionError` also while its tender goes on, and ``PermissionDenied``.
    """
    ended = (TenderStatus.AWARDED, TenderStatus.CANCELLED)
    if pilot.tenders.exclude(status__in=ended).exists():
        raise TransitionError(
            "Die Ausschreibung läuft noch. Bitte vergeben Sie zuerst den Auftrag, oder heben Sie sie auf."
        )
    return change_status(pilot, PilotStatus.RUNNING, by=by, reason=reason)


@transaction.atomic
def finish_pilot(pilot: Pilot, *, by: User | None, reason: str = "") -> Pilot:
    """End a pilot that is done, and return it. Raises as :func:`~common.transitions.change_status` does."""
    return change_status(pilot, PilotStatus.FINISHED, by=by, reason=reason)


@transaction.atomic
def abort_pilot(pilot: Pilot, *, by: User | None, reason: str) -> Pilot:
    """Give a pilot up while it is carried out, and return it; ``reason`` is required."""
    return change_status(pilot, PilotStatus.ABORTED, by=by, reason=reason)


@transaction.atomic
def reconsider_pilot(pilot: Pilot, *, by: User | None, reason: str = "") -> Pilot:
    """Take a pilot out of the Themenspeicher: it is a candidate for the next list again. Return it."""
    pilot = change_status(pilot, PilotStatus.CANDIDATE, by=by, reason=reason)
    pilot.resubmit_on = None
    return save_with_reason(pilot, by=by, reason=reason or "Aus dem Themenspeicher geholt")


@transaction.atomic
def publish_pilot(pilot: Pilot, *, by: User | None) -> Pilot:
    """Show a pilot to everybody, and return it; twice is like once.

    Raises :class:`~common.transitions.TransitionError` for one that is not approved, and ``PermissionDenied``.
    """
    pilot = _to_publish(pilot, by)
    if pilot.status not in PilotStatus.approved():
        raise TransitionError("Veröffentlicht werden nur beschlossene Pilotprojekte.")
    if pilot.published_at is not None:
        return pilot
    pilot.published_at = timezone.now()
    return save_with_reason(pilot, by=by, reason="Veröffentlicht")


@transaction.atomic
def unpublish_pilot(pilot: Pilot, *, by: User | None) -> Pilot:
    """Take the public page of a pilot back, and return it; twice is like once."""
    pilot = _to_publish(pilot, by)
    if pilot.published_at is None:
        return pilot
    pilot.published_at = None
    return save_with_reason(pilot, by=by, reason="Veröffentlichung zurückgenommen")


def _to_publish(pilot: Pilot, by: User | None) -> Pilot:
    if by is not None and not by.has_perm("pilots.change_pilot", pilot):
        raise PermissionDenied
    return Pilot.locked(pilot.pk)
