"""History with reasons: every domain model keeps each of its states, who made it, when and why (DESIGN 4.2).

``QuerySet.update()`` and plain bulk calls write no history, so :class:`HistorisedQuerySet` refuses them.
"""

from datetime import datetime
from typing import Any, NoReturn, Self, TypeVar

from django.db import models
from simple_history.models import HistoricalRecords

M = TypeVar("M", bound=models.Model)


class HistoryBypassError(TypeError):
    """A bulk write on a historised model: it would leave no history."""


class HistoryRow(models.Model):
    """What every history row holds besides the fields of its model.

    ``history_user_name`` survives the deletion of the account, ``history_user`` does not.
    """

    history_user_name = models.CharField("Bearbeitet von", max_length=200, blank=True, default="")

    class Meta:
        abstract = True


class HistorisedQuerySet(models.QuerySet[M]):
    """A queryset that writes only through ``save()`` and ``delete()``, so that history is complete."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: an update statement writes no history."""
        raise HistoryBypassError(f"{self.model.__name__}: update() writes no history; save each object.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: a plain bulk insert writes no history (``bulk_create_with_history`` does)."""
        raise HistoryBypassError(f"{self.model.__name__}: bulk_create() writes no history.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: a plain bulk update writes no history (``bulk_update_with_history`` does)."""
        raise HistoryBypassError(f"{self.model.__name__}: bulk_update() writes no history.")

    def as_of(self, moment: datetime) -> Self:
        """Return the objects as they stood at ``moment`` (aware), for "Stand vom"."""
        return self.model.history.as_of(moment)  # type: ignore[attr-defined]


def historical_records(**kwargs: Any) -> HistoricalRecords:
    """Return the history manager of a domain model: named user, reason of any length."""
    return HistoricalRecords(
        bases=[HistoryRow],
        history_change_reason_field=models.TextField("Grund", null=True, blank=True),
        **kwargs,
    )


def keep_user_name(sender: type, *, history_instance: Any, history_user: Any = None, **kwargs: Any) -> None:
    """Copy the acting user's name into the history row (receiver of ``pre_create_historical_record``)."""
    if isinstance(history_instance, HistoryRow) and history_user is not None:
        history_instance.history_user_name = str(history_user)


def save_with_reason(instance: M, *, by: Any, reason: str, is_checked: bool = False) -> M:
    """Validate and save ``instance``; its history row names ``by`` (a user or ``None``) and ``reason``.

    The reason is set before the save, because the history row is written within it. ``is_checked`` says that a form
    has validated what is saved: then only the database does it once more.
    Raises ``ValidationError`` for an instance that breaks its model's rules.
    """
    if not is_checked:
        instance.full_clean()
    _stamp(instance, by, reason)
    instance.save()
    return instance


def delete_with_reason(instance: models.Model, *, by: Any, reason: str) -> None:
    """Delete ``instance``; its last history row names ``by`` and ``reason`` and allows to restore it."""
    _stamp(instance, by, reason)
    instance.delete()


def _stamp(instance: Any, by: Any, reason: str) -> None:
    instance._change_reason = reason
    if by is not None:
        instance._history_user = by
