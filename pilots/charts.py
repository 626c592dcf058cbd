"""Where the parts of the pictures stand; templates draw them as SVG.

Lengths across are in percent of the picture, so that it fills a phone as well as a desk while its letters keep their
size; lengths down are in pixels. The same figures stand in a table beside each picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pilots.enums import Recommendation
from pilots.results import Standing
from pilots.scoring import Figures
from pilots.templatetags.figures import points

ROW = 56
"""Height of a pilot: a line of text above its marks."""
TOP = 28
"""Height of the scale above the first pilot."""
LABEL_LENGTH = 35
"""As many letters fit on the narrowest phone."""
SCALE = (0, 25, 50, 75, 100)


class Mark(NamedTuple):
    """A pilot in the picture of the ranking: the line of its spread, and on it mean and median.

    ``text`` says the same in words; ``kind`` is "disputed" or "agreed".
    """

    reference: str
    text: str
    label: str
    top: int
    kind: str
    low: str
    high: str
    mean: str
    median: str


class Segment(NamedTuple):
    """So many reviewers recommend the same (``kind``)."""

    kind: str
    number: int
    x: str
    width: str


class Bar(NamedTuple):
    """A pilot in the picture of the recommendations; ``text`` says the same in words."""

    reference: str
    text: str
    label: str
    top: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """The bar of the chosen pilots: what the city pays, what others pay, and where the frame ends (or ``None``)."""

    own: str
    funding_x: str
    funding: str
    frame: str | None


def ranking_marks(standings: Sequence[Standing]) -> tuple[Mark, ...]:
    """Lay out the picture of the ranking: every pilot that somebody scored, in their order."""
    scored = [(one, one.figures) for one in standings if one.figures]
    return tuple(_mark(one, figures, TOP + place * ROW) for place, (one, figures) in enumerate(scored))


def _mark(one: Standing, figures: Figures, top: int) -> Mark:
    mean = float(figures.mean)
    words = f"Punkte: {points(mean)}, Median: {points(figures.median)}, Streuung: {points(figures.spread)}"
    return Mark(
        reference=one.reference,
        text=f"Rang {one.rank}: {one.content['title']}. {words}{', uneinig' if figures.is_disputed else ''}",
        label=label_of(one),
        top=top,
        kind="disputed" if figures.is_disputed else "agreed",
        low=across(max(mean - figures.spread, 0)),
        high=across(min(mean + figures.spread, 100)),
        mean=across(mean),
        median=across(float(figures.median)),
    )


def recommendation_bars(standings: Sequence[Standing]) -> tuple[Bar, ...]:
    """Lay out the picture of the recommendations: every pilot that has one, in their order."""
    advised = [one for one in standings if one.recommendations]
    return tuple(
        Bar(one.reference, f"{one.content['title']}: {one.advice}", label_of(one), place * ROW, _segments(one))
        for place, one in enumerate(advised)
    )


def _segments(standing: Standing) -> tuple[Segment, ...]:
    total = sum(standing.recommendations.values())
    segments, x = [], 0.0
    for recommendation in Recommendation.values:
        if count := standing.recommendations.get(recommendation, 0):
            width = 100 * count / total
            segments.append(Segment(recommendation, count, across(x), across(width)))
            x += width
    return tuple(segments)


def budget_bar(own: int, funding: int, frame: int | None) -> Budget:
    """Lay out the bar of the budget; the arguments are euros. The longest of sum and frame takes the whole width."""
    whole = max(own + funding, frame or 0, 1)
    return Budget(
        own=across(100 * own / whole),
        funding_x=across(100 * own / whole),
        funding=across(100 * funding / whole),
        frame=None if frame is None else across(100 * frame / whole),
    )


def height_of(rows: int, *, top: int = 0) -> int:
    """Return the height of a picture with so many pilots."""
    return top + rows * ROW


def across(percent: float) -> str:
    """Return a length across: "45.2%", with a point whatever the language."""
    return f"{percent:.4g}%"


def label_of(standing: Standing) -> str:
    """Return rank, number and title, cut to what fits."""
    text = f"{standing.rank}. {standing.reference} {standing.content['title']}"
    return text if len(text) <= LABEL_LENGTH else f"{text[:LABEL_LENGTH].rstrip()}…"
