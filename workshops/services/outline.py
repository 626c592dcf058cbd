"""Writing a protocol's outline: rows are edited, placed and removed (DESIGN 9).

An outline is the flat sequence of its rows in reading order. Who is whose parent follows from that order: an agenda item
belongs to the section above it, a point to the agenda item above it, and a point is at most one level deeper
than the point before. So every change of structure is a change of the sequence, after which :func:`_arrange` sets parents,
levels and positions and saves only the rows for which something changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError
from common.versions import StaleVersionError, save_version
from people.models import User
from workshops.content import MAX_POINT_LEVEL
from workshops.models import AgendaItem, Point, Protocol, Section
from workshops.models.protocols import POSITION_STEP
from workshops.selectors import outline_rows

Row = Section | AgendaItem | Point
RowType = type[Section] | type[AgendaItem] | type[Point]

PARENT: dict[RowType, str] = {Section: "protocol", AgendaItem: "section", Point: "item"}


class OutlineError(Exception):
    """A change of the outline that cannot be made; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be created: its type, its level (points only) and its content by field name."""

    type: RowType
    level: int = 0
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A stored row to be put elsewhere or on another level."""

    row: Row
    level: int = 0


def editable_protocol(protocol: Protocol) -> Protocol:
    """Return the protocol, locked until the transaction ends, if its lines may be edited.

    Raises :class:`~common.transitions.TransitionError` when it is no longer a draft.
    """
    locked = Protocol.objects.select_for_update(of=("self",)).select_related("meeting__body").get(pk=protocol.pk)
    if not locked.is_editable:
        raise TransitionError(
            f"Dieses Protokoll ist {locked.get_status_display()} und kann nicht mehr bearbeitet werden."
            " Ihr Text steht noch auf der Seite; bitte kopieren Sie ihn."
        )
    return locked


@transaction.atomic
def edit_row(row: Row, *, version: int, content: Mapping[str, Any], by: User | None) -> Row:
    """Change the content of one row that was loaded at ``version``, and return it.

    Fields that stay as they are do not count: a row without a change is not saved again. Raises
    :class:`~common.versions.StaleVersionError` when someone else changed it meanwhile, ``DoesNotExist`` when it was
    removed, ``ValidationError`` for content that breaks the row's rules, ``TransitionError`` after the draft.
    """
    current = type(row).locked(row.pk)
    if all(getattr(current, name) == value for name, value in content.items()):
        return current
    if current.version != version:
        raise StaleVersionError(current)
    for name, value in content.items():
        setattr(current, name, value)
    return save_version(current, loaded=version, by=by, reason="Text bearbeitet")


@transaction.atomic
def place_rows(
    protocol: Protocol, rows: Sequence[NewRow | MovedRow], *, after: Row | None, by: User | None, reason: str = ""
) -> list[Row]:
    """Put new and moved rows, in their order, behind the row ``after`` (``None``: at the very top).

    Returns the placed rows. Levels that would be too deep for their new place are reduced. Raises
    :class:`OutlineError` when ``after`` is not part of this protocol's outline.
    """
    protocol = editable_protocol(protocol)
    placed = [_build(row) for row in rows]
    moved = {_key(row) for row in placed if row.pk}
    sequence = [row for row in outline_rows(protocol) if _key(row) not in moved]
    at = _index_of(sequence, after) + 1 if after else 0
    sequence[at:at] = placed
    _arrange(protocol, sequence, floating=placed, by=by, reason=reason or "Gliederung geändert")
    return placed


@transaction.atomic
def remove_row(protocol: Protocol, row: Row, *, version: int, by: User | None) -> None:
    """Remove one row; the rows below it move to the section or agenda item above.

    Raises :class:`OutlineError` where there is none above to take them, and
    :class:`~common.versions.StaleVersionError` when someone else changed the row since ``version``.
    """
    protocol = editable_protocol(protocol)
    current = type(row).locked(row.pk)
    if current.version != version:
        raise StaleVersionError(current)
    sequence = outline_rows(protocol)
    at = _index_of(sequence, current)
    if not isinstance(current, Point):
        _check_heirs(sequence, at)
    del sequence[at]
    _arrange(protocol, sequence, floating=[], by=by, reason="Gliederung geändert")
    delete_with_reason(type(row).objects.get(pk=current.pk), by=by, reason="Zeile entfernt")


@transaction.atomic
def convert_row(protocol: Protocol, row: Row, to: RowType, *, version: int, by: User | None) -> Row:
    """Make a point an agenda item, an agenda item a section, and so on; the text stays. Returns the new row.

    The new row is another object with another id. Raises like :func:`remove_row`.
    """
    protocol = editable_protocol(protocol)
    current = type(row).locked(row.pk)
    if current.version != version:
        raise StaleVersionError(current)
    text = row_text(current).strip()
    if to is Point and not text:
        raise OutlineError("Ein Protokollpunkt braucht einen Text. Bitte schreiben Sie ihn zuerst.")
    new = _build(NewRow(to, content={"text" if to is Point else "title": text}))
    sequence = outline_rows(protocol)
    at = _index_of(sequence, current)
    sequence[at] = new
    _arrange(protocol, sequence, floating=[new], by=by, reason="Art der Zeile geändert")
    delete_with_reason(type(row).objects.get(pk=current.pk), by=by, reason="Art der Zeile geändert")
    return new


