"""Sums, figures and periods as people write them in German."""

from decimal import Decimal
from typing import Any

from django import template

from common.templatetags.dates import day

register = template.Library()


@register.filter
def money(amount: int | Decimal) -> str:
    """Return a sum as "12.500 €", with cents only where there are some: "12.500,50 €"."""
    whole = amount == int(amount)
    text = f"{int(amount):,}" if whole else f"{amount:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) + "\u00a0€"


@register.filter
def figure(number: Decimal) -> str:
    """Return a figure as "1.200" or "12,5": without places that say nothing."""
    whole = number == int(number)
    text = f"{int(number):,}" if whole else f"{number.normalize():,f}"
    return text.translate(str.maketrans(",.", ".,"))


@register.filter
def period(subject: Any) -> str:
    """Return when something runs: "März 2021 bis Juni 2022", "ab März 2021", "bis Juni 2022"; empty where unknown."""
    start, end = (day(one, "F Y") for one in (subject.starts_on, subject.ends_on))
    if start and end:
        return start if start == end else f"{start} bis {end}"
    return f"ab {start}" if start else f"bis {end}" if end else ""
