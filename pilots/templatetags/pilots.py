"""Small helpers of the pages of pilots and tenders."""

from collections.abc import Mapping
from typing import Any

from django import template

from common.templatetags.amounts import money, period

register = template.Library()
register.filter("money", money)
register.filter("period", period)


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return what ``mapping`` holds for ``key``, or ``None``."""
    return mapping.get(key)
