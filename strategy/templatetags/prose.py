"""Texts of the strategy on their pages: with the paragraphs and formats that they have in the document."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from common.text import render_inline_html
from strategy.content import paragraphs_of

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """Return a text as HTML paragraphs with inline Markdown (:mod:`common.text`)."""
    return format_html_join("", "<p>{}</p>", ((linebreaksbr(render_inline_html(one)),) for one in paragraphs_of(text)))
