"""Writing a protocol's outline: rows are edited, placed and removed (DESIGN 9).

An outline is the flat sequence of its rows in reading order. Every change of structure is a change of that sequence,
after which ``arrangement.py`` derives parents, levels and positions. All writes lock the protocol first, so they come
one after the other; reads never wait for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from common.history import delete_with_reason
from common.transitions import TransitionError
from common.versions import StaleVersionError, save_version
from people.models import User
from workshops.models import Decision, Point, Protocol
from workshops.selectors import Row, RowType, find_row, named_who, outline_rows
from workshops.services.arrangement import PARENT, places_of, save_places

__all__ = [
    "PARENT",
    "MovedRow",
    "NewRow",
    "OutlineError",
    "Placement",
    "RecordedError",
    "Row",
    "RowGoneError",
    "Run",
    "block",
    "change_outline",
    "edit_row",
    "edit_row_of",
    "editable_protocol",
    "fill_row",
    "holds",
    "place_rows",
    "remove_row",
]

Reference = Row | str
"""A row, or its key ("p12")."""


class OutlineError(Exception):
    """A change of the outline that cannot be made; the message is a German sentence."""


class RowGoneError(OutlineError):
    """A row that is not, or no longer, part of the outline; ``key`` names it."""

    def __init__(self, key: str) -> None:
        super().__init__("Diese Zeile gibt es nicht mehr. Bitte laden Sie die Seite neu.")
        self.key = key


class RecordedError(OutlineError):
    """A line that records a decision, which nobody changes or removes any more."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Diese Zeile hält den Beschluss {reference} fest. Sie lässt sich verschieben, aber nicht ändern oder"
            " entfernen; ein falscher Beschluss wird durch einen neuen berichtigt."
        )


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be created: its type, its level (points only), its content, and the editor's name for it.

    The content has the names of model fields; ``who`` may stand for organisation and person.
    """

    type: RowType
    level: int = 0
    content: Mapping[str, Any] = field(default_factory=dict)
    client_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A stored row to be put elsewhere or on another level, or a removed one that was built from its history."""

    row: Reference
    level: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Rows to be put, in their order, behind the row ``after`` that stays where it is (``None``: at the very top)."""

    rows: Sequence[NewRow | MovedRow]
    after: Reference | None = None


class Placement(NamedTuple):
    """The outcome of a change: the placed rows in the order given, and the whole outline after it."""

    placed: list[Row]
    outline: list[Row]


def editable_protocol(protocol: Protocol) -> Protocol:
    """Return the protocol, locked until the transaction ends, if its lines may be edited.

    Raises :class:`~common.transitions.TransitionError` when it is no longer a draft.
    """
    locked = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if not locked.is_editable:
        raise TransitionError(
            f"Dieses Protokoll ist {locked.get_status_display()} und kann nicht mehr bearbeitet werden."
            " Ihr Text steht noch auf der Seite; bitte kopieren Sie ihn."
        )
    return locked


def edit_row(
    row: Row, *, version: int, content: Mapping[str, Any], by: User | None, reason: str = "Text bearbeitet"
) -> Row:
    """Change the content of a row. Like :func:`edit_row_of`."""
    return edit_row_of(row.protocol, row.key, version=version, content=content, by=by, reason=reason)


@transaction.atomic
def edit_row_of(
    protocol: Protocol,
    key: str,
    *,
    version: int,
    content: Mapping[str, Any],
    by: User | None,
    reason: str = "Text bearbeitet",
) -> Row:
    """Change the content of the protocol's row ``key``, which was loaded at ``version``, and return the row.

    Fields that stay as they are do not count: a row without a change is not saved again. Raises
    :class:`~common.versions.StaleVersionError` when someone else changed it meanwhile, :class:`RowGoneError` when it
    was removed, :class:`RecordedError` for a recorded decision, ``ValidationError`` for content that breaks the row's
    rules, ``TransitionError`` after the draft.
    """
    editable_protocol(protocol)
    current = find_row(protocol, key, lock=True)
    if current is None:
        raise RowGoneError(key)
    if holds(current, content):
        return current
    _require_unrecorded([current])
    fill_row(current, content)
    return save_version(current, loaded=version, by=by, reason=reason)


def holds(row: Row, content: Mapping[str, Any]) -> bool:
    """Return whether the row has just this content already."""
    return all(getattr(row, name) == value or _means(row, name, value) for name, value in content.items())


def _means(row: Row, name: str, value: Any) -> bool:
    """Whether the value says in other words what the row says: an organisation's short name."""
    return name == "who" and isinstance(row, Point) and named_who(value) == (row.organisation, row.person)


