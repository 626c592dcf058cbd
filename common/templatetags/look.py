"""Small helpers of the page frame (docs/frontend.md)."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.transitions import status_label

register = template.Library()

HTMX_CONFIG = json.dumps(
    {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "defaultSettleDelay": 0,  # what was swapped in works at once: keys that come before would miss it
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
@cache
def asset(path: str) -> str:
    """Return the address of a static file, like ``{% static %}``, which costs a page with a dozen a millisecond.

    The name of a file says what is in it, so an address holds as long as the process.
    """
    return staticfiles_storage.url(path)


@register.simple_tag
@cache
def page(name: str) -> str:
    """Return the address of a page without arguments, like ``{% url %}``, looked up once for each process as well."""
    return reverse(name)


@register.simple_tag
def htmx_config() -> str:
    """Return the content of the meta tag from which htmx reads its settings."""
    return HTMX_CONFIG


@register.filter
def status_chip(instance: Any, prefix: str = "") -> SafeString:
    """Return the status of an object with a transition table as a chip: "offen", with a prefix "Protokoll: offen"."""
    return chip(instance.__class__, getattr(instance, instance.TRANSITIONS.field), prefix)


@cache
def chip(model: Any, status: str, prefix: str = "") -> SafeString:
    """Return the chip of a status of this model."""
    label = status_label(model, status)
    return format_html('<span class="status status--{}">{}</span>', status, f"{prefix}: {label}" if prefix else label)


@register.filter
def elided_pages(paginator: "Paginator[Any]", number: int) -> Iterator[int | str]:
    """Return the page numbers around ``number`` with ellipses, for the pagination."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
