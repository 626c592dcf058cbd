"""Dates in rows of long lists."""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter(expects_localtime=True)
@lru_cache(maxsize=4096)
def day(value: date | None, form: str = "d.m.Y") -> str:
    """Return a date in German, or the one of a moment, like Django's filter ``date``, and remember it.

    The pages are in German only, and a list shows the same few days again and again; Django's filter looks up language
    and format each time, which took a quarter of the time of a list of meetings.
    """
    return dateformat.format(value, form) if value else ""


@register.filter
@lru_cache(maxsize=4096)
def day_element(value: date | None) -> SafeString:
    """Return a date as ``<time>`` that says it in German and, for programs, in ISO form."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day(value)) if value else SafeString()


@register.filter
def minute(moment: datetime | None) -> str:
    """Return a moment that is set as "14. Januar 2021, 18:00 Uhr", in local time."""
    return dateformat.format(timezone.localtime(moment), "j. F Y, H:i") + " Uhr"
