"""Where the parts of the pictures of the network stand; ``templatetags/network.py`` draws them as SVG.

Pure layout: lengths are pixels of the picture, which keeps its size and scrolls on a phone, so that its letters stay
readable. The same connections stand in a table beside each picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import Any

from django.db.models import Model

from strategy.enums import LinkKind
from strategy.models import ConceptLink, SubConcept
from strategy.selectors.tree import Tree

WIDTH = 1080
TOP = 36
"""Room for the headings of the columns."""
LINE = 34
"""Height of a Maßnahme with the gap below it; the other columns spread over the same height."""
BOX = 26
LETTER = 7.2
"""Mean width of a letter of 14 pixels."""
COLUMNS = ((1, 240), (360, 280), (760, 319))
"""Left edge and width of the columns: Zielbilder, Handlungsfelder, Maßnahmen."""

CIRCLE_WIDTH, CIRCLE_HEIGHT = 900, 520
CONCEPT_WIDTH, CONCEPT_HEIGHT = 250, 40
SYMMETRIC = (LinkKind.COMPETES, LinkKind.SHARES)


@dataclass(frozen=True, slots=True)
class Node:
    """A box that leads to an object; ``text`` says in words what it is connected with."""

    key: str
    kind: str
    url: str
    label: str
    text: str
    x: int
    y: int
    width: int
    height: int = BOX

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two boxes (their keys); ``path`` is the data of an SVG path."""

    source: str
    target: str
    path: str


@dataclass(frozen=True, slots=True)
class Connection:
    """A link between Teilkonzepte: a line with its kind in words; ``url`` leads to it in the table."""

    kind: str
    text: str
    label: str
    url: str
    x1: float
    y1: float
    x2: float
    y2: float
    is_directed: bool

    @property
    def middle(self) -> tuple[int, int]:
        """Where its words stand."""
        return round((self.x1 + self.x2) / 2), round((self.y1 + self.y2) / 2)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its height, boxes and lines."""

    height: int
    nodes: Sequence[Node]
    edges: Sequence[Any]


def tree_picture(tree: Tree) -> Picture:
    """Lay out Zielbilder, Handlungsfelder and Maßnahmen in three columns, connected by lines."""
    measures = sorted(tree.measures, key=lambda measure: _first(tree.fields, tree.fields_of_measure[measure.pk]))
    columns: list[tuple[str, Sequence[Any]]] = [("vision", tree.visions), ("field", tree.fields), ("measure", measures)]
    height = TOP + LINE * max(len(column) for _, column in columns)
    boxes = {
        (kind, one.pk): _box(tree, kind, one, place, len(column), height, number)
        for number, (kind, column) in enumerate(columns)
        for place, one in enumerate(column)
    }
    pairs = [
        (("vision", vision.pk), ("field", field.pk)) for vision in tree.visions for field in tree.fields_of[vision.pk]
    ]
    pairs += [(("field", field.pk), ("measure", one.pk)) for field in tree.fields for one in tree.measures_of[field.pk]]
    edges = [_edge(boxes[start], boxes[end]) for start, end in pairs]
    return Picture(height, list(boxes.values()), edges)


def concept_picture(concepts: Sequence[SubConcept], links: Sequence[ConceptLink], table_url: str) -> Picture:
    """Lay out the Teilkonzepte on a circle, connected by their links; ``table_url`` is the page with the table."""
    boxes = {one.pk: _on_circle(one, place, concepts, links) for place, one in enumerate(concepts)}
    edges = [_connection(link, boxes[link.source_id], boxes[link.target_id], table_url) for link in links]
    return Picture(CIRCLE_HEIGHT, list(boxes.values()), edges)


def cut(text: str, width: float) -> str:
    """Return a text cut to what fits into so many pixels."""
    length = int(width / LETTER)
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _first(order: Sequence[Model], chosen: Sequence[Model]) -> int:
    return order.index(chosen[0]) if chosen else len(order)


def _box(tree: Tree, kind: str, one: Any, place: int, count: int, height: int, column: int) -> Node:
    left, width = COLUMNS[column]
    pitch = (height - TOP) / count
    return Node(
        key=f"{kind[0]}{one.pk}",
        kind=kind,
        url=one.get_absolute_url(),
        label=cut(str(one), width - 20),
        text=f"{one}. {_in_words(tree, kind, one)}",
        x=left,
        y=round(TOP + pitch * (place + 0.5) - BOX / 2),
        width=width,
    )


def _in_words(tree: Tree, kind: str, one: Any) -> str:
    if kind == "vision":
        return _listed("Zielbild ohne Handlungsfeld", "Zielbild mit", tree.fields_of[one.pk])
    if kind == "field":
        return _listed("Handlungsfeld ohne Zielbild", "Handlungsfeld für", tree.visions_of_field[one.pk])
    return _listed("Maßnahme ohne Handlungsfeld", "Maßnahme für", tree.fields_of_measure[one.pk])


def _listed(nothing: str, begin: str, others: Sequence[Model]) -> str:
    return f"{begin}: {', '.join(map(str, others))}" if others else nothing


def _edge(start: Node, end: Node) -> Edge:
    x1, y1 = start.x + start.width, round(start.middle[1])
    x2, y2 = end.x, round(end.middle[1])
    bend = round((x1 + x2) / 2)
    return Edge(start.key, end.key, f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}")


def _on_circle(one: SubConcept, place: int, concepts: Sequence[SubConcept], links: Sequence[ConceptLink]) -> Node:
    angle = 2 * pi * place / len(concepts) - pi / 2
    x = CIRCLE_WIDTH / 2 + cos(angle) * (CIRCLE_WIDTH - CONCEPT_WIDTH - 4) / 2
    y = CIRCLE_HEIGHT / 2 + sin(angle) * (CIRCLE_HEIGHT - CONCEPT_HEIGHT - 4) / 2
    count = sum(one.pk in (link.source_id, link.target_id) for link in links)
    return Node(
        key=f"t{one.pk}",
        kind="concept" if count else "lonely",
        url=one.get_absolute_url(),
        label=cut(one.title, CONCEPT_WIDTH - 20),
        text=f"{one.title}, {one.get_status_display()}, {count or 'keine'} Verknüpfung{'' if count == 1 else 'en'}",
        x=round(x - CONCEPT_WIDTH / 2),
        y=round(y - CONCEPT_HEIGHT / 2),
        width=CONCEPT_WIDTH,
        height=CONCEPT_HEIGHT,
    )


def _connection(link: ConceptLink, start: Node, end: Node, table_url: str) -> Connection:
    (x1, y1), (x2, y2) = _at_edge(start, end), _at_edge(end, start)
    return Connection(
        kind=link.kind,
        text=f"{link}: {link.reason}",
        label=link.get_kind_display().removesuffix(" mit"),
        url=f"{table_url}#verknuepfung-{link.pk}",
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        is_directed=link.kind not in SYMMETRIC,
    )


def _at_edge(box: Node, other: Node) -> tuple[float, float]:
    """Return where the line from the middle of ``box`` to that of ``other`` leaves the box, and a little further."""
    (x, y), (to_x, to_y) = box.middle, other.middle
    dx, dy = to_x - x, to_y - y
    if not dx and not dy:
        return x, y
    inside = min(box.width / 2 / abs(dx) if dx else 1.0, box.height / 2 / abs(dy) if dy else 1.0)
    reach = inside + 4 / hypot(dx, dy)
    return round(x + dx * reach, 1), round(y + dy * reach, 1)
