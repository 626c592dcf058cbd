"""Small helpers of the page frame (docs/frontend.md)."""

import json
from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Paginator

register = template.Library()

HTMX_CONFIG = json.dumps(
    {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "attributesToSettle": ["class", "width", "height"],
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "4..", "swap": True, "error": False},
            {"code": "5..", "swap": False, "error": True},
        ],
    }
)
"""What htmx must not do under the Content-Security-Policy (styles of its own, eval), and that answers such as 409
(changed by someone else) and 422 (please check) are shown."""


@register.simple_tag
def htmx_config() -> str:
    """Return the content of the meta tag from which htmx reads its settings."""
    return HTMX_CONFIG


@register.filter
def elided_pages(paginator: "Paginator[Any]", number: int) -> Iterator[int | str]:
    """Return the page numbers around ``number`` with ellipses, for the pagination."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
