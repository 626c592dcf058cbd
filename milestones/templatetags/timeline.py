"""The repeated parts of the timeline as SVG and of its table, and words for dates, statuses and figures.

The parts of the picture are put together here and not in a template, which takes ten times as long for hundreds of
small values. Both are remembered by all that they show, so that nothing else can be shown in their place.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common.templatetags.dates import day
from common.templatetags.look import page
from milestones.enums import DateKind, FigureKey, MilestoneStatus
from milestones.figures import FIGURES, address_of
from milestones.models import DateChange
from milestones.picture import Mark
from milestones.selectors import Row

register = template.Library()

PICTURES_KEPT = 20

SHAPES = {
    MilestoneStatus.PLANNED: '<circle r="7" />',
    MilestoneStatus.RUNNING: '<circle r="7" /><path d="M0-7a7 7 0 0 0 0 14z" />',
    MilestoneStatus.ENDANGERED: '<path d="M0-9 9 7H-9z" />',
    MilestoneStatus.OVERDUE: '<path d="M-7-7H7V7H-7z" />',
    MilestoneStatus.REACHED: '<circle r="9" /><path d="M-4 0-1 3.5 4.5-3" />',
}
"""A shape for each status: an empty circle, a half one, a triangle, a square, a circle with a tick."""

MARK = (
    '<a href="{url}{reference}/"><title>{text}</title><svg class="timeline__row" y="{top}">'
    '<text class="timeline__label timeline__label--{side}" x="{label_x}" y="16">{label}</text>'
    '<line class="timeline__way" x1="{planned_x}" x2="{expected_x}" y1="34" y2="34" />'
    "{plan}"
    '<svg class="timeline__spot" x="{expected_x}" y="34"><g class="shape shape--{status}">{shape}</g></svg></svg></a>'
)
PLAN = '<svg class="timeline__spot" x="{}" y="34"><path class="timeline__plan" d="M0-8 8 0 0 8-8 0z" /></svg>'
KEY = (
    '<svg class="shape-key" width="20" height="20" viewBox="-10 -10 20 20" aria-hidden="true" focusable="false">'
    '<g class="shape shape--{}">{}</g></svg>'
)


@register.simple_tag
@lru_cache(maxsize=PICTURES_KEPT)
def timeline_marks(marks: tuple[Mark, ...]) -> SafeString:
    """Return the milestones of the picture, each a link that says its dates in words."""
    url = page("milestones:list")
    rows = (mark._asdict() | {"url": url, "shape": shape(mark.status), "plan": _plan(mark)} for mark in marks)
    return format_html_join("\n", MARK, rows)


def _plan(mark: Mark) -> SafeString:
    """Return the mark of the planned day, where the milestone does not stand on it."""
    return format_html(PLAN, mark.planned_x) if mark.planned_x != mark.expected_x else SafeString()


@register.simple_tag
@lru_cache
def status_shape(status: str) -> SafeString:
    """Return the shape of a status as a small picture; the word stands beside it."""
    return format_html(KEY, status, shape(status))


@register.simple_tag
def table_rows(rows: Iterable[Row]) -> SafeString:
    """Return the rows of the table."""
    return _drawn_rows(tuple(_cells(rows)))


@lru_cache(maxsize=PICTURES_KEPT)
def _drawn_rows(rows: tuple[tuple[Any, ...], ...]) -> SafeString:
    return render_to_string("milestones/_table_rows.html", {"rows": rows})


def _cells(rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
    """Return the cells of the table, to be unpacked: looking each of them up costs a template more than drawing them.

    Reference, title, body, whether it is internal, status and its word, percent, criteria that are met and that count,
    planned day, day that counts now and what it is called, how far apart the two are, and who is responsible.
    """
    for row in rows:
        one, standing = row.milestone, row.standing
        yield (
            one.reference,
            one.title,
            one.body.name if one.body else "",
            not one.is_public,
            standing.status.value,
            standing.status.label,
            standing.percent,
            standing.met,
            standing.counting,
            day(one.planned_on),
            day(one.expected_on),
            "Erreicht" if one.reached_on else "Voraussichtlich",
            late_in_words(standing.days_late) if standing.days_late else "",
            one.organisation.name if one.organisation else "",
        )


@register.filter
def status_word(status: str) -> str:
    """Return a status in German."""
    return str(MilestoneStatus(status).label)


@register.filter
def late_in_words(days: int) -> str:
    """Return how far a day lies from the planned one: "14 Tage später als geplant"."""
    count = f"{abs(days)} {'Tag' if abs(days) == 1 else 'Tage'}"
    return f"{count} {'später' if days > 0 else 'früher'} als geplant"


@register.filter
def change_in_words(change: DateChange) -> str:
    """Return a change of a date as a sentence: "Plan vom 31.03.2021 auf den 14.04.2021 verschoben"."""
    old, new = day(change.old_on), day(change.new_on)
    if change.kind == DateKind.REACHED:
        taken_back = f"Doch nicht am {old} erreicht"
        return f"Am {new} erreicht{f' (zuvor: {old})' if old else ''}" if new else taken_back
    name = DateKind(change.kind).label
    if not new:
        return f"{name} {old} zurückgenommen"
    return f"{name} vom {old} auf den {new} verschoben" if old else f"{name} auf den {new} gesetzt"


@register.filter
def figure_explanation(key: str) -> str:
    """Return what a computed criterion counts."""
    return FIGURES[FigureKey(key)].explanation


@register.filter
def figure_address(key: str) -> str:
    """Return the address of the list of what a computed criterion counts."""
    return address_of(FigureKey(key))


def shape(status: str) -> SafeString:
    """Return what is drawn for a status, around the point 0, 0."""
    return mark_safe(SHAPES[MilestoneStatus(status)])  # noqa: S308 (written above)