def row_text(row: Row) -> str:
    """Return what a row says: the title of a section or agenda item, the text of a point."""
    return row.text if isinstance(row, Point) else row.title


def block(sequence: Sequence[Row], row: Row) -> list[Row]:
    """Return ``row`` with everything below it in the outline, in order."""
    start = _index_of(sequence, row)
    end = start + 1
    while end < len(sequence) and _depth(sequence[end]) > _depth(row):
        end += 1
    return list(sequence[start:end])


def _key(row: Row) -> tuple[RowType, int]:
    return type(row), row.pk


def _depth(row: Row) -> int:
    return 2 + row.level if isinstance(row, Point) else int(isinstance(row, AgendaItem))


def _index_of(sequence: Sequence[Row], row: Row) -> int:
    for index, candidate in enumerate(sequence):
        if _key(candidate) == _key(row):
            return index
    raise OutlineError("Diese Zeile gibt es nicht mehr. Bitte laden Sie die Seite neu.")


def _build(row: NewRow | MovedRow) -> Row:
    built = row.type(**row.content) if isinstance(row, NewRow) else row.row
    if isinstance(built, Point):
        built.level = row.level
    return built


def _check_heirs(sequence: Sequence[Row], at: int) -> None:
    """Refuse to remove the first section, or a section's first agenda item, while rows hang below it."""
    has_children = at + 1 < len(sequence) and _depth(sequence[at + 1]) > _depth(sequence[at])
    above = sequence[at - 1] if at else None
    if has_children and (above is None or _depth(above) < _depth(sequence[at])):
        raise OutlineError("Darunter stehen noch Zeilen. Bitte verschieben oder entfernen Sie diese zuerst.")


def _arrange(
    protocol: Protocol, sequence: Sequence[Row], *, floating: Iterable[Row], by: User | None, reason: str
) -> None:
    """Set parent, level and position of every row in ``sequence`` and save those that changed.

    Rows in ``floating`` take a new position; all others keep theirs where their parent stays the same.
    """
    places = _places(protocol, sequence)
    free = {id(row) for row in floating}
    groups: dict[int, list[_Place]] = {}
    for place in places:
        groups.setdefault(id(place.parent), []).append(place)
        place.keeps_position = not place.is_new_child and id(place.row) not in free
    for group in groups.values():
        _spread(group)
    for place in places:
        if place.changes():
            is_new = place.row.pk is None
            setattr(place.row, PARENT[type(place.row)], place.parent)
            save_with_reason(place.row, by=by, reason="Zeile angelegt" if is_new else reason)


@dataclass(slots=True, eq=False)
class _Place:
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


def _places(protocol: Protocol, sequence: Sequence[Row]) -> list[_Place]:
    """Return each row's place; a row without a parent above it gets an untitled one, so that one can just start to write."""
    places: list[_Place] = []
    section: Section | None = None
    item: AgendaItem | None = None
    deepest = 0
    for row in sequence:
        if isinstance(row, Section):
            section, item = row, None
            places.append(_Place(row, protocol))
            continue
        if section is None:
            section = Section()
            places.append(_Place(section, protocol))
        if isinstance(row, AgendaItem):
            item, deepest = row, 0
            places.append(_Place(row, section))
            continue
        if item is None:
            item, deepest = AgendaItem(), 0
            places.append(_Place(item, section))
        level = min(row.level, deepest)
        places.append(_Place(row, item, level))
        deepest = min(level + 1, MAX_POINT_LEVEL)
    return places


def _spread(group: Sequence[_Place]) -> None:
    """Give the places of one parent rising positions; kept ones stay, the others go evenly between them."""
    lower: int | None = None
    waiting: list[_Place] = []
    for place in group:
        if not place.keeps_position:
            waiting.append(place)
            continue
        place.position = place.row.position
        if not _fill(waiting, lower, place.position):
            return _renumber(group)
        lower, waiting = place.position, []
    _fill(waiting, lower, None)


def _fill(waiting: Sequence[_Place], lower: int | None, upper: int | None) -> bool:
    """Put the waiting places between two positions (``None``: open end); return whether there was room."""
    if lower is None:
        lower = 0 if upper is None else upper - POSITION_STEP * (len(waiting) + 1)
    step = POSITION_STEP if upper is None else min(POSITION_STEP, (upper - lower) // (len(waiting) + 1))
    for count, place in enumerate(waiting, start=1):
        place.position = lower + step * count
    return step > 0


def _renumber(group: Sequence[_Place]) -> None:
    for count, place in enumerate(group, start=1):
        place.position = count * POSITION_STEP
