"""Milestones that begin as a line of a protocol."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from ideas.origins import Origin
from milestones.models import Milestone
from milestones.services.milestones import create_milestone
from people.models import User
from workshops.models import Point

REASON = "Aus einer Protokollzeile angelegt"


@transaction.atomic
def create_milestone_from_point(
    point: Point,
    content: Mapping[str, Any],
    *,
    planned_on: date,
    by: User | None,
    predecessors: Collection[Milestone] = (),
) -> tuple[Milestone, bool]:
    """Create the milestone that a line names, and return it and whether it is new.

    The milestone keeps the line as it reads now. A line leads to one milestone: for a line that has one, that one is
    returned and nothing is written, so a double click makes one. Raises ``ValidationError`` and ``PermissionDenied``.
    """
    locked = Point.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if existing := Milestone.objects.filter(point=locked).first():
        return existing, False
    origin = {"point": locked, "point_snapshot": Origin.of(locked).as_snapshot()}
    new = create_milestone(
        {**content, **origin}, planned_on=planned_on, predecessors=predecessors, by=by, reason=REASON
    )
    return new, True
