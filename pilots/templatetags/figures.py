"""Figures of pilots in German: points, percent and euros."""

from decimal import Decimal
from fractions import Fraction

from django import template

from pilots.content import euros

register = template.Library()
register.filter("euros", euros)


@register.filter
def points(value: Fraction | float) -> str:
    """Return points or percent with one place: "82,5"."""
    return f"{float(value):.1f}".replace(".", ",")


@register.filter
def percent(value: Fraction | Decimal) -> str:
    """Return percent with as many places as they need, at most two: "12,5"."""
    return f"{round(float(value), 2):g}".replace(".", ",")
