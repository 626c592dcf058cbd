"""Bringing back a meeting that was deleted, with all that was deleted with it (DESIGN 4.2)."""

from typing import Any

from django.db import models, transaction
from django.db.models import Q

from common.history import save_with_reason
from people.models import User
from workshops.models import AgendaItem, Attendance, Meeting, Point, Protocol, Section


@transaction.atomic
def restore_deleted_meeting(meeting: Meeting, *, by: User | None, reason: str) -> Meeting:
    """Bring back a deleted meeting, built from its history, with its protocol, rows and attendance; return it.

    Everything gets its old id, and so its old address. Rows that an editor had removed before stay away. Raises
    ``ValidationError`` when another meeting has taken its number or address.
    """
    save_with_reason(meeting, by=by, reason=reason)
    protocol = _deleted_with_parent(Protocol, Q(meeting=meeting.pk))
    sections = _deleted_with_parent(Section, Q(protocol__in=protocol.values("id")))
    items = _deleted_with_parent(AgendaItem, Q(section__in=sections.values("id")))
    points = _deleted_with_parent(Point, Q(item__in=items.values("id")))
    attendance = _deleted_with_parent(Attendance, Q(meeting=meeting.pk))
    for record in (record for records in (protocol, sections, items, points, attendance) for record in records):
        save_with_reason(record.instance, by=by, reason=reason)
    return meeting


def _deleted_with_parent(model: type[models.Model], rows: Q) -> "models.QuerySet[Any]":
    """Return the history rows of objects that went with their parent: whoever removes a single one gives a reason."""
    records = model.history.filter(rows, history_type="-")  # type: ignore[attr-defined]
    return records.filter(Q(history_change_reason=None) | Q(history_change_reason="")).order_by("history_id")
