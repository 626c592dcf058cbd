"""What the board's decision on a pilot means for the ideas that it came from."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from common.transitions import Move, change_statuses
from ideas.enums import IdeaStatus
from ideas.services.guards import require_editor, require_status
from people.models import User

FOLLOWING = (IdeaStatus.PILOT, IdeaStatus.STORED, IdeaStatus.DECLINED)
"""The statuses between which a decision moves an idea; any other is nothing to do with its pilots."""


def status_after(outcomes: Iterable[str]) -> str:
    """Return where an idea stands by what became of its pilots (each ``PILOT``, ``STORED`` or ``DECLINED``).

    It goes on as long as one of them does.
    """
    found = set(outcomes)
    return next(status for status in FOLLOWING if status in found)


@transaction.atomic
def follow_board(moves: Sequence[Move], *, by: User | None) -> None:
    """Move ideas, freshly loaded and locked, to where the board's decision puts them; the reason is read by everybody.

    Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    for move in moves:
        require_editor(by, move.instance)
        require_status(move.instance, *FOLLOWING)
    change_statuses(moves, by=by)
