"""Small helpers of the pages of ideas."""

from functools import cache

from django import template
from django.utils.safestring import SafeString

from common.templatetags.look import status_chip
from ideas.models import Idea

register = template.Library()


@register.filter
@cache
def idea_chip(status: str) -> SafeString:
    """Return the chip of an idea's status, for rows that were read without their objects."""
    return status_chip(Idea(status=status))
