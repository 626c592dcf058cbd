"""Orders with gaps: one row moves without touching its neighbours. Order is no content and leaves versions alone."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max

from common.history import save_checked
from people.models import User
from strategy.models.visions import POSITION_STEP

REASON = "Reihenfolge geändert"


def end_of(others: Any) -> int:
    """Return the position behind the rows of the queryset ``others``."""
    return int(others.aggregate(last=Max("position"))["last"] or 0) + POSITION_STEP


def put_at(moved: Any, index: int, others: Sequence[Any], *, by: User | None) -> None:
    """Put ``moved`` between ``others`` (all rows of the order but itself, locked), so that ``index`` are before it.

    Nothing is saved where it lies there already.
    """
    lower, upper = _around(index, others)
    if lower < moved.position < upper:
        return
    if upper - lower < 2:
        _spread(others, by)
        lower, upper = _around(index, others)
    moved.position = (lower + upper) // 2
    save_checked(moved, by=by, reason=REASON)


def _around(index: int, others: Sequence[Any]) -> tuple[int, int]:
    lower = others[index - 1].position if index else 0
    return lower, others[index].position if index < len(others) else lower + 2 * POSITION_STEP


def _spread(others: Sequence[Any], by: User | None) -> None:
    for place, other in enumerate(others, start=1):
        other.position = place * 2 * POSITION_STEP
        save_checked(other, by=by, reason=REASON)
