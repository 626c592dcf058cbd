"""Inline Markdown in templates (``common.text``)."""

from django import template

from common.text import plain_text, render_inline_html

register = template.Library()
register.filter("inline_html", render_inline_html)
register.filter("plain_text", plain_text)
