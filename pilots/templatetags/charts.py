"""The repeated parts of the pictures as SVG.

They are put together here and not in a template, which takes ten times as long for hundreds of small values, and
remembered: a result seldom changes.
"""

from functools import lru_cache

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from pilots.charts import Bar, Mark

register = template.Library()

PICTURES_KEPT = 20

MARK = (
    '<a href="{reference}/"><title>{text}</title><svg class="chart__row" y="{top}">'
    '<text class="chart__label" y="20">{label}</text>'
    '<line class="chart__spread chart__spread--{kind}" x1="{low}" x2="{high}" y1="38" y2="38" />'
    '<circle class="chart__mean" cx="{mean}" cy="38" r="6" />'
    '<line class="chart__median" x1="{median}" x2="{median}" y1="27" y2="49" /></svg></a>'
)
BAR = (
    '<a href="{reference}/"><title>{text}</title><svg class="chart__row" y="{top}">'
    '<text class="chart__label" y="20">{label}</text>{parts}</svg></a>'
)
SEGMENT = (
    '<svg x="{x}" y="28" width="{width}" height="20"><rect class="chart__part chart__part--{kind}" width="100%"'
    ' height="20" /><text class="chart__count chart__count--{kind}" x="50%" y="15">{number}</text></svg>'
)


@register.simple_tag
@lru_cache(maxsize=PICTURES_KEPT)
def ranking_marks(marks: tuple[Mark, ...]) -> SafeString:
    """Return the pilots of the ranking, each a link with its figures in words."""
    return format_html_join("\n", MARK, (mark._asdict() for mark in marks))


@register.simple_tag
@lru_cache(maxsize=PICTURES_KEPT)
def recommendation_bars(bars: tuple[Bar, ...]) -> SafeString:
    """Return the bars of the recommendations, each a link with its numbers in words."""
    return format_html_join("\n", BAR, (bar._asdict() | {"parts": _parts(bar)} for bar in bars))


def _parts(bar: Bar) -> SafeString:
    return format_html_join("", SEGMENT, (segment._asdict() for segment in bar.segments))