def fill_row(row: Row, content: Mapping[str, Any]) -> Row:
    """Write the content into the row, unsaved; ``who`` becomes the organisation of that name, or else the person."""
    for name, value in content.items():
        if name == "who" and isinstance(row, Point):
            row.organisation, row.person = (row.organisation, row.person) if value == row.who else named_who(value)
        else:
            setattr(row, name, value)
    return row


@transaction.atomic
def change_outline(
    protocol: Protocol,
    *,
    runs: Sequence[Run] = (),
    remove: Sequence[tuple[Reference, int]] = (),
    by: User | None,
    reason: str = "Gliederung geändert",
    new_reason: str = "Zeile angelegt",
) -> Placement:
    """Put runs of rows to their places and remove others, all at once.

    ``remove`` names rows with the version that they were loaded at; what is below them moves to the section or agenda
    item above. A new row that is already there (same ``client_key``) is moved, a row to remove that is already gone is
    passed over: so the same request may come twice. Levels that are too deep for their place are reduced.
    Raises :class:`OutlineError`, :class:`~common.versions.StaleVersionError`, ``ValidationError`` and
    ``TransitionError``; nothing is changed then.
    """
    protocol = editable_protocol(protocol)
    stored = outline_rows(protocol, lock=True)
    leaving = _leaving(stored, remove)
    built = [(run.after, [_build(row, stored) for row in run.rows]) for run in runs]
    placed = [row for _, rows in built for row in rows]
    taken_out = {id(row) for row in (*leaving, *placed)}
    sequence = [row for row in stored if id(row) not in taken_out]
    for after, rows in built:
        at = _index_of(sequence, after) + 1 if after else 0
        sequence[at:at] = rows
    places = places_of(protocol, sequence)
    if not placed and len(places) > len(sequence):
        raise OutlineError("Darunter stehen noch Zeilen. Bitte verschieben oder entfernen Sie diese zuerst.")
    save_places(places, floating=placed, by=by, reason=reason, new_reason=new_reason)
    for row in leaving:
        delete_with_reason(row, by=by, reason="Zeile entfernt" if not placed else reason)
    return Placement(placed, [place.row for place in places])


def place_rows(
    protocol: Protocol,
    rows: Sequence[NewRow | MovedRow],
    *,
    after: Reference | None,
    by: User | None,
    reason: str = "Gliederung geändert",
) -> list[Row]:
    """Put new and moved rows behind the row ``after`` and return them. Raises like :func:`change_outline`."""
    return change_outline(protocol, runs=[Run(rows, after)], by=by, reason=reason).placed


def remove_row(protocol: Protocol, row: Reference, *, version: int, by: User | None) -> None:
    """Remove one row that was loaded at ``version``. Raises like :func:`change_outline`."""
    change_outline(protocol, remove=[(row, version)], by=by)


def block(sequence: Sequence[Row], row: Row) -> list[Row]:
    """Return ``row`` with everything below it in the outline, in order."""
    start = _index_of(sequence, row)
    end = start + 1
    while end < len(sequence) and sequence[end].depth > sequence[start].depth:
        end += 1
    return list(sequence[start:end])


def _key(row: Reference) -> str:
    return row if isinstance(row, str) else row.key


def _find(sequence: Sequence[Row], row: Reference) -> Row | None:
    return next((stored for stored in sequence if stored.key == _key(row)), None)


def _index_of(sequence: Sequence[Row], row: Reference) -> int:
    for index, stored in enumerate(sequence):
        if stored.key == _key(row):
            return index
    raise RowGoneError(_key(row))


def _leaving(stored: Sequence[Row], remove: Sequence[tuple[Reference, int]]) -> list[Row]:
    """Return the rows to remove that are still there, none of them changed since the version given."""
    leaving = []
    for row, version in remove:
        if current := _find(stored, row):
            if current.version != version:
                raise StaleVersionError(current)
            leaving.append(current)
    _require_unrecorded(leaving)
    return leaving


def _require_unrecorded(rows: Sequence[Row]) -> None:
    """Raise :class:`RecordedError` where one of the rows records a decision; a query where there are points."""
    points = [row for row in rows if isinstance(row, Point)]
    if points and (recorded := Decision.objects.filter(point__in=points).first()):
        raise RecordedError(recorded.reference)


def _build(row: NewRow | MovedRow, stored: Sequence[Row]) -> Row:
    """Return the row to place: the stored one with its content as it is now, or a new one."""
    if isinstance(row, MovedRow):
        built = _find(stored, row.row) or row.row
        if isinstance(built, str):
            raise RowGoneError(built)
    else:
        known = (one for one in stored if row.client_key and one.client_key == row.client_key and type(one) is row.type)
        built = next(known, None) or fill_row(row.type(client_key=row.client_key), row.content)
    if isinstance(built, Point):
        built.level = row.level
    return built
