"""What services ask before they write: may this person, and does the idea stand where the step begins."""

from django.core.exceptions import PermissionDenied

from common.transitions import TransitionError
from ideas.enums import IdeaStatus
from ideas.models import Idea
from people.rules import Person


def require_editor(by: Person | None, idea: Idea) -> None:
    """Let editors pass, and the system (``None``). Raises ``PermissionDenied`` for anybody else."""
    if by is not None and not by.has_perm("ideas.triage_idea", idea):
        raise PermissionDenied


def require_status(idea: Idea, *allowed: str) -> None:
    """Let an idea pass that stands at one of ``allowed``. Raises :class:`~common.transitions.TransitionError`.

    The transition table says where an idea may go; a step that several moves could mean also begins somewhere.
    """
    if idea.status not in allowed:
        wanted = " oder ".join(f"„{IdeaStatus(status).label}“" for status in allowed)
        raise TransitionError(
            f"Die Idee ist „{idea.get_status_display()}“; für diesen Schritt müsste sie {wanted} sein."
            " Vielleicht hat inzwischen jemand anderes den Status geändert; bitte laden Sie die Seite neu."
        )
