"""The plain moves of an idea: into the review, and out of the Themenspeicher (DESIGN: Status tables).

The other moves have more to write: ``inquiries.py``, ``answers.py``, ``merges.py``.
"""

from django.db import transaction

from common.transitions import change_status
from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.services.guards import require_editor, require_status
from ideas.services.notices import tell
from people.models import User


@transaction.atomic
def start_review(idea: Idea, *, by: User | None, reason: str = "") -> Idea:
    """Move an idea that was handed in to *in Prüfung*; ``reason`` is read by editors only.

    Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    return _into_review(idea, IdeaStatus.SUBMITTED, by=by, reason=reason)


@transaction.atomic
def reopen_idea(idea: Idea, *, by: User | None, reason: str = "") -> Idea:
    """Take an idea out of the Themenspeicher back to *in Prüfung* and tell who handed it in.

    ``reason`` is read by editors only. Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    idea = _into_review(idea, IdeaStatus.STORED, by=by, reason=reason)
    tell(idea, "idea_reopened")
    return idea


def _into_review(idea: Idea, source: str, *, by: User | None, reason: str) -> Idea:
    idea = Idea.locked(idea.pk)
    require_editor(by, idea)
    require_status(idea, source)
    return change_status(idea, IdeaStatus.IN_REVIEW, by=by, reason=reason)
