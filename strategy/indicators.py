"""Indicators of a Maßnahme as its page shows them: target, last value, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from strategy.models import Indicator, IndicatorValue, Measure


@dataclass(frozen=True, slots=True)
class Progress:
    """An indicator with its values, newest first, and how much of the way from baseline to target is done.

    ``percent`` is between 0 and 100; ``None`` before anything was measured.
    """

    indicator: Indicator
    values: Sequence[IndicatorValue]
    percent: int | None

    @property
    def latest(self) -> IndicatorValue | None:
        """The value that was measured last."""
        return self.values[0] if self.values else None

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached."""
        return self.percent == 100


def progress_of(measure: Measure) -> list[Progress]:
    """Return the indicators of a Maßnahme; two queries."""
    found = []
    for indicator in measure.indicators.prefetch_related("values"):
        values = list(indicator.values.all())
        found.append(Progress(indicator, values, percent_of(indicator, values[0].value) if values else None))
    return found


def percent_of(indicator: Indicator, value: Decimal) -> int:
    """Return how much of the way from baseline to target ``value`` is, in whole percent between 0 and 100.

    A target below the baseline (less consumption) counts downwards. Rounded down: 100 says that it is reached.
    """
    way = (value - indicator.baseline) / (indicator.target - indicator.baseline)
    return int(max(Decimal(0), min(way, Decimal(1))) * 100)
