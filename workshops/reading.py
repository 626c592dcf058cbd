"""How the lines of a protocol are drawn on its page: nested lists from the levels of the points.

A protocol has many lines, so the template writes each with one pass of one loop; what opens and closes lists around a
line is prepared here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from common.text import render_inline_html
from workshops.enums import PointKind
from workshops.models import Point
from workshops.selectors import OutlineItem, OutlineSection

_OPEN, _CLOSE, _END = "<ul>", "</li></ul>", "</li>"


@dataclass(slots=True)
class Line:
    """A point, its anchor, its text as HTML, and what stands before its ``<li>``.

    ``is_plain`` tells that it is an information: nothing but its text is shown, as for most lines.
    """

    point: Point
    anchor: str
    is_plain: bool
    text: SafeString
    before: SafeString


@dataclass(slots=True)
class ReadingItem:
    """An agenda item with its lines; ``after`` closes the lists that the last line left open."""

    entry: OutlineItem
    lines: Sequence[Line]
    after: SafeString


@dataclass(slots=True)
class ReadingSection:
    """A section with its agenda items."""

    entry: OutlineSection
    items: Sequence[ReadingItem]


def reading_sections(outline: Sequence[OutlineSection]) -> list[ReadingSection]:
    """Return the outline with everything that the reading view's template needs."""
    return [ReadingSection(section, [_reading_item(entry) for entry in section.items]) for section in outline]


def _reading_item(entry: OutlineItem) -> ReadingItem:
    lines: list[Line] = []
    depth = -1
    for point in entry.points:
        level = min(point.level, depth + 1)
        is_plain = point.kind == PointKind.INFORMATION
        lines.append(Line(point, point.anchor, is_plain, render_inline_html(point.text), _before(depth, level)))
        depth = level
    return ReadingItem(entry, lines, mark_safe(_CLOSE * (depth + 1)))  # noqa: S308


def _before(depth: int, level: int) -> SafeString:
    """Return what leads from a line at ``depth`` (-1: none yet) to one at ``level``, at most one deeper."""
    if level > depth:
        return mark_safe(_OPEN)  # noqa: S308
    return mark_safe(_CLOSE * (depth - level) + _END)  # noqa: S308
