"""Small helpers of the pages of pilots and tenders."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from common.templatetags.dates import day
from pilots.models import Pilot

register = template.Library()


@register.filter
def money(amount: int | Decimal) -> str:
    """Return a sum as "12.500 €", with cents only where there are some: "12.500,50 €"."""
    whole = amount == int(amount)
    text = f"{int(amount):,}" if whole else f"{amount:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) + "\u00a0€"


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return what ``mapping`` holds for ``key``, or ``None``."""
    return mapping.get(key)


@register.filter
def period(pilot: Pilot) -> str:
    """Return when a pilot runs: "März 2021 bis Juni 2022", "ab März 2021", "bis Juni 2022"; empty where unknown."""
    start, end = (day(one, "F Y") for one in (pilot.starts_on, pilot.ends_on))
    if start and end:
        return start if start == end else f"{start} bis {end}"
    return f"ab {start}" if start else f"bis {end}" if end else ""
