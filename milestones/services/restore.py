"""Bringing earlier words of a milestone back from its Verlauf (DESIGN 4.2)."""

from typing import Any

from common.timeline import FieldChange, differences
from milestones.models import Milestone
from milestones.services.milestones import CONTENT, edit_milestone
from people.models import User

REASON = "Frühere Fassung wiederhergestellt"


def content_in(record: Any) -> dict[str, Any]:
    """Return what a row of the history (or a milestone) says, as values by field name."""
    return {name: getattr(record, name) for name in CONTENT}


def changes_by_restoring(milestone: Milestone, record: Any) -> list[FieldChange]:
    """Return what restoring a history row would change."""
    return differences(Milestone, content_in(milestone), content_in(record))


def restore_milestone(milestone: Milestone, record: Any, *, version: int, by: User) -> Milestone:
    """Give the milestone the words of a history row and return it; dates, predecessors and criteria stay.

    ``version`` is the one of the preview. Raises as :func:`~milestones.services.milestones.edit_milestone` does.
    """
    return edit_milestone(milestone, version=version, content=content_in(record), by=by, reason=REASON)
