"""Which ideas and pilots stand behind the Maßnahmen of the strategy, and why."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.history import delete_with_reason, save_with_reason
from common.versions import save_version
from ideas.models import Idea
from people.models import User
from pilots.models import MeasureSource, Pilot
from strategy.models import Measure


@transaction.atomic
def add_source(
    measure: Measure, *, idea: Idea | None = None, pilot: Pilot | None = None, reason: str, by: User | None
) -> MeasureSource:
    """Record that an idea or a pilot (one of them) stands behind a Maßnahme, and return the row.

    The same once more (a double click) changes nothing. Raises ``ValidationError`` (also where it stands there already
    for another reason) and ``PermissionDenied``.
    """
    _require_editor(by)
    Measure.locked(measure.pk)
    if same := MeasureSource.objects.filter(measure=measure, idea=idea, pilot=pilot, reason=reason).first():
        return same
    source = MeasureSource(measure=measure, idea=idea, pilot=pilot, reason=reason)
    return save_with_reason(source, by=by, reason="Herkunft festgehalten")


@transaction.atomic
def edit_source(source: MeasureSource, *, version: int, reason: str, by: User | None) -> MeasureSource:
    """Change why an idea or a pilot stands behind a Maßnahme, as it was loaded at ``version``, and return the row.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    _require_editor(by)
    locked = MeasureSource.locked(source.pk)
    if locked.reason == reason:
        return locked
    locked.reason = reason
    return save_version(locked, loaded=version, by=by, reason="Begründung der Herkunft geändert")


@transaction.atomic
def remove_source(source: MeasureSource, *, by: User | None, reason: str) -> None:
    """Record that an idea or a pilot stands no longer behind a Maßnahme. Raises ``PermissionDenied``."""
    _require_editor(by)
    delete_with_reason(source, by=by, reason=reason)


def _require_editor(by: User | None) -> None:
    if by is not None and not by.has_perm("strategy.change_measure"):
        raise PermissionDenied
