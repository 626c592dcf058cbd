"""Indicators of Maßnahmen: what is measured, and the values that were measured."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from common.history import delete_with_reason, save_with_reason
from people.models import User
from strategy.models import Indicator, IndicatorValue, Measure
from strategy.services.content import made_already, require, write_content

CONTENT = ("name", "unit", "baseline", "target", "target_on")
"""What editors write about an indicator."""


@transaction.atomic
def add_indicator(measure: Measure, content: Mapping[str, Any], *, by: User | None) -> Indicator:
    """Give a Maßnahme one more indicator and return it; the same once more (a double click) is not made twice.

    Raises ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.change_measure")
    indicator = Indicator(measure=Measure.locked(measure.pk), **content)
    made = made_already(indicator, ("measure", *CONTENT))
    return made or save_with_reason(indicator, by=by, reason="Indikator angelegt")


@transaction.atomic
def edit_indicator(indicator: Indicator, *, version: int, content: Mapping[str, Any], by: User | None) -> Indicator:
    """Change an indicator that was loaded at ``version`` and return it.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.change_measure")
    locked = Indicator.locked(indicator.pk)
    return write_content(locked, content, version=version, by=by, reason="Indikator bearbeitet")


@transaction.atomic
def remove_indicator(indicator: Indicator, *, by: User | None, reason: str) -> None:
    """Remove an indicator with its values; its history stays. Raises ``PermissionDenied``."""
    require(by, "strategy.change_measure")
    delete_with_reason(indicator, by=by, reason=reason)


@transaction.atomic
def record_value(indicator: Indicator, *, value: Decimal, measured_on: date, by: User | None) -> IndicatorValue:
    """Keep what was measured on a day and return it; another value of the same day replaces the first.

    Raises ``ValidationError`` and ``PermissionDenied``.
    """
    require(by, "strategy.change_measure")
    Indicator.locked(indicator.pk)
    stored = indicator.values.filter(measured_on=measured_on).first()
    if stored is not None and stored.value == value:
        return stored
    measured = stored or IndicatorValue(indicator=indicator, measured_on=measured_on)
    measured.value = value
    return save_with_reason(measured, by=by, reason="Messwert berichtigt" if stored else "Messwert erfasst")
