"""Saving the whole outline at once, as the editor's form posts it without a script: all rows together or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from people.models import User
from workshops.models import Protocol
from workshops.selectors import Row, RowType, find_row_in_history, outline_rows
from workshops.services.outline import NewRow, Run, change_outline, edit_row, editable_protocol, holds


@dataclass(frozen=True, slots=True)
class PostedRow:
    """A row as it was posted: ``key`` is empty for a new one, ``version`` is the one that the page was made on."""

    type: RowType
    level: int = 0
    content: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    version: int = 0


class OutlineConflictError(Exception):
    """Rows that someone else changed or removed meanwhile. Nothing was saved.

    ``conflicts`` maps the index of each such row to the row as it is stored, or to ``None`` for a removed one.
    """

    def __init__(self, conflicts: Mapping[int, Row | None]) -> None:
        super().__init__("Inzwischen hat jemand anderes dieselben Zeilen geändert. Es wurde noch nichts gespeichert.")
        self.conflicts = conflicts


@transaction.atomic
def save_outline(protocol: Protocol, rows: Sequence[PostedRow], *, by: User | None) -> dict[str, str]:
    """Save what was posted, and return the key of each stored row (another one where its type changed).

    A row counts only where it differs from the version that the page was made on; so what others changed stays. New
    rows go behind the row before them. Raises :class:`OutlineConflictError`, and like
    :func:`~workshops.services.outline.change_outline`.
    """
    protocol = editable_protocol(protocol)
    stored = {row.key: row for row in outline_rows(protocol, lock=True)}
    touched = [_is_touched(row, stored.get(row.key)) for row in rows]
    conflicts = {
        index: stored.get(row.key)
        for index, row in enumerate(rows)
        if row.key and touched[index] and not _is_fresh(row, stored.get(row.key))
    }
    if conflicts:
        raise OutlineConflictError(conflicts)
    keys: dict[str, str] = {}
    new: list[NewRow] = []
    last: str | None = None
    for row, is_touched in zip(rows, touched, strict=True):
        if not row.key:
            new.append(NewRow(row.type, row.level, row.content))
            continue
        if new:
            change_outline(protocol, runs=[Run(new, last)], by=by)
            new = []
        if current := stored.get(row.key):
            last = keys[row.key] = _save(protocol, row, current, by=by) if is_touched else row.key
    if new:
        change_outline(protocol, runs=[Run(new, last)], by=by)
    return keys


def _is_touched(posted: PostedRow, current: Row | None) -> bool:
    """Whether the row differs from what is stored, and also from what was stored when the page was made."""
    if not posted.key or _is_same(posted, current):
        return not posted.key
    loaded = current if _is_fresh(posted, current) else find_row_in_history(posted.key, posted.version)
    return not _is_same(posted, loaded)


def _is_same(posted: PostedRow, row: Row | None) -> bool:
    return row is not None and isinstance(row, posted.type) and holds(row, posted.content)


def _is_fresh(posted: PostedRow, current: Row | None) -> bool:
    return current is not None and current.version == posted.version


def _save(protocol: Protocol, posted: PostedRow, current: Row, *, by: User | None) -> str:
    """Save a touched row and return its key; a row of another type takes the place of the old one."""
    if isinstance(current, posted.type):
        return edit_row(current, version=posted.version, content=posted.content, by=by).key
    keys = [row.key for row in outline_rows(protocol)]
    above = keys[: keys.index(current.key)][-1:]
    new = NewRow(posted.type, posted.level, posted.content)
    placement = change_outline(
        protocol,
        runs=[Run([new], above[0] if above else None)],
        remove=[(current, posted.version)],
        by=by,
        reason="Art der Zeile geändert",
    )
    return placement.placed[0].key
