"""What the pages of versions draw."""

from django import template

from strategy.drawing import network_svg

register = template.Library()
register.filter("network_svg", network_svg)
