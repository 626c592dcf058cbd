"""Indicators of a Maßnahme: target, last value, and how far it has come, for its page, documents and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from strategy.models import Indicator, IndicatorValue, Measure

INDICATOR_HEADER = ("Indikator", "Ausgangswert", "Zielwert", "Istwert")
"""What :func:`indicator_cells` returns."""


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


def indicator_cells(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Return an indicator as texts; ``row`` is one of :func:`~strategy.selectors.measures.with_indicators`."""
    unit = row["unit"]
    until = f" bis {_day(row['target_on'])}" if row["target_on"] else ""
    actual = f"{_figure(row['value'])} {unit} (am {_day(row['on'])})" if row["on"] else "–"
    return row["name"], f"{_figure(row['baseline'])} {unit}", f"{_figure(row['target'])} {unit}{until}", actual


def in_words(row: Mapping[str, Any]) -> str:
    """Return an indicator as one line: "Leuchten: Ausgangswert 0 Stück, Zielwert 400 Stück, Istwert –"."""
    name, *cells = indicator_cells(row)
    return f"{name}: " + ", ".join(f"{label} {cell}" for label, cell in zip(INDICATOR_HEADER[1:], cells, strict=True))


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d.%m.%Y}"


def _figure(number: float) -> str:
    """Return a number in German, without zeros behind the comma: "1.234,5"."""
    whole, _, rest = f"{number:,.2f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")
