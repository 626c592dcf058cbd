"""Where the parts of the pictures stand; templates draw them as SVG.

Lengths across are in percent of the picture, so that it fills a phone as well as a desk while its letters keep their
size; lengths down are in pixels. The same figures stand in a table beside each picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pilots.enums import Recommendation
from pilots.results import Standing

ROW = 56
"""Height of a pilot: a line of text above its marks."""
TOP = 28
"""Height of the scale above the first pilot."""
LABEL_LENGTH = 32
"""As many letters fit on the narrowest phone."""
SCALE = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Mark:
    """A pilot in the picture of the ranking: the line of its spread, and on it mean and median."""

    standing: Standing
    label: str
    text_y: int
    y: int
    low: str
    high: str
    mean: str
    median: str


@dataclass(frozen=True, slots=True)
class Segment:
    """So many reviewers recommend the same; ``middle`` is where their number stands."""

    recommendation: Recommendation
    count: int
    x: str
    width: str
    middle: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A pilot in the picture of the recommendations."""

    standing: Standing
    label: str
    text_y: int
    y: int
    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class Budget:
    """The bar of the chosen pilots: what the city pays, what others pay, and where the frame ends (or ``None``)."""

    own: str
    funding_x: str
    funding: str
    frame: str | None


def ranking_marks(standings: Sequence[Standing]) -> list[Mark]:
    """Lay out the picture of the ranking: every pilot that somebody scored, in their order."""
    marks = []
    scored = [(one, one.figures) for one in standings if one.figures]
    for place, (one, figures) in enumerate(scored):
        top = TOP + place * ROW
        mean = float(figures.mean)
        marks.append(
            Mark(
                standing=one,
                label=label_of(one),
                text_y=top + 20,
                y=top + 38,
                low=across(max(mean - figures.spread, 0)),
                high=across(min(mean + figures.spread, 100)),
                mean=across(mean),
                median=across(float(figures.median)),
            )
        )
    return marks


def recommendation_bars(standings: Sequence[Standing]) -> list[Bar]:
    """Lay out the picture of the recommendations: every pilot that has one, in their order."""
    return [
        Bar(one, label_of(one), place * ROW + 20, place * ROW + 28, _segments(one))
        for place, one in enumerate(one for one in standings if one.recommendations)
    ]


def _segments(standing: Standing) -> list[Segment]:
    total = sum(standing.recommendations.values())
    segments, x = [], 0.0
    for recommendation in Recommendation:
        if count := standing.recommendations.get(recommendation, 0):
            width = 100 * count / total
            segments.append(Segment(recommendation, count, across(x), across(width), across(x + width / 2)))
            x += width
    return segments


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
    """Return number and title, cut to what fits."""
    text = f"{standing.reference} {standing.content['title']}"
    return text if len(text) <= LABEL_LENGTH else f"{text[:LABEL_LENGTH].rstrip()}…"
