"""History with reasons: every domain model keeps each of its states, who made it, when and why (DESIGN 4.2).

``QuerySet.update()`` and plain bulk calls write no history, so :class:`HistorisedQuerySet` refuses them.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NoReturn, Self, TypeVar

from django.db import models
from simple_history.manager import HistoryManager
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
        """Refuse: a plain bulk insert writes no history (:func:`create_many` does)."""
        raise HistoryBypassError(f"{self.model.__name__}: bulk_create() writes no history.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: a plain bulk update writes no history (:func:`update_many` does)."""
        raise HistoryBypassError(f"{self.model.__name__}: bulk_update() writes no history.")

    def as_of(self, moment: datetime) -> Self:
        """Return the objects as they stood at ``moment`` (aware), for "Stand vom"."""
        return self.model.history.as_of(moment)  # type: ignore[attr-defined]


class LastingHistoryManager(HistoryManager):
    """simple-history builds the class of an object's history anew at each look at it, and so with each save."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet[Any]], class_name: str | None = None) -> Any:
        """Return the class, the same one each time."""
        return super().from_queryset(queryset_class, class_name)


def historical_records(**kwargs: Any) -> HistoricalRecords:
    """Return the history manager of a domain model: named user, reason of any length."""
    return HistoricalRecords(
        bases=[HistoryRow],
        history_change_reason_field=models.TextField("Grund", null=True, blank=True),
        history_manager=LastingHistoryManager,
        **kwargs,
    )


def keep_user_name(sender: type, *, history_instance: Any, history_user: Any = None, **kwargs: Any) -> None:
    """Copy the acting user's name into the history row (receiver of ``pre_create_historical_record``)."""
    if isinstance(history_instance, HistoryRow) and history_user is not None:
        history_instance.history_user_name = str(history_user)


def save_with_reason(instance: M, *, by: Any, reason: str) -> M:
    """Validate and save ``instance``; its history row names ``by`` (a user or ``None``) and ``reason``.

    The reason is set before the save, because the history row is written within it.
    Raises ``ValidationError`` for an instance that breaks its model's rules.
    """
    instance.full_clean()
    return save_checked(instance, by=by, reason=reason)


def save_checked(instance: M, *, by: Any, reason: str) -> M:
    """Save an ``instance`` whose values the caller has checked; its history row names ``by`` and ``reason``.

    For what a form has validated, and what is saved while someone types: a full validation asks the database about
    every key and constraint, which checks them itself.
    """
    _stamp(instance, by, reason)
    instance.save()
    return instance


def delete_with_reason(instance: models.Model, *, by: Any, reason: str) -> None:
    """Delete ``instance``; its last history row names ``by`` and ``reason`` and allows to restore it."""
    _stamp(instance, by, reason)
    instance.delete()


def create_many(instances: Sequence[M], *, by: Any, reason: str) -> None:
    """Insert new objects of one model with their history in two statements.

    They are not validated: what the database does not refuse, the caller has checked.
    """
    if instances:
        rows: models.QuerySet[M] = models.QuerySet(type(instances[0]))
        rows.bulk_create(instances)
        _record_many(instances, by, reason, update=False)


def update_many(instances: Sequence[M], fields: Sequence[str], *, by: Any, reason: str) -> None:
    """Write these fields of stored, locked objects of one model with their history in two statements.

    They are not validated, as in :func:`create_many`. An object's own ``_change_reason`` goes before ``reason``.
    """
    if instances:
        rows: models.QuerySet[M] = models.QuerySet(type(instances[0]))
        rows.bulk_update(instances, fields)
        _record_many(instances, by, reason, update=True)


def _record_many(instances: Sequence[Any], by: Any, reason: str, *, update: bool) -> None:
    name = {"history_user_name": str(by)} if by is not None else {}
    instances[0].__class__.history.bulk_history_create(
        instances, update=update, default_user=by, default_change_reason=reason, custom_historical_attrs=name
    )


def _stamp(instance: Any, by: Any, reason: str) -> None:
    instance._change_reason = reason
    if by is not None:
        instance._history_user = by
