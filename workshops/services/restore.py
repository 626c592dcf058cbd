"""Restoring an earlier state of a meeting's head or of a row of its draft protocol (DESIGN 4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model

from common.timeline import FieldChange, differences
from people.models import User
from workshops.models import AgendaItem, Meeting, Point, Protocol, Section
from workshops.selectors import outline_rows
from workshops.services.meetings import edit_meeting
from workshops.services.outline import PARENT, MovedRow, Row, block, edit_row, editable_protocol, place_rows
from workshops.timeline import CONTENT_FIELDS, watched

REASON = "Früheren Stand wiederhergestellt"


def history_row(meeting: Meeting, model: type[Model], history_id: int) -> Any:
    """Return a history row of this meeting's head or protocol. Raises ``DoesNotExist`` for any other."""
    [rows] = [watch.rows for watch in watched(meeting) if watch.model is model]
    return model.history.get(rows, history_id=history_id)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Preview:
    """What restoring would change (stored and restored values), and the version that it was compared with (0: gone)."""

    changes: Sequence[FieldChange]
    version: int


def preview(record: Any) -> Preview:
    """Return what restoring a history row would change."""
    model = type(record.instance)
    stored = model.objects.filter(pk=record.id).first()
    wanted = {name: getattr(record.instance, name) for name in CONTENT_FIELDS[model]}
    present = {name: getattr(stored, name, None) for name in wanted}
    return Preview(differences(model, present, wanted), stored.version if stored else 0)


def restore(meeting: Meeting, record: Any, *, version: int, by: User | None) -> Meeting | Row:
    """Restore a history row of the meeting's head or protocol and return the object.

    ``version`` is the one of the preview. Raises :class:`~common.versions.StaleVersionError` when the object changed
    since, ``TransitionError`` after the draft, and ``ValidationError`` for a state that the rules no longer allow.
    """
    if isinstance(record.instance, Meeting):
        return edit_meeting(meeting, version=version, head=_content(record), by=by, reason=REASON)
    return restore_row(meeting.protocol, record, version=version, by=by)


@transaction.atomic
def restore_row(protocol: Protocol, record: Any, *, version: int, by: User | None) -> Row:
    """Give a row of a draft the content of a history row and return it. Raises like :func:`restore`.

    A row that was removed comes back with its old id, and so with its old address: behind those that stood before it,
    or at the end where its section or agenda item is gone.
    """
    protocol = editable_protocol(protocol)
    row: Row = record.instance
    stored = type(row).objects.filter(pk=row.pk).first()
    if stored is not None:
        return edit_row(stored, version=version, content=_content(record), by=by, reason=REASON)
    row.version += 1
    level = row.level if isinstance(row, Point) else 0
    [placed] = place_rows(protocol, [MovedRow(row, level)], after=_row_before(protocol, row), by=by, reason=REASON)
    return placed


def _content(record: Any) -> dict[str, Any]:
    """Return the values of a history row by the names of their columns."""
    model = type(record.instance)
    columns = [model._meta.get_field(name).attname for name in CONTENT_FIELDS[model]]
    return {column: getattr(record, column) for column in columns}


def _row_before(protocol: Protocol, row: Row) -> Row | None:
    """Return the row behind which a removed one stood: its last earlier sibling with all below it, or its parent."""
    rows = outline_rows(protocol)
    parent = f"{PARENT[type(row)]}_id"
    siblings = [one for one in rows if type(one) is type(row) and getattr(one, parent) == getattr(row, parent)]
    earlier = [one for one in siblings if one.position < row.position]
    if earlier:
        return earlier[-1] if isinstance(row, Point) else block(rows, earlier[-1])[-1]
    if isinstance(row, Section):
        return None
    above = Section if isinstance(row, AgendaItem) else AgendaItem
    parents = [one for one in rows if isinstance(one, above) and one.pk == getattr(row, parent)]
    return next(iter(parents or rows[-1:]), None)
