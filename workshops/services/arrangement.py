"""From the flat sequence of an outline's rows to parents, levels and positions, saved where something changed.

Who is whose parent follows from the order: an agenda item belongs to the section above it, a point to the agenda item
above it, and a point is at most one level deeper than the point before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.history import create_many, save_with_reason
from people.models import User
from workshops.content import MAX_POINT_LEVEL
from workshops.models import AgendaItem, Point, Protocol, Section
from workshops.models.protocols import POSITION_STEP
from workshops.selectors import Row, RowType

PARENT: dict[RowType, str] = {Section: "protocol", AgendaItem: "section", Point: "item"}


@dataclass(slots=True, eq=False)
class Place:
    """Where a row stands after a change: below which parent, at which level and position."""

    row: Row
    parent: Protocol | Section | AgendaItem
    level: int = 0
    position: int = 0
    keeps_position: bool = True

    @property
    def is_new_child(self) -> bool:
        """Whether the row did not hang below this parent before."""
        parent_id = getattr(self.row, f"{PARENT[type(self.row)]}_id")
        return self.row.pk is None or self.parent.pk is None or parent_id != self.parent.pk

    def changes(self) -> bool:
        """Write level and position into the row; return whether anything differs from what is stored."""
        changed = self.is_new_child or not self.keeps_position or self.row.position != self.position
        self.row.position = self.position
        if isinstance(self.row, Point):
            changed = changed or self.row.level != self.level
            self.row.level = self.level
        return changed


def places_of(protocol: Protocol, sequence: Sequence[Row]) -> list[Place]:
    """Return each row's place. A row without a parent above it gets an untitled one: one can just start to write."""
    places: list[Place] = []
    section: Section | None = None
    item: AgendaItem | None = None
    deepest = 0
    for row in sequence:
        if isinstance(row, Section):
            section, item = row, None
            places.append(Place(row, protocol))
            continue
        if section is None:
            section = Section()
            places.append(Place(section, protocol))
        if isinstance(row, AgendaItem):
            item, deepest = row, 0
            places.append(Place(row, section))
            continue
        if item is None:
            item, deepest = AgendaItem(), 0
            places.append(Place(item, section))
        level = min(row.level, deepest)
        places.append(Place(row, item, level))
        deepest = min(level + 1, MAX_POINT_LEVEL)
    return places


def save_places(
    places: Sequence[Place],
    *,
    floating: Iterable[Row],
    by: User | None,
    reason: str,
    new_reason: str = "Zeile angelegt",
) -> None:
    """Give every place a position and save the rows for which something changed.

    Rows in ``floating`` take a new position; all others keep theirs where their parent stays the same.
    """
    free = {id(row) for row in floating}
    groups: dict[int, list[Place]] = {}
    for place in places:
        groups.setdefault(id(place.parent), []).append(place)
        place.keeps_position = not place.is_new_child and id(place.row) not in free
    for group in groups.values():
        _spread(group)
    new_points: list[Point] = []
    for place in places:
        if place.changes():
            row, is_new = place.row, place.row.pk is None
            setattr(row, PARENT[type(row)], place.parent)
            if is_new and isinstance(row, Point):
                row.full_clean()
                new_points.append(row)
            else:
                save_with_reason(row, by=by, reason=new_reason if is_new else reason)
    create_many(new_points, by=by, reason=new_reason)


def _spread(group: Sequence[Place]) -> None:
    """Give the places of one parent rising positions; kept ones stay, the others go evenly between them."""
    lower: int | None = None
    waiting: list[Place] = []
    for place in group:
        if not place.keeps_position:
            waiting.append(place)
            continue
        place.position = place.row.position
        if not _fill(waiting, lower, place.position):
            _renumber(group)
            return
        lower, waiting = place.position, []
    _fill(waiting, lower, None)


def _fill(waiting: Sequence[Place], lower: int | None, upper: int | None) -> bool:
    """Put the waiting places between two positions (``None``: open end); return whether there was room."""
    if lower is None:
        lower = 0 if upper is None else upper - POSITION_STEP * (len(waiting) + 1)
    step = POSITION_STEP if upper is None else min(POSITION_STEP, (upper - lower) // (len(waiting) + 1))
    for count, place in enumerate(waiting, start=1):
        place.position = lower + step * count
    return step > 0


def _renumber(group: Sequence[Place]) -> None:
    for count, place in enumerate(group, start=1):
        place.position = count * POSITION_STEP
