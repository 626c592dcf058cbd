"""Bringing an earlier text of an idea back from its Verlauf (DESIGN 4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.differences import differing_parts
from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.selectors import content_in_words, label_of
from ideas.services.triage import edit_idea, editable_fields
from people.models import User

REASON = "Früheren Text wiederhergestellt"


def earlier_state(idea: Idea, history_id: int) -> Any:
    """Return a history row of the idea since it was handed in. Raises ``DoesNotExist`` for any other.

    What the submitter typed before is not the editors' to bring back.
    """
    return idea.history.exclude(status=IdeaStatus.DRAFT).get(history_id=history_id)


@dataclass(frozen=True, slots=True)
class Preview:
    """What restoring would change: by label of the field the parts of its text (:func:`differing_parts`).

    ``version`` is that of today's texts.
    """

    changes: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    version: int


def preview(idea: Idea, record: Any) -> Preview:
    """Return what restoring the texts of a history row would change."""
    changes = [
        (label_of(name), differing_parts(content_in_words(name, getattr(idea, name)), content_in_words(name, text)))
        for name, text in _texts(idea, record).items()
        if text != getattr(idea, name)
    ]
    return Preview(changes, idea.version)


def restore_text(idea: Idea, record: Any, *, version: int, by: User) -> Idea:
    """Give the idea the texts of a history row and return it; status, assignment and the frozen first text stay.

    ``version`` is the one of the preview. Raises as :func:`~ideas.services.triage.edit_idea` does.
    """
    return edit_idea(idea, version=version, content=_texts(idea, record), by=by, reason=REASON)


def _texts(idea: Idea, record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in editable_fields(idea)}
