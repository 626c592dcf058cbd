"""Figures of pilots in German: points, percent and euros."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import floor

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from pilots.content import euros

register = template.Library()

HALF = Fraction(1, 2)

TERM = '<dt>{}</dt><dd class="text">{}</dd>'
register.filter("euros", euros)


@register.filter
def points(value: Fraction | float) -> str:
    """Return points or percent with one place, half of it rounded up: "82,5"."""
    return f"{floor(Fraction(value) * 10 + HALF) / 10:.1f}".replace(".", ",")


@register.filter
def percent(value: Fraction | Decimal) -> str:
    """Return percent with as many places as they need, at most two: "12,5"."""
    return f"{round(float(value), 2):g}".replace(".", ",")


@register.simple_tag
def terms(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """Return labels and texts as the parts of a ``<dl>``; a page with thirty profiles holds hundreds of them."""
    return format_html_join("", TERM, pairs)
