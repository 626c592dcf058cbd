"""Milestones: created and edited. Their dates have services of their own (``dates.py``)."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.history import save_with_reason
from common.references import next_reference
from common.versions import save_version
from milestones.models import Milestone
from milestones.services.order import lock_order, set_predecessors
from people.models import User

CONTENT = ("title", "description", "organisation", "responsible", "body", "decision", "is_public")
"""What editors write about a milestone, beside its dates, predecessors and criteria."""

DIGITS = 2


@transaction.atomic
def create_milestone(
    content: Mapping[str, Any],
    *,
    planned_on: date,
    by: User | None,
    predecessors: Collection[Milestone] = (),
    reason: str = "Meilenstein angelegt",
) -> Milestone:
    """Create a milestone with the next number and return it; ``content`` holds :data:`CONTENT` and what is not shown.

    Raises ``ValidationError`` and ``PermissionDenied``.
    """
    require_editor(by)
    milestone = Milestone(**content, planned_on=planned_on, reference=next_reference("M", None, digits=DIGITS))
    save_with_reason(milestone, by=by, reason=reason)
    set_predecessors(milestone, predecessors, by=by, reason=reason)
    return milestone


@transaction.atomic
def edit_milestone(
    milestone: Milestone,
    *,
    version: int,
    content: Mapping[str, Any],
    by: User | None,
    predecessors: Collection[Milestone] | None = None,
    reason: str = "Meilenstein bearbeitet",
) -> Milestone:
    """Change a milestone that was loaded at ``version``, and make its predecessors be these unless ``None``.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError`` and ``PermissionDenied``.
    """
    require_editor(by)
    lock_order()
    milestone = Milestone.locked(milestone.pk)
    for name, value in content.items():
        setattr(milestone, name, value)
    milestone = save_version(milestone, loaded=version, by=by, reason=reason)
    if predecessors is not None:
        set_predecessors(milestone, predecessors, by=by, reason=reason)
    return milestone


def require_editor(by: User | None) -> None:
    """Raise ``PermissionDenied`` for whoever may not write milestones; ``None`` stands for the system."""
    if by is not None and not by.has_perm("milestones.change_milestone"):
        raise PermissionDenied
