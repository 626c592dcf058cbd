"""Small helpers of the pages of ideas."""

import re
from functools import cache

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common.templatetags.look import status_chip
from ideas.models import Idea
from ideas.models.ideas import idea_url

register = template.Library()

REFERENCE = re.compile(r"I-\d{4}-\d{4,}")


@register.filter
@cache
def idea_chip(status: str) -> SafeString:
    """Return the chip of an idea's status, for rows that were read without their objects."""
    return status_chip(Idea(status=status))


@register.filter
def page_of(idea: Idea, name: str) -> str:
    """Return the address of the page ``name`` of an idea: ``{{ idea|page_of:"assign" }}``."""
    return idea_url(name, str(idea.reference))


@register.filter
def unbroken(text: str) -> SafeString:
    """Return a sentence as HTML in which the numbers of ideas (``I-2020-0042``) stay on one line."""
    return mark_safe(REFERENCE.sub(r'<span class="nowrap">\g<0></span>', escape(text)))  # noqa: S308 - escaped
