"""The picture of what serves what as SVG: two columns of boxes and the lines between them.

The same drawing stands on the page, where classes give it the colours of the theme, and in the documents, where the
attributes hold. Text in SVG does not wrap, so it is wrapped here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strategy.content import Network

WIDTH, BOX, GAP = 640, 250, 12
"""Width of the picture and of a box, and the space between two boxes, in pixels."""
LINE, PADDING = 18, 9
LETTERS, MAX_LINES = 29, 3
"""As many letters stand in a line of a box, and so many lines in a box."""

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="network" viewBox="0 0 {width} {height}" width="{width}"'
    ' height="{height}" role="img" aria-label="{description}">{lines}{boxes}</svg>'
)
CURVE = '<path class="network__line" d="M{x} {y1} C{bend} {y1} {bend} {y2} {x2} {y2}" fill="none" stroke="#454b6b" stroke-width="1.2"/>'  # noqa: E501
RECTANGLE = '<rect class="network__box" x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="#eff3fa" stroke="#2044aa"/>'  # noqa: E501
TEXT = '<text class="network__text" x="{x}" y="{y}" font-family="Fira Sans" font-size="14" fill="#1d2034">{text}</text>'


@dataclass(frozen=True, slots=True)
class Box:
    """A name in its box: the upper left corner, the height, and the lines of its text."""

    x: int
    y: int
    height: int
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """How far down lines meet it."""
        return self.y + self.height / 2


def network_svg(network: Network) -> SafeString:
    """Return the picture; names that are too long for their box end with "…", the table beside it has them whole."""
    left, right = _column(network.left, 0), _column(network.right, WIDTH - BOX)
    height = max(box.y + box.height for box in (*left, *right)) + 1
    left, right = _spread(left, height), _spread(right, height)
    curves = format_html_join("", CURVE, (_curve(left[a], right[b]) for a, b in network.lines))
    boxes = format_html_join("", "{}{}", ((_rectangle(box), _text(box)) for box in (*left, *right)))
    return format_html(PICTURE, width=WIDTH, height=height, description=network.description, lines=curves, boxes=boxes)


def _column(names: Sequence[str], x: int) -> list[Box]:
    boxes, y = [], 1
    for name in names:
        lines = wrap(name, LETTERS, max_lines=MAX_LINES, placeholder=" …") or [""]
        height = len(lines) * LINE + 2 * PADDING
        boxes.append(Box(x, y, height, tuple(lines)))
        y += height + GAP
    return boxes


def _spread(boxes: Sequence[Box], height: int) -> list[Box]:
    """Spread a column over the height of the picture, since the other one may be longer."""
    if not boxes:
        return []
    free = (height - boxes[-1].y - boxes[-1].height) / len(boxes)
    return [Box(box.x, box.y + round(free * (place + 0.5)), box.height, box.lines) for place, box in enumerate(boxes)]


def _curve(start: Box, end: Box) -> dict[str, float | int]:
    return {"x": BOX, "y1": start.middle, "bend": WIDTH // 2, "y2": end.middle, "x2": WIDTH - BOX}


def _rectangle(box: Box) -> SafeString:
    return format_html(RECTANGLE, x=box.x or 1, y=box.y, width=BOX - 2, height=box.height)


def _text(box: Box) -> SafeString:
    return format_html_join("", TEXT, _rows(box))


def _rows(box: Box) -> Iterator[dict[str, int | str]]:
    for place, line in enumerate(box.lines):
        yield {"x": box.x + 12, "y": box.y + PADDING + 13 + place * LINE, "text": line}
