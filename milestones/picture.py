"""Where the parts of the timeline stand; ``templatetags/timeline.py`` draws them as SVG.

Lengths across are in percent of the picture, so that letters keep their size whatever its width; lengths down are in
pixels. The same dates stand in the table beside the picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from common.templatetags.dates import day
from milestones.selectors import Row

ROW = 52
"""Height of a milestone: a line of text above its marks."""
TOP = 34
"""Height of the scale above the first milestone."""
LABEL_LENGTH = 60
SIDES = ((35, "start"), (65, "middle"), (101, "end"))
"""On which side of its mark a label has room, up to how far across the mark stands."""
MAX_TICKS = 9
TICK_SIDES = ((4, "start"), (96, "middle"), (101, "end"))
"""As :data:`SIDES`, for the labels of the scale."""
SHEET = 9
"""How many milestones have room on a sheet of paper across, below its heading."""
MARGIN = 0.03
"""Room left and right of the first and the last date, as a part of the whole."""
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
"""How many months lie between two marks of the scale; the first that gives few enough."""


class Tick(NamedTuple):
    """A mark of the scale: where it stands, what it says, and on which ``side`` of it so that it is not cut off."""

    x: str
    label: str
    side: str


class Mark(NamedTuple):
    """A milestone in the picture: where it is planned and where it stands now. ``text`` says the same in words.

    The label begins, has its middle or ends (``side``: start, middle, end) at ``label_x``.
    """

    reference: str
    text: str
    label: str
    status: str
    top: int
    planned_x: str
    expected_x: str
    label_x: str
    side: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture: its scale, today, and the milestones from top to bottom."""

    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    today: date
    today_x: str
    height: int
    part: int = 1
    """Which of several pictures it is that stand on one page."""

    @property
    def statuses(self) -> list[str]:
        """The statuses that occur, for the key of the shapes."""
        return sorted({mark.status for mark in self.marks})


def draw_timeline(rows: Sequence[Row], today: date) -> Timeline | None:
    """Lay out these milestones in their order, with the day ``today`` among them; ``None`` where there are none."""
    return _draw(rows, today, _Scale.of(rows, today)) if rows else None


def draw_sheets(rows: Sequence[Row], today: date) -> list[Timeline]:
    """Lay out these milestones for paper: as many pictures as they need sheets, all on one scale."""
    if not rows:
        return []
    scale = _Scale.of(rows, today)
    starts = range(0, len(rows), SHEET)
    return [_draw(rows[start : start + SHEET], today, scale, part) for part, start in enumerate(starts, 1)]


def _draw(rows: Sequence[Row], today: date, scale: "_Scale", part: int = 1) -> Timeline:
    return Timeline(
        ticks=tuple(scale.ticks()),
        marks=tuple(_mark(row, scale, TOP + place * ROW) for place, row in enumerate(rows)),
        today=today,
        today_x=scale.x(today),
        height=TOP + len(rows) * ROW,
        part=part,
    )


def in_words(row: Row) -> str:
    """Return what the picture shows of a milestone as a sentence."""
    milestone, standing = row.milestone, row.standing
    parts = [f"{milestone}: {standing.in_words}", f"geplant {day(milestone.planned_on)}"]
    if milestone.reached_on:
        parts.append(f"erreicht {day(milestone.reached_on)}")
    elif milestone.forecast_on:
        parts.append(f"voraussichtlich {day(milestone.forecast_on)}")
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The days from left to right."""

    first: date
    days: float
    start: float

    @classmethod
    def of(cls, rows: Sequence[Row], today: date) -> "_Scale":
        """Return the scale that shows all days of these milestones, and today."""
        days = [today]
        for row in rows:
            days += [row.milestone.planned_on, row.milestone.expected_on]
        return cls.over(min(days), max(days))

    @classmethod
    def over(cls, first: date, last: date) -> "_Scale":
        """Return the scale that shows these days with a margin on both sides; a single day has a fortnight."""
        days = max((last - first).days, 14)
        return cls(first, days * (1 + 2 * MARGIN), days * MARGIN)

    def percent(self, at: date) -> float:
        """Return where a day stands, from 0 to 100."""
        return 100 * ((at - self.first).days + self.start) / self.days

    def x(self, at: date) -> str:
        """Return where a day stands: "45.2%", with a point whatever the language."""
        return f"{self.percent(at):.4g}%"

    def ticks(self) -> Iterator[Tick]:
        """Return first days of months, as few as can be read beside each other, with their labels."""
        begin = self.first - timedelta(days=self.start)
        end = begin + timedelta(days=self.days)
        months = (end.year - begin.year) * 12 + end.month - begin.month
        step = next((step for step in STEPS if months / step <= MAX_TICKS), STEPS[-1])
        number = begin.year * 12 + begin.month - 1
        for month in range(number - number % step, number + months + 1, step):
            at = date(month // 12, month % 12 + 1, 1)
            if begin < at <= end:
                label = str(at.year) if step >= 12 else day(at, "M Y")
                yield Tick(self.x(at), label, _side(TICK_SIDES, self.percent(at)))


def _side(sides: Sequence[tuple[int, str]], percent: float) -> str:
    return next(side for limit, side in sides if percent < limit)


def _mark(row: Row, scale: _Scale, top: int) -> Mark:
    milestone, status = row.milestone, row.standing.status
    first = min(milestone.planned_on, milestone.expected_on)
    side = _side(SIDES, scale.percent(first))
    text = f"{milestone.reference} {milestone.title}"
    cut = text if len(text) <= LABEL_LENGTH else f"{text[:LABEL_LENGTH].rstrip()}…"
    return Mark(
        reference=milestone.reference,
        text=in_words(row),
        label=f"{cut} · {status.label}",
        status=status.value,
        top=top,
        planned_x=scale.x(milestone.planned_on),
        expected_x=scale.x(milestone.expected_on),
        label_x=scale.x(milestone.expected_on if side == "end" else first),
        side=side,
    )
