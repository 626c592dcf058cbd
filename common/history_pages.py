"""A page of the *Verlauf*: the steps that its address asks for, as ``components/history_page.html`` draws them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest

from common.timeline import FieldChange, Step

PER_PAGE = 50
"""How many steps a page shows."""


class Reader(Protocol):
    """Reads steps of a Verlauf, newest first, as :func:`common.timeline.timeline` does."""

    def __call__(self, *, offset: int, limit: int) -> list[Step]:
        """Return ``limit`` steps at most, from ``offset`` on."""


@dataclass(frozen=True, slots=True)
class StepPage:
    """The steps of one page, newest first, and the numbers of the pages beside it (0: none)."""

    steps: Sequence[Step]
    newer: int
    older: int

    def context(
        self,
        title: Callable[[Step], str],
        *,
        restore_url: Callable[[Step], str] = lambda step: "",
        changes: Callable[[Step], Sequence[FieldChange]] = lambda step: step.changes,
    ) -> dict[str, Any]:
        """Return what the template needs.

        ``title`` says what a step is about, ``restore_url`` where its state can be brought back (empty: nowhere),
        ``changes`` which of its fields are shown.
        """
        entries = [
            {
                "title": title(step),
                "at": step.at,
                "by": step.by or "System",
                "reason": step.reason,
                "changes": changes(step),
                "restore_url": restore_url(step),
            }
            for step in self.steps
        ]
        return {"entries": entries, "newer": self.newer, "older": self.older}


def step_page(request: HttpRequest, read: Reader) -> StepPage:
    """Return the page that the address asks for (``?page=2``), the first where it names none."""
    given = request.GET.get("page", "1")
    number = max(int(given), 1) if given.isdecimal() and len(given) < 6 else 1
    steps = read(offset=(number - 1) * PER_PAGE, limit=PER_PAGE + 1)
    return StepPage(steps[:PER_PAGE], newer=number - 1, older=number + 1 if len(steps) > PER_PAGE else 0)
