"""Removing a milestone that will not take place, for a reason; and bringing it back."""

from typing import Any

from django.db import transaction

from common.removal import RESTORED, Removed, bring_back, delete_together, read_removed
from common.transitions import TransitionError
from common.versions import StaleVersionError
from milestones.models import Criterion, DateChange, Milestone, Predecessor
from milestones.services.milestones import require_editor
from milestones.services.order import find_circle, lock_order
from people.models import User

PARTS = (Predecessor, Criterion, DateChange)
"""What goes and comes back with a milestone."""

STAYS = (
    "Der Meilenstein ist erreicht und bleibt deshalb stehen. War das ein Versehen, so nehmen Sie zuerst zurück, dass er"
    " erreicht ist."
)


@transaction.atomic
def remove_milestone(milestone: Milestone, *, version: int, reason: str, by: User | None) -> None:
    """Remove a milestone that was loaded at ``version``, with its criteria, date changes and places in the order.

    The history keeps all of it, and its number is not given again. Raises :class:`~common.versions.StaleVersionError`,
    ``PermissionDenied`` and, for one that was reached, :class:`~common.transitions.TransitionError`.
    """
    require_editor(by)
    lock_order()
    locked = Milestone.locked(milestone.pk)
    if locked.version != version:
        raise StaleVersionError(locked)
    if locked.reached_on:
        raise TransitionError(STAYS)
    rows = (locked.date_changes, locked.criteria, locked.predecessor_links, locked.successor_links)
    delete_together([*(one for part in rows for one in part.all()), locked], by=by, reason=reason)


def removed_milestone(record: Any, *, instance: Any = None) -> Removed:
    """Return what comes back of a milestone, with the history row of its removal; ``instance``: as it shall be.

    A line that has another milestone by now stays with that one, and an order that would run in a circle is left out.
    """
    removed = read_removed(record, PARTS, instance=instance)
    milestone, gone = removed.instance, list(removed.gone)
    if milestone.point_id and (other := Milestone.objects.filter(point=milestone.point_id).first()):
        milestone.point = None
        gone.append(f"die Protokollzeile, zu der jetzt {other.reference} gehört")
    links = [one for one in removed.parts if isinstance(one, Predecessor)]
    before = [one.predecessor_id for one in links if one.milestone_id == milestone.pk]
    behind = [(one.milestone_id, one.predecessor_id) for one in links if one.predecessor_id == milestone.pk]
    if not find_circle(milestone.pk, before, behind):
        return Removed(milestone, removed.parts, gone)
    gone.append("Vorgänger und Nachfolger, mit denen die Reihenfolge im Kreis liefe")
    return Removed(milestone, [one for one in removed.parts if one not in links], gone)


@transaction.atomic
def bring_milestone_back(record: Any, *, by: User | None, reason: str = RESTORED, instance: Any = None) -> Milestone:
    """Bring a removed milestone back, with the history row of its removal, and return it; all of it or nothing.

    It has its number, its dates and their changes, its criteria, and its place among the milestones that are still
    there. One that is there already (a double click) is returned. Raises ``ValidationError``, for instance where
    another one has its title by now, and ``PermissionDenied``.
    """
    require_editor(by)
    lock_order()
    if back := Milestone.objects.filter(pk=record.id).first():
        return back
    milestone: Milestone = bring_back(removed_milestone(record, instance=instance), by=by, reason=reason)
    return milestone
